#!/bin/sh
# SPDX-License-Identifier: MIT
# When hundreds of files and directories go, two threads share the work: all go, what somebody put there stays with the directories
# above it, wherever the halves meet, and one processor alone leaves the same.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

for top in a b c d e; do
	for below in 1 2 3 4 5 6 7 8 9; do
		for last in 1 2 3 4 5 6 7 8 9; do
			mkdir -p "$WORK/tree/$top/$below/$last"
			: >"$WORK/tree/$top/$below/$last/file"
		done
	done
done
pack many 1-r0 "$WORK/tree"

left() {	# LIMIT... after a removal from a root where files of somebody are: what is there
	root=$WORK/root
	rm -rf "$root"
	mkdir "$root"
	"$PKG" install --root "$root" "$WORK/many-1-r0.x86_64.opk" >/dev/null
	for foreign in $stay; do
		: >"$root/$foreign"
	done
	"$@" "$PKG" remove --root "$root" many >/dev/null
	(cd "$root" && find . -path ./var -prune -o -print | sort)
}

paths() {	# the files that stay, with what is above them
	for foreign in . $stay; do
		while [ "$foreign" != . ]; do
			echo "./$foreign"
			foreign=$(dirname "$foreign")
		done
	done | sort -u
}

for stay in '' a/1/1/mine d/9/9/mine 'a/9/mine b/1/1/mine' 'b/9/9/mine c/1/mine' 'c/mine d/5/5/mine' 'b/5/mine c/5/5/mine c/9/9/mine'; do
	{ echo .; paths; } >"$WORK/wanted"
	left env >"$WORK/is"
	diff "$WORK/wanted" "$WORK/is" || fail "with somebody's \`$stay\`"
	left taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')" >"$WORK/is"
	diff "$WORK/wanted" "$WORK/is" || fail "with somebody's \`$stay\`, on one processor"
done
[ "$(nproc)" -gt 1 ] || fail "this machine has one processor: the threads were not tried"
