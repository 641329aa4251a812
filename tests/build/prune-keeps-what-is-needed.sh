#!/bin/sh
# make prune removes what this checkout doesn't need and nobody has used for DAYS; never while a build holds the cache.
. "$(dirname "$0")/lib"
checkout "$work/tree"
mkdir -p "$work/tree/tests/vm"
cp "$top/tests/vm/debian-disk" "$work/tree/tests/vm/"
make -C "$work/tree" pkg-host-gpt >"$work/out" 2>&1 || { cat "$work/out"; fail "does not build"; }
set -- "$ORION_CACHE"/out/host-gpt-*
first=$1
echo '// changed' >>"$work/tree/toolchain/host-gpt/gpt.c"
make -C "$work/tree" pkg-host-gpt >"$work/out" 2>&1 || { cat "$work/out"; fail "does not build"; }
second=$(grep '^/.*/out/' "$work/out")
if [ "$first" = "$second" ] || [ ! -e "$second/key" ]; then
	fail "no second output"
fi
echo data >"$ORION_CACHE/src/0123456789abcdef-stray.tar"
needed=$(cd "$work/tree" && tools/build/graph/graph needed | grep '/src/.*zstd' | head -n 1)
echo data >"$needed"
debian=$ORION_CACHE/debian
key=$(sha256sum <"$work/tree/tests/vm/debian-disk" | cut -c 1-16)
mkdir -p "$debian/bookworm-$key" "$debian/trixie-0123456789abcdef" "$debian/.bookworm.abcdef"
: >"$debian/bookworm.lock"

there() { # PATH
	[ -e "$1" ] || fail "$1 is gone"
}
prune() { # DAYS
	make -C "$work/tree" prune DAYS="$1" >"$work/out" 2>&1
}
age() {
	touch -d '31 days ago' "$first" "$second" "$needed" "$ORION_CACHE/src/0123456789abcdef-stray.tar" "$debian"/*-* \
		"$debian/bookworm.lock" "$debian/.bookworm.abcdef"
}
prune 30 || fail "prune of what is new"
there "$first"
there "$second"

# A build that holds the cache, here the shell around it.
age
! flock -s "$ORION_CACHE/lock/use" make -C "$work/tree" prune >"$work/out" 2>&1 || fail "pruned while a build ran"
contains "$work/out" 'run this again when it is done'
there "$first"

# Use renews: here by the first state of the tree, that another checkout is in.
age
checkout "$work/other"
make -C "$work/other" pkg-host-gpt >"$work/out" 2>&1
prune 30 || fail "prune"
there "$first"

age
prune 32 || fail "prune of 32 days"
there "$first"
prune 30 || fail "prune of 30 days"
contains "$work/out" "${first##*/}"
contains "$work/out" 0123456789abcdef-stray.tar
contains "$work/out" freed
there "$debian/bookworm-$key"
there "$debian/bookworm.lock"
[ ! -e "$debian/trixie-0123456789abcdef" ] || fail "the old disk is still there"
[ ! -e "$debian/.bookworm.abcdef" ] || fail "what a run left that was cut off is still there"
[ ! -e "$first" ] || fail "the old output is still there"
[ ! -e "$ORION_CACHE/src/0123456789abcdef-stray.tar" ] || fail "the old source is still there"
there "$second/key"
there "$needed"
make -C "$work/tree" pkg-host-gpt >"$work/out" 2>&1
! grep -q '^\[' "$work/out" || fail "built again"
! prune many || fail "DAYS=many was taken"
