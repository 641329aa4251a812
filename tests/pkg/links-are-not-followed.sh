#!/bin/sh
# SPDX-License-Identifier: MIT
# What somebody planted in a target is not followed, written through, or opened: symbolic links, hard links, devices, pipes.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
fixture
old=$WORK/t-1-r0.x86_64.opk new=$WORK/t-2-r0.x86_64.opk

begin() {	# a root with version 1, and a directory outside
	rm -rf "$WORK/root" "$WORK/outside"
	mkdir "$WORK/root" "$WORK/outside"
	echo secret >"$WORK/outside/file"
	chmod 600 "$WORK/outside/file"
	[ "${1-}" = empty ] || "$PKG" install --root "$WORK/root" "$old" >/dev/null
	ls -lRn "$WORK/outside" >"$WORK/was"
}

refused() {	# TEXT COMMAND...: it fails, says so, and nothing outside is changed
	said=$1
	shift
	if "$PKG" "$@" >"$WORK/out" 2>&1; then fail "$said: it was done"; fi
	grep -q "$said" "$WORK/out" || fail "it says: $(cat "$WORK/out")"
	outside "$said"
}

outside() {	# WHAT
	ls -lRn "$WORK/outside" >"$WORK/is"
	cmp -s "$WORK/was" "$WORK/is" || fail "$1: outside is changed"
	[ "$(cat "$WORK/outside/file")" = secret ] || fail "$1: the file outside is changed"
}

# a directory of the package is a link to outside
begin empty
ln -s "$WORK/outside" "$WORK/root/usr"
refused 'usr is a symbolic link here' install --root "$WORK/root" "$old"
begin
rm -r "$WORK/root/usr/lib/t"
ln -s ../../../outside "$WORK/root/usr/lib/t"
refused 'usr/lib/t is a symbolic link here' install --root "$WORK/root" "$new"

# removing through it takes nothing away there
begin
rm -r "$WORK/root/usr/bin"
ln -s ../../outside "$WORK/root/usr/bin"
echo theirs >"$WORK/outside/replaced"
ls -lRn "$WORK/outside" >"$WORK/was"
"$PKG" remove --root "$WORK/root" t >/dev/null
outside 'remove'

# a package's link, and another package's file below it
begin empty
mkdir -p "$WORK/a/usr" "$WORK/b/usr/way"
ln -s ../../outside "$WORK/a/usr/way"
echo x >"$WORK/b/usr/way/x"
pack a 1-r0 "$WORK/a"
pack b 1-r0 "$WORK/b"
refused 'usr/way' install --root "$WORK/root" "$WORK/a-1-r0.x86_64.opk" "$WORK/b-1-r0.x86_64.opk"
"$PKG" install --root "$WORK/root" "$WORK/a-1-r0.x86_64.opk" >/dev/null
refused 'usr/way' install --root "$WORK/root" "$WORK/b-1-r0.x86_64.opk"

# a file of the package is a link, or a hard link, to outside: it is replaced, what it led to isn't touched
begin
ln -sf ../../../outside/file "$WORK/root/usr/bin/replaced"
"$PKG" install --root "$WORK/root" "$new" >/dev/null
outside 'link in the place of a file'
[ "$(cat "$WORK/root/usr/bin/replaced")" = two ] || fail "the link is still there"
begin
ln -f "$WORK/outside/file" "$WORK/root/usr/bin/replaced"
ls -lRn "$WORK/outside" >"$WORK/was"
"$PKG" install --root "$WORK/root" "$new" >/dev/null
[ "$(stat -c %a "$WORK/outside/file")" = 600 ] || fail "the mode of the file outside is changed"
[ "$(cat "$WORK/outside/file")" = secret ] || fail "the file outside is changed"

# a configuration file is a link to outside: it stays, and the new one is beside it
begin
ln -sf ../../../outside/file "$WORK/root/etc/t/unchanged"
"$PKG" install --root "$WORK/root" "$new" >/dev/null 2>&1
outside 'configuration file'
[ "$(cat "$WORK/root/etc/t/unchanged.new")" = 'default two' ] || fail "there is no new one"

# pipes and devices
begin empty
mkdir -p "$WORK/root/usr/bin"
mkfifo "$WORK/root/usr/bin/same"
refused 'usr/bin/same exists already' install --root "$WORK/root" "$old"
begin
rm "$WORK/root/etc/t/unchanged"
mkfifo "$WORK/root/etc/t/unchanged"
"$PKG" install --root "$WORK/root" "$new" >/dev/null 2>&1
[ -p "$WORK/root/etc/t/unchanged" ] || fail "the pipe is gone"

# the state itself
begin
rm -rf "$WORK/root/var/lib/orion/pkg"
ln -s ../../../../outside "$WORK/root/var/lib/orion/pkg"
refused 'symbolic link' install --root "$WORK/root" "$new"
begin
ln -s ../../../../../outside "$WORK/root/var/lib/orion/pkg/tx"
refused 'symbolic link' install --root "$WORK/root" "$new"
begin
mv "$WORK/root/var/lib/orion/pkg/installed" "$WORK/outside/list"
ln -s ../../../../../outside/list "$WORK/root/var/lib/orion/pkg/installed"
ls -lRn "$WORK/outside" >"$WORK/was"
refused 'symbolic link' install --root "$WORK/root" "$new"
