#!/bin/sh
# SPDX-License-Identifier: MIT
# Power fails at any system call that changes something, and right after the end: install, upgrade, remove on an ext4. What the disk has
# then (a copy of the image while the command stands at that call, its journal replayed) is the old state or the new one, and what was
# said to be done is. Twice: with what reached the disk because orion-pkg asked for it (fsync, syncfs) and nothing else; and with all
# names, modes and sizes there too, as if the file system had written its journal that moment, but no contents that weren't asked for.
set -eu
if [ "$(id -u)" != 0 ]; then
	echo "only root mounts an ext4: left out"
	exit 0
fi
if [ "${2-}" != inside ]; then exec unshare -m "$0" "$1" inside; fi
# shellcheck source=lib
. "${0%/*}/lib"
fixture
roots
root=$WORK/w/root
mkdir "$WORK/w" "$root"
trap 'umount -l "$root" 2>/dev/null || :; rm -rf "$WORK"' EXIT

disk() {	# ROOT: the disk to begin with has what is in it
	rm -f "$WORK/before.img"
	truncate -s 24M "$WORK/before.img"
	mkfs.ext4 -q -F -b 4096 -J size=4 -E lazy_itable_init=0,lazy_journal_init=0 "$WORK/before.img"
	mount -o loop "$WORK/before.img" "$root"
	rmdir "$root/lost+found"
	cp -a "$WORK/$1/." "$root"
	echo same >"$root/other"
	umount "$root"
}

# A program for the stepper. Nothing is written to the disk by itself for ten minutes; `commit` makes ext4 write its journal.
power() {	# [COMMIT]
	cat >"$WORK/power" <<END
#!/bin/sh
set -eu
case \$1 in
make)
	umount '$root' 2>/dev/null || :
	rm -f '$WORK'/now.*
	now='$WORK'/now.\$\$	# a new name: a loop device may still know the old one
	cp --sparse=always '$WORK/before.img' "\$now"
	mount -o loop,commit=600 "\$now" '$root'
	;;
lose)
	${1:-:}
	cp --sparse=always '$WORK'/now.* '$WORK'/lost.\$\$
	umount '$root'
	rm '$WORK'/now.*
	mv '$WORK'/lost.\$\$ '$WORK'/now.\$\$
	mount -o loop '$WORK'/now.\$\$ '$root'
	;;
esac
END
	chmod +x "$WORK/power"
}

each() {	# COMMAND ROOT OPERAND
	disk "$2"
	printf '%s of %s, %s: ' "$1" "${3##*/}" "$what"
	stepper power "$WORK/w" "$WORK/power" "'$PKG' fix --root '$root' '$WORK/t-1-r0.x86_64.opk'" "$PKG" "$1" --root "$root" "$3"
	umount "$root"
}

all() {
	each install empty "$WORK/t-1-r0.x86_64.opk"
	each install installed "$WORK/t-2-r0.x86_64.opk"
	each remove installed t
}

what='only what was asked for'
power
all
what='names and sizes too'
power "printf same 1<>'$root/other'; sync '$root/other'"
all
