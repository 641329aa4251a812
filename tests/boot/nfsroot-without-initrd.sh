#!/bin/sh
# SPDX-License-Identifier: MIT
# The kernel alone mounts the tree (root=/dev/nfs ip=dhcp): read-only, memory on what must be writable, a login.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
# shellcheck disable=SC2046
machine node1 -machine pc -m 512 -kernel "$DIST/node/vmlinuz" -serial chardev:con \
	$(nic node1 virtio-net-pci),romfile= -append "$VM_CMDLINE console=ttyS0 root=/dev/nfs ip=dhcp ro orion.console=open \
nfsroot=10.9.0.1:/run/orion/tree/node/$(node_digest),vers=3,nolock,rsize=1048576,wsize=1048576"
await_ready node1
node_run node1 'cat /proc/mounts' >/dev/null
grep -q '^[^ ]* / nfs ro,' "$WORK/node1.out" || fail 'the root is not read-only NFS'
for dir in /run /tmp /var; do
	grep -q "^[^ ]* $dir tmpfs rw," "$WORK/node1.out" || fail "$dir is not a tmpfs"
done
if node_try node1 'touch /usr/written'; then fail 'the root can be written to'; fi
