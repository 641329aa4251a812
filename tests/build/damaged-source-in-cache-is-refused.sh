#!/bin/sh
# A source that was damaged in the cache after it was fetched stops the build instead of going into it.
. "$(dirname "$0")/lib"
checkout "$work/tree"
mkdir -p "$work/tree/toolchain/host-thing" "$ORION_CACHE/src" "$work/thing"
echo data >"$work/thing/data"
tar -C "$work" -cf "$work/thing.tar" thing
digest=$(sha256sum <"$work/thing.tar")
digest=${digest%% *}
printf 'summary\tA thing\nversion\t1\ndate\t2026-01-01\nsource\t%s file://%s/thing.tar\nstyle\ttree\n' "$digest" "$work" >"$work/tree/toolchain/host-thing/recipe"
make -C "$work/tree" pkg-host-thing >"$work/out" 2>&1 || { cat "$work/out"; fail "does not build"; }
rm -rf "$ORION_CACHE/out"
for file in "$ORION_CACHE"/src/*; do
	printf x | dd of="$file" bs=1 seek=600 conv=notrunc status=none
done
! make -C "$work/tree" pkg-host-thing >"$work/out" 2>&1 || fail "built from a damaged source"
contains "$work/out" "pinned is $digest"
