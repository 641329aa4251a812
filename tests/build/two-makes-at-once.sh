#!/bin/sh
# Two makes in one checkout and one in another, all on one cache: all succeed and the output is made once.
. "$(dirname "$0")/lib"
checkout "$work/a"
checkout "$work/b"
set --
for tree in a a b; do
	n=$(($# + 1))
	make -C "$work/$tree" pkg-host-gpt >"$work/out.$n" 2>&1 &
	set -- "$@" $!
done
for pid; do
	wait "$pid" || { cat "$work"/out.*; fail "one of three makes failed"; }
done
[ "$(cat "$work"/out.? | grep -c '^\[.*host-gpt 1 [0-9]')" -eq 1 ] || { cat "$work"/out.?; fail "was not made exactly once"; }
