#!/bin/sh
# SPDX-License-Identifier: MIT
# A node leaves its disks alone, but for the one file system with the label ORION-SCRATCH, which is at /scratch and lasts. Two of them, or
# one that is damaged: the node says so, and which command helps.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
PATH=$PATH:/usr/sbin:/sbin

# disk FILE LABEL: one partition (DOS, from sector 2048 on), with an ext4.
disk() {
	truncate -s 33M "$1"
	mke2fs -q -t ext4 -L "$2" -E offset=1048576 "$1" 32M >"$WORK/mke2fs" 2>&1 || fail "$(cat "$WORK/mke2fs")"
	printf '\0\0\0\0\203\0\0\0\0\10\0\0\0\0\1\0' | dd of="$1" bs=1 seek=446 conv=notrunc 2>/dev/null
	printf '\125\252' | dd of="$1" bs=1 seek=510 conv=notrunc 2>/dev/null
}

# node_with DISK...
node_with() {
	for file in "$@"; do
		shift
		set -- "$@" -drive "file=$file,format=raw,if=virtio"
	done
	node_kernel node1 "$(root_image)" "$@"
}

untouched() {
	equal 'the disk without the label' "$(sha256sum <"$WORK/other")" "$other"
}

# One that any mount would write to: its journal waits for that.
disk "$WORK/other" ORION-SCRATCH-2
debugfs -w -R 'feature needs_recovery' "$WORK/other?offset=1048576" >/dev/null 2>&1
other=$(sha256sum <"$WORK/other")
disk "$WORK/scratch" ORION-SCRATCH
server_start

node_with "$WORK/other"
await_ready node1
node_says node1 'cat /sys/class/block/vda1/size; ls /scratch 2>&1; grep -c vda /proc/mounts; :' '65536
ls: /scratch: No such file or directory
0'
console_send node1 poweroff
machine_gone node1
untouched

node_with "$WORK/other" "$WORK/scratch"
await_ready node1
node_run node1 'grep -q "^/dev/vdb1 /scratch ext4 rw,nosuid,nodev,noatime" /proc/mounts; echo mine >/scratch/file' >/dev/null
console_send node1 poweroff
machine_gone node1
untouched
equal 'what was written' "$(debugfs -R 'cat file' "$WORK/scratch?offset=1048576" 2>/dev/null)" mine
debugfs -R 'show_super_stats -h' "$WORK/scratch?offset=1048576" 2>/dev/null | grep -qE '^Filesystem state: +clean$' || fail 'it was not unmounted'

disk "$WORK/second" ORION-SCRATCH
codes_expected
node_with "$WORK/scratch" "$WORK/second"
await_line node1 '^orion: E-SCRATCH: several have the label: /dev/vda1 /dev/vdb1: none is mounted' >/dev/null
# The label is taken from one, by hand for want of e2label; the other is at /scratch then.
node_run node1 'dd if=/dev/zero of=/dev/vdb1 bs=1 seek=1144 count=16 conv=notrunc 2>/dev/null' >/dev/null
await_ready node1
node_says node1 'cat /scratch/file' mine
machine_quit node1

debugfs -w -R 'set_super_value state 3' "$WORK/scratch?offset=1048576" >/dev/null 2>&1
damaged=$(sha256sum <"$WORK/scratch")
node_kernel node1 "$(root_image)" -drive "file=$WORK/scratch,format=raw,if=none,id=disk" -device nvme,drive=disk,serial=1
await_line node1 '^orion: E-SCRATCH: /dev/nvme0n1p1 is damaged: `e2fsck /dev/nvme0n1p1`' >/dev/null
machine_quit node1
equal 'the damaged one' "$(sha256sum <"$WORK/scratch")" "$damaged"
