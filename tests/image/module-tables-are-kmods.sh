#!/bin/sh
# SPDX-License-Identifier: MIT
# orion-pkg makes of the modules of the node's root what depmod of kmod makes of them: the same texts, byte for byte, but for the order in
# modules.symbols. DIST: a directory of images; depmod is this machine's.
set -eu
# shellcheck source=../pkg/lib
. "${0%/*}/../pkg/lib"
DIST=${DIST:-$HERE/../../dist/x86_64}

tables() {	# DIR: the release's directory in a root
	echo "$1"/usr/lib/modules/*
}
fsck.erofs --extract="$WORK/root" "$DIST/node/root.erofs" >"$WORK/log" 2>&1 || fail "$(cat "$WORK/log")"
release=$(basename "$(tables "$WORK/root")")
mkdir -p "$WORK/tree/usr/lib"
mv "$WORK/root/usr/lib/modules" "$WORK/tree/usr/lib"
for table in dep alias softdep weakdep symbols devname; do
	rm -f "$(tables "$WORK/tree")/modules.$table"
done
rm -f "$(tables "$WORK/tree")"/modules.*.bin
[ "$(find "$WORK/tree" -name '*.ko' | wc -l)" -gt 80 ] || fail "there are few modules in the root"
pack linux-modules 1-r0 "$WORK/tree"
"$PKG" image -o "$WORK/image" "$WORK/linux-modules-1-r0.x86_64.opk" >/dev/null
fsck.erofs --extract="$WORK/ours" "$WORK/image" >"$WORK/log" 2>&1 || fail "$(cat "$WORK/log")"

mkdir -p "$WORK/theirs/lib"
mv "$WORK/tree/usr/lib/modules" "$WORK/theirs/lib"
PATH=$PATH:/usr/sbin:/sbin depmod -b "$WORK/theirs" "$release"
ours=$(tables "$WORK/ours") theirs=$WORK/theirs/lib/modules/$release
for table in dep alias softdep devname; do
	cmp "$theirs/modules.$table" "$ours/modules.$table"
done
[ ! -e "$theirs/modules.weakdep" ] || cmp "$theirs/modules.weakdep" "$ours/modules.weakdep"
LC_ALL=C sort "$theirs/modules.symbols" >"$WORK/theirs.symbols"
LC_ALL=C sort "$ours/modules.symbols" | cmp "$WORK/theirs.symbols" -
