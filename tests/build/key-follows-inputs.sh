#!/bin/sh
# What is built follows its inputs: nothing changed is nothing to do, a changed file is a new output, a revert is the old one.
. "$(dirname "$0")/lib"
checkout "$work/tree"
goal=host-gpt
name() {
	(cd "$work/tree" && tools/build/graph/graph "$goal") | sed -n "s/^OUT_$goal := //p"
}
first=$(name)
make -C "$work/tree" pkg-host-gpt >"$work/out" 2>&1 || { cat "$work/out"; fail "does not build"; }
[ -x "$first/bin/gpt" ] || fail "no output"
make -C "$work/tree" pkg-host-gpt >"$work/out" 2>&1
! grep -q '^\[' "$work/out" || fail "built again though nothing changed"
cp "$work/tree/toolchain/host-gpt/gpt.c" "$work/gpt.c"
echo '// changed' >>"$work/tree/toolchain/host-gpt/gpt.c"
second=$(name)
[ "$first" != "$second" ] || fail "a changed source has the old key"
(cd "$work/tree" && tools/build/why host-gpt) >"$work/why" || [ $? -eq 1 ] || fail "why failed"
contains "$work/why" toolchain/host-gpt/gpt.c
cp "$work/gpt.c" "$work/tree/toolchain/host-gpt/gpt.c"
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
chmod +x toolchain/host-gpt/gpt.c
changes "an executable bit"
ln -s gpt.c toolchain/host-gpt/link
changes "a symbolic link"
ln -snf elsewhere toolchain/host-gpt/link
changes "the target of a link"
sed -i 's/^version.*/version\t2/' toolchain/host-gpt/recipe
changes "a line of the recipe"

# And what doesn't: what is said about it, where a source comes from, tests and texts, what an editor leaves.
sed -i 's/^summary.*/summary\tSomething else/; s/^license.*/# a comment/' toolchain/host-gpt/recipe
same "a summary"
mkdir toolchain/host-gpt/seeds
for file in README README.md gpt_test.c gpt_fuzz.c test seeds/one gpt.c~ .gpt.c.swp; do
	echo text >"toolchain/host-gpt/$file"
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
make -C "$work/other" pkg-host-gpt >"$work/out" 2>&1
! grep -q '^\[' "$work/out" || fail "another checkout built again"
