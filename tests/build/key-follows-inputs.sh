#!/bin/sh
# What is built follows its inputs: nothing changed is nothing to do, a changed file is a new output, a revert is the old one.
. "$(dirname "$0")/lib"
checkout "$work/tree"
name() {
	(cd "$work/tree" && tools/build/graph/graph host-mktar) | sed -n 's/^OUT_host-mktar := //p'
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

# A second checkout finds what the first one made.
checkout "$work/other"
make -C "$work/other" pkg-host-mktar >"$work/out" 2>&1
! grep -q '^\[' "$work/out" || fail "another checkout built again"
