#!/bin/sh
# A file that is edited while a step builds from it: the step fails and nothing is kept under the old key.
. "$(dirname "$0")/lib"
checkout "$work/tree"
mkdir -p "$work/tree/toolchain/host-slow"
printf 'summary\tSlow\nversion\t1\ndate\t2026-01-01\ntree\ttoolchain/host-slow\nstyle\ttree\n' >"$work/tree/toolchain/host-slow/recipe"
echo one >"$work/tree/toolchain/host-slow/data"
# The step itself edits its input: no race is needed to see it.
printf 'do_install() {\n\tcp "$SRC/toolchain/host-slow/data" "$DEST/data"\n\techo two >"$TOP/toolchain/host-slow/data"\n}\n' \
	>"$work/tree/toolchain/host-slow/build.sh"
! make -C "$work/tree" pkg-host-slow >"$work/out" 2>&1 || fail "kept what was built from another file than its key says"
contains "$work/out" "changed while this was built"
[ -z "$(find "$ORION_CACHE/out" -name 'host-slow-*')" ] || fail "an output is left"
