#!/bin/sh
# SPDX-License-Identifier: MIT
# The root is in the node's memory: it works on when the server is cut off.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'root = ram'
server_start
node_start node1
await_ready node1
net 'cut server'
node_run node1 'find /usr -xdev -type f -exec cat {} + >/dev/null' >/dev/null
node_run node1 'cat /proc/mounts' >/dev/null
if grep ' nfs' "$WORK/node1.out"; then fail 'there is an NFS mount'; fi
grep -q ' erofs ro' "$WORK/node1.out" || fail 'no EROFS mount'
