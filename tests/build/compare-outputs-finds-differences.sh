#!/bin/sh
# tests/double/compare-outputs finds a changed file, names it, and asks neither host tools nor the compiler's own programs.
. "$(dirname "$0")/lib"
compare=$top/tests/double/compare-outputs
one=$work/one two=$work/two
archive() { # DIR TEXT
	mkdir -p "$work/thing/usr/bin"
	echo "$2" >"$work/thing/usr/bin/thing"
	tar -C "$work/thing" --sort=name --mtime=@0 -cf "$work/thing.tar" .
	zstd -qf "$work/thing.tar" -o "$1/thing.tar.zst"
}
for cache in "$one" "$two"; do
	mkdir -p "$cache/thing-1-aaaa" "$cache/host-tool-1-$(basename "$cache")" "$cache/gcc-14-$(basename "$cache")/lib/gcc" "$cache/gcc-14-$(basename "$cache")/bin"
	archive "$cache/thing-1-aaaa" one
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
archive "$two/thing-1-aaaa" two
expect 1 'differs thing-1-aaaa'
contains "$work/out" '    ./usr/bin/thing'
cp "$one/thing-1-aaaa/thing.tar.zst" "$two/thing-1-aaaa/"
echo other >"$two/gcc-14-two/lib/gcc/libgcc.a"
expect 1 'differs gcc-14-one (lib/gcc)'
cp "$one/gcc-14-one/lib/gcc/libgcc.a" "$two/gcc-14-two/lib/gcc/"
mkdir "$one/other-2-bbbb"
expect 1 'absent other-2-bbbb'
rm -r "${one:?}"/* && mkdir "$one/host-only-1-cccc"
expect 1 '0 equal'
! "$compare" "$one" 2>"$work/out" || fail "one argument"
contains "$work/out" 'usage: compare-outputs'
