#!/bin/sh
# SPDX-License-Identifier: MIT
# The same lock and repository give the same bundle: from another directory, with another umask, locale, time zone, home and temporary
# directory, at another time, and for root as another user; each alone, and all at once.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"
clock=$HERE/../clock
cp "$PKG" "$WORK/orion-pkg"	# where another user finds it too
PKG=$WORK/orion-pkg
chmod 755 "$WORK"
boot_packages
simple core 1-r0 'needs\ttool'
tree tool 1-r0
mkdir -p "$WORK/tree/etc" "$WORK/tree/usr/bin"
echo text >"$WORK/tree/usr/share/$(printf '\303\244')"
echo setting >"$WORK/tree/etc/Tool"
ln -s ../share/tool "$WORK/tree/usr/bin/tool"
pack tool 1-r0 "$WORK/tree" 'user\ttool\t300\t300\t/\t/bin/sh\tA tool' 'group\ttool\t300\t'
build one node core "$WORK/core-1-r0.x86_64.opk" "$WORK/tool-1-r0.x86_64.opk"
"$PKG" keygen --site >/dev/null
"$PKG" index "$WORK/one/repository" >/dev/null
cp "$WORK/one/node/lock" "$WORK/lock"
cp "$XDG_CONFIG_HOME/orion/keys/root.pub" "$WORK/root.pub"
repository=$WORK/one/repository to=$WORK/to
mkdir -m 1777 "$to" "$WORK/tmp"
mkdir -m 755 "$WORK/deep directory"

# The bundle of the lock with COMMAND before it: the same as the one that was made of files.
same() {	# WHAT COMMAND...
	what=$1
	shift
	"$@" "$PKG" image --bundle -o "$to/$what" --locked "$WORK/lock" --repository "$repository" --key "$WORK/root.pub" \
		--role node --wish core --boot linux --boot init --boot ucode >"$WORK/digest" || fail "$what: it fails"
	cmp "$WORK/digest" "$WORK/one/node.digest" || fail "$what: another digest"
	for part in manifest lock wish vmlinuz initrd.img net.img ucode.img root.erofs root.manifest; do
		cmp "$to/$what/$part" "$WORK/one/node/$part" || fail "$what: another $part"
	done
	cmp "$to/$what/role.bundle" "$WORK/one/$(cat "$WORK/digest").bundle" || fail "$what: another bundle"
}
closed() {	# COMMAND...
	(umask 077 && "$@")
}
user=
[ "$(id -u)" != 0 ] || user='setpriv --reuid=65534 --regid=65534 --clear-groups'
locale=$(locale -a | grep -vx -e C -e POSIX | tail -n 1)

same plain env
same directory env -C "$WORK/deep directory"
same umask closed env
same locale env LC_ALL="$locale" LANG="$locale" LANGUAGE=tr
same zone env TZ=Asia/Tokyo
same home env -i HOME=/nonexistent PATH=/nonexistent TMPDIR="$WORK/tmp"
same later "$clock" $((80 * 86400))
# shellcheck disable=SC2086 # words
same user $user env HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent
# shellcheck disable=SC2086
same all closed "$clock" 4000000 $user env -C / LC_ALL="$locale" TZ=America/St_Johns HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent \
	TMPDIR="$WORK/tmp"

# Before it was signed nobody believes a repository; one of that time has the same packages.
mkdir "$WORK/old"
cp "$repository"/*.opk "$WORK/old"
"$clock" -800000000 "$PKG" index "$WORK/old" >/dev/null
repository=$WORK/old
same earlier "$clock" -800000000
[ -z "$(ls -A "$WORK/tmp")" ] || fail "it left something in TMPDIR"
