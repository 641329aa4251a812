#!/bin/sh
# A full disk below the cache: make fails, nothing half-made stays, and with room again the build goes on.
. "$(dirname "$0")/lib"
checkout "$work/tree"
# The check of free space is for a new user; here the disk is to run full within a step.
sed -i 's/^need_disk=.*/need_disk=0 need_memory=1/; s/need_disk=3/need_disk=0/' "$work/tree/tools/build/host-check"
mkdir -p "$work/small"
cat >"$work/inside" <<-'SH'
	set -eu
	mount -t tmpfs -o size=32k tmpfs "$1/small"
	export ORION_CACHE="$1/small"
	! make -C "$1/tree" pkg-host-gpt >"$1/out" 2>&1 || { echo "built on a full disk"; exit 1; }
	[ -z "$(find "$1/small/out" -mindepth 1 -maxdepth 1 2>/dev/null)" ] || { echo "something half-made is left"; exit 1; }
	mount -o remount,size=16m "$1/small"
	make -C "$1/tree" pkg-host-gpt >"$1/out" 2>&1 || { cat "$1/out"; exit 1; }
SH
unshare -rm sh "$work/inside" "$work" || fail "see above"
