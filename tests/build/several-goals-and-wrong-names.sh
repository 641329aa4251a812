#!/bin/sh
# Of several goals in one call each is made; a name that no recipe has is refused with the nearest one; what lies beside
# recipes and roles is neither.
. "$(dirname "$0")/lib"
checkout "$work/tree"
cd "$work/tree" || exit
echo text >rootfs/roles/README
echo 'package absent' >rootfs/roles/node~
echo 'package absent' >rootfs/roles/server.orig
mkdir pkgs/notes
echo text >pkgs/notes/README
make -n pkg-host-gpt >"$work/out" 2>&1 || { cat "$work/out"; fail "make -n"; }
contains "$work/out" 'step build host-gpt'
[ ! -e "$(echo "$ORION_CACHE"/out/host-gpt-*)" ] || fail "make -n builds"

cp -r toolchain/host-gpt toolchain/host-other
make pkg-host-gpt pkg-host-other >"$work/out" 2>&1 || { cat "$work/out"; fail "two goals"; }
for name in host-gpt host-other; do
	set -- "$ORION_CACHE/out/$name"-*
	[ -e "$1/key" ] || fail "of two goals $name was not made"
	contains "$work/out" "$1"
done

! make pkg-host-gtp >"$work/out" 2>&1 || fail "an unknown goal was accepted"
contains "$work/out" 'there is no package host-gtp; the nearest name is host-gpt'
! make why PKG=busybx >"$work/out" 2>&1 || fail "why of an unknown name"
contains "$work/out" 'the nearest name is busybox'
! make pkg-linux-modules >"$work/out" 2>&1 || fail "a part was accepted as a goal"
contains "$work/out" 'linux-modules is a part of linux'
