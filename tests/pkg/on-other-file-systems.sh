#!/bin/sh
# SPDX-License-Identifier: MIT
# Targets with other file systems below the root, as an overlay, without space, read-only.
set -eu
if [ "${2-}" != inside ]; then	# a mount namespace of its own
	if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" inside; else exec unshare -rm "$0" "$1" inside; fi
fi
# shellcheck source=lib
. "${0%/*}/lib"
fixture
old=$WORK/t-1-r0.x86_64.opk new=$WORK/t-2-r0.x86_64.opk
root=$WORK/root

clean() {	# WHAT
	left=$(find "$root" -name '*orion-pkg.tx' -o -path '*orion/pkg/tx*')
	[ -z "$left" ] || fail "$1: $left is left"
	"$PKG" audit --root "$root" || fail "$1: audit"
}

# /usr and a directory below it on file systems of their own
mkdir -p "$root/usr/lib/t" "$root/usr/bin"
mount -t tmpfs none "$root/usr/bin"
mount -t tmpfs none "$root/usr/lib/t"
"$PKG" install --root "$root" "$old" >/dev/null
clean install
"$PKG" install --root "$root" "$new" >/dev/null
clean upgrade
[ "$(cat "$root/usr/bin/replaced")" = two ] || fail "it is not upgraded"
"$PKG" remove --root "$root" t >/dev/null
clean remove
[ -z "$(ls "$root/usr/bin")" ] || fail "remove leaves $(ls "$root/usr/bin")"

# what was staged there by a run that was killed is taken away
mkdir "$root/usr/bin/.orion-pkg.tx" "$root/var/lib/orion/pkg/tx"
echo half >"$root/usr/bin/.orion-pkg.tx/1"
echo usr/bin/.orion-pkg.tx >"$root/var/lib/orion/pkg/tx/elsewhere"
"$PKG" install --root "$root" "$old" >/dev/null 2>&1
clean 'after a killed run'

# something mounted on a file of the package: known before anything is decided
echo x >"$WORK/other"
mount --bind "$WORK/other" "$root/usr/bin/replaced"
if "$PKG" install --root "$root" "$new" >"$WORK/out" 2>&1; then fail "a mounted file was replaced"; fi
grep -q 'usr/bin/replaced can.t be replaced: something is mounted on it' "$WORK/out" || fail "$(cat "$WORK/out")"
umount "$root/usr/bin/replaced"
clean 'a mounted file'
umount "$root/usr/bin" "$root/usr/lib/t"

# a file system without space: nothing is changed
mount -t tmpfs -o size=1m none "$root/usr"
rm -rf "$root/var"
if "$PKG" install --root "$root" "$old" >"$WORK/out" 2>&1; then fail "it fitted"; fi
grep -q 'MB are needed' "$WORK/out" || fail "$(cat "$WORK/out")"
[ -z "$(ls "$root/usr")" ] || fail "there is something in usr"
[ -z "$("$PKG" list --root "$root")" ] || fail "it is installed"
umount "$root/usr"

# read-only
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
if "$PKG" install --root "$root" "$old" >"$WORK/out" 2>&1; then fail "it is read-only"; fi
grep -q 'Read-only file system' "$WORK/out" || fail "$(cat "$WORK/out")"
umount "$root"
rm -rf "$root"

# an overlay, as a node's root is: directories of the lower one can't be renamed
mkdir -p "$root" "$WORK/lower" "$WORK/rw"
"$PKG" install --root "$WORK/lower" "$old" >/dev/null
mount -t tmpfs none "$WORK/rw"
mkdir "$WORK/rw/upper" "$WORK/rw/work"
mount -t overlay -o "lowerdir=$WORK/lower,upperdir=$WORK/rw/upper,workdir=$WORK/rw/work" none "$root"
"$PKG" install --root "$root" "$new" >/dev/null
clean 'upgrade on an overlay'
[ -L "$root/usr/lib/t/becomes-link" ] || fail "a directory did not become a link"
"$PKG" install --downgrade --root "$root" "$old" >/dev/null
clean 'downgrade on an overlay'
"$PKG" remove --root "$root" t >/dev/null
clean 'remove on an overlay'
[ ! -e "$root/usr" ] || fail "remove leaves $(find "$root/usr")"
[ -e "$WORK/lower/usr/bin/same" ] || fail "the lower one is changed"
umount "$root" "$WORK/rw"
