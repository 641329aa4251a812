#!/bin/sh
# SPDX-License-Identifier: MIT
# The root is the server's tree, mounted by NFS 4.2: an ordinary NFS root below the overlay. When the
# server's nfsd is restarted, the node is known from before: it gets its state back, and the grace period ends with that.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'root = tree4'
server_start
node_start node1
await_ready node1
node_run node1 'cat /proc/mounts' >/dev/null
grep -q '^overlay / overlay rw' "$WORK/node1.out" || fail 'the root is not an overlay'
grep -q ' nfs4 ro,.*vers=4.2' "$WORK/node1.out" || fail 'no such NFS mount'
node_says node1 'cat /usr/lib/orion/packages' "$(cat "$DIST/node/lock")"
node_says server 'dmesg | grep -c "NFSD: Using nfsdcld client tracking operations"' 1
node_run server 'sv restart /run/service/nfsd; until /run/service/nfsd/check; do sleep 0.1; done' >/dev/null
node_run node1 'cat /usr/lib/modules/*/modules.alias | wc -c' >/dev/null
node_run server 'until dmesg | grep "NFSD: all clients done reclaiming"; do sleep 0.1; done' >/dev/null
