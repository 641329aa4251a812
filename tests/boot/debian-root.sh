#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: A Debian root with systemd boots on our kernel: it comes up as `running`, no unit failed.
# As root, with debootstrap and a network; DEBIAN_ROOT names a root that is there instead (with systemd-sysv, udev, dbus, kmod).
# It is a disk without an initrd; our modules lie in it, as in a root that was imported.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
PATH=$PATH:/usr/sbin:/sbin

need_files "$DIST/node/vmlinuz" "$DIST/node/root.erofs"
[ "$(id -u)" = 0 ] || fail 'only root can make a Debian root: run this test as root'
root=$WORK/root
if [ "${DEBIAN_ROOT-}" ]; then
	cp -a --one-file-system "$DEBIAN_ROOT" "$root"
else
	command -v debootstrap >/dev/null || fail 'debootstrap is missing: apt-get install debootstrap'
	debootstrap --variant=minbase --include=systemd-sysv,udev,dbus,kmod bookworm "$root" >"$WORK/debootstrap" 2>&1 ||
		fail "debootstrap: $(tail -n 3 "$WORK/debootstrap")"
fi
echo debian >"$root/etc/hostname"
sed -i 's/^root:[^:]*:/root::/' "$root/etc/shadow"
fsck.erofs --extract="$WORK/node" --overwrite "$DIST/node/root.erofs" >"$WORK/extract" 2>&1 || fail "$(cat "$WORK/extract")"
cp -a "$WORK/node/usr/lib/modules" "$root/usr/lib/"
mke2fs -q -t ext4 -d "$root" "$WORK/disk" 1500M >"$WORK/mke2fs" 2>&1 || fail "$(cat "$WORK/mke2fs")"
rm -rf "$root" "$WORK/node"

machine node1 -machine pc -m 1024 -kernel "$DIST/node/vmlinuz" \
	-append "$VM_CMDLINE console=ttyS0 root=/dev/vda rw systemd.show_status=1" \
	-drive "file=$WORK/disk,format=raw,if=virtio,cache=unsafe" -serial chardev:con
# systemd says nothing more while getty starts.
VM_SILENCE=150 await_line node1 '^debian login: ' -l 1800 >/dev/null
node_try node1 'systemctl is-system-running --wait' >"$WORK/state" || :
node_run node1 'systemctl --failed --plain --no-legend --full --no-pager' >"$WORK/failed"
node_run node1 'journalctl -b -p warning --no-pager -o cat' >"$WORK/warnings"
[ ! -s "$WORK/failed" ] || fail "units that failed: $(cat "$WORK/failed")"
equal 'systemctl is-system-running' "$(cat "$WORK/state")" running
