#!/bin/sh
# What is built follows its inputs: nothing changed is nothing to do, a changed file is a new output, a revert is the old one.
. "$(dirname "$0")/lib"
checkout "$work/tree"
goal=host-mktar
name() {
	(cd "$work/tree" && tools/build/graph/graph "$goal") | sed -n "s/^OUT_$goal := //p"
}
first=$(name)
make -C "$work/tree" pkg-host-mktar >"$work/out" 2>&1 || { cat "$work/out"; fail "does not build"; }
[ -x "$first/bin/mktar" ] || fail "no output"
make -C "$work/tree" pkg-host-mktar >"$work/out" 2>&1
! grep -q '^\[' "$work/out" || fail "built again though nothing changed"
cp "$work/tree/toolchain/host-mktar/mktar.c" "$work/mktar.c"
echo '// changed' >>"$work/tree/toolchain/host-mktar/mktar.c"
second=$(name)
[ "$first" != "$second" ] || fail "a changed source has the old key"
(cd "$work/tree" && tools/build/why host-mktar) >"$work/why" || [ $? -eq 1 ] || fail "why failed"
contains "$work/why" toolchain/host-mktar/mktar.c
cp "$work/mktar.c" "$work/tree/toolchain/host-mktar/mktar.c"
[ "$(name)" = "$first" ] || fail "the reverted source has another key"

# What else of a file counts: whether it may be executed, and where a link points.
changes() { # WHAT: since the last call
	last=$now
	now=$(name)
	[ "$now" != "$last" ] || fail "$1 does not change the key"
}
same() { # WHAT
	[ "$(name)" = "$now" ] || fail "$1 changes the key"
}
cd "$work/tree" || exit
now=$first
chmod +x toolchain/host-mktar/mktar.c
changes "an executable bit"
ln -s mktar.c toolchain/host-mktar/link
changes "a symbolic link"
ln -snf elsewhere toolchain/host-mktar/link
changes "the target of a link"
sed -i 's/^version.*/version\t2/' toolchain/host-mktar/recipe
changes "a line of the recipe"

# And what doesn't: what is said about it, where a source comes from, tests and texts, what an editor leaves.
sed -i 's/^summary.*/summary\tSomething else/; s/^license.*/# a comment/' toolchain/host-mktar/recipe
same "a summary"
mkdir toolchain/host-mktar/seeds
for file in README README.md mktar_test.c mktar_fuzz.c test seeds/one mktar.c~ .mktar.c.swp; do
	echo text >"toolchain/host-mktar/$file"
done
same "a test, a text or a leftover"
goal=host-zstd
now=$(name)
sed -i 's,\(^source.*\)https://[^ ]*,\1https://example.org/elsewhere.tar.gz,' pkgs/zstd/recipe
grep -q example.org pkgs/zstd/recipe || fail "the recipe of zstd has no source to change"
same "an address"
sed -i '0,/^source\t./s//source\t0/' pkgs/zstd/recipe
changes "a hash"

# The key of one is the same whatever else is asked for.
one=$(tools/build/graph/graph linux | sed -n 's/^OUT_linux := //p')
for first in role-node host-zstd zstd; do
	[ "$(tools/build/graph/graph $first linux | sed -n 's/^OUT_linux := //p')" = "$one" ] || fail "linux after $first has another key"
done

tools/build/graph/graph needed >"$work/needed"
grep -qxF "$one" "$work/needed" || fail "linux among all that is needed has another key"

# A second checkout finds what the first one made.
checkout "$work/other"
make -C "$work/other" pkg-host-mktar >"$work/out" 2>&1
! grep -q '^\[' "$work/out" || fail "another checkout built again"
