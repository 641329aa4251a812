#!/bin/sh
# SPDX-License-Identifier: MIT
# The root is the server's tree, mounted by NFS 4.2: an ordinary NFS root below the overlay.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'root tree4'
server_start
node_start node1
await_ready node1
node_run node1 'cat /proc/mounts' >/dev/null
grep -q '^overlay / overlay rw' "$WORK/node1.out" || fail 'the root is not an overlay'
grep -q ' nfs4 ro,.*vers=4.2' "$WORK/node1.out" || fail 'no such NFS mount'
node_says node1 'cat /usr/lib/orion/packages' "$(cat "$DIST/node/lock")"
