#!/bin/sh
# SPDX-License-Identifier: MIT
# The root is the server's tree, mounted by NFS 3: an ordinary NFS root below the overlay.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'root = tree'
server_start
node_start node1
await_ready node1
node_run node1 'cat /proc/mounts' >/dev/null
grep -q '^overlay / overlay rw' "$WORK/node1.out" || fail 'the root is not an overlay'
grep -q ' nfs ro,.*vers=3' "$WORK/node1.out" || fail 'no such NFS mount'
node_says node1 'cat /usr/lib/orion/packages' "$(cat "$DIST/node/lock")"
