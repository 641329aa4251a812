#!/bin/sh
# tests/double/compare-outputs finds a changed file, names it, and asks neither host tools nor the compiler's own programs.
. "$(dirname "$0")/lib"
compare=$top/tests/double/compare-outputs
one=$work/one two=$work/two
for cache in "$one" "$two"; do
	mkdir -p "$cache/thing-1-aaaa" "$cache/host-tool-1-$(basename "$cache")" "$cache/gcc-14-$(basename "$cache")/lib/gcc" "$cache/gcc-14-$(basename "$cache")/bin"
	echo "f 755 0 0 5 0123 usr/bin/thing" >"$cache/thing-1-aaaa/thing.manifest"
	echo archive >"$cache/thing-1-aaaa/thing.tar.zst"
	echo "$cache" >"$cache/host-tool-1-$(basename "$cache")/tool"
	echo "$cache" >"$cache/gcc-14-$(basename "$cache")/bin/gcc"
	echo library >"$cache/gcc-14-$(basename "$cache")/lib/gcc/libgcc.a"
done
expect() { # STATUS TEXT
	status=0
	"$compare" "$one" "$two" >"$work/out" || status=$?
	[ $status -eq "$1" ] || { cat "$work/out"; fail "exit status $status, not $1"; }
	contains "$work/out" "$2"
}
expect 0 '2 equal, 0 differ, 0 absent'
echo "f 755 0 0 5 4567 usr/bin/thing" >"$two/thing-1-aaaa/thing.manifest"
expect 1 'differs thing-1-aaaa'
contains "$work/out" '    usr/bin/thing'
cp "$one/thing-1-aaaa/thing.manifest" "$two/thing-1-aaaa/"
echo other >"$two/gcc-14-two/lib/gcc/libgcc.a"
expect 1 'differs gcc-14-one (lib/gcc)'
cp "$one/gcc-14-one/lib/gcc/libgcc.a" "$two/gcc-14-two/lib/gcc/"
mkdir "$one/other-2-bbbb"
expect 1 'absent other-2-bbbb'
rm -r "${one:?}"/* && mkdir "$one/host-only-1-cccc"
expect 1 '0 equal'
! "$compare" "$one" 2>"$work/out" || fail "one argument"
contains "$work/out" 'usage: compare-outputs'
