#!/bin/sh
# SPDX-License-Identifier: MIT
# A node boots from its NIC's own iPXE over DHCP and HTTP; its root is the image on NFS. At most 30 MB go over the wire.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_start node1
await_ready node1
node_says node1 '. /run/orion/boot.conf; echo $server $generation $mac' "10.9.0.1 $(node_digest) $(mac node1)"
node_run node1 'cat /proc/mounts' >/dev/null
grep -q '^overlay / overlay rw' "$WORK/node1.out" || fail 'the root is not an overlay'
grep -q ' nfs ro,.*vers=3' "$WORK/node1.out" || fail 'the bundle is not on NFS 3'
bytes=$(net stats | awk '$1 == "node1" { print $5 + $8 }')
[ "$bytes" -le 31457280 ] || fail "$bytes bytes went over the wire, at most 30 MB should"
