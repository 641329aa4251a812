#!/bin/sh
# SPDX-License-Identifier: MIT
# An image is made again from its lock and a repository: the same bytes as from the files. Other versions there don't matter; a package
# that has another digest than the lock says, or is not there, is refused.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
repo=$WORK/repo

mkdir -p "$WORK/tree/usr" "$repo"
for name in box tool extra; do
	rm -rf "$WORK/tree/usr"
	mkdir "$WORK/tree/usr"
	echo "$name" >"$WORK/tree/usr/$name"
	pack $name 1-r0 "$WORK/tree"
done
pack extra 2-r0 "$WORK/tree"
cp "$WORK"/*.opk "$repo"
"$PKG" keygen --site >/dev/null
"$PKG" index "$repo" >/dev/null
"$PKG" image -o "$WORK/one" --lock "$WORK/lock" "$WORK"/*-1-r0.*.opk >"$WORK/digest"
[ "$(wc -l <"$WORK/lock")" = 3 ] || fail "the lock has not three lines"

"$PKG" image -o "$WORK/two" --locked "$WORK/lock" --repository "$repo" --lock "$WORK/again" | cmp "$WORK/digest" -
cmp "$WORK/one" "$WORK/two"
cmp "$WORK/lock" "$WORK/again"

# refuses STATUS TEXT LOCK [ARGUMENT...]
refuses() {
	want=$1 text=$2 file=$3 got=0
	shift 3
	"$PKG" image -o "$WORK/three" --locked "$file" --repository "$repo" "$@" >"$WORK/said" 2>&1 || got=$?
	[ "$got" = "$want" ] || fail "$text: status $got: $(cat "$WORK/said")"
	grep -qF -- "$text" "$WORK/said" || fail "no \`$text\` in: $(cat "$WORK/said")"
	[ ! -e "$WORK/three" ] || fail "there is an image"
}
sed 's/1-r0/3-r0/' "$WORK/lock" >"$WORK/other"
refuses 3 'no repository has box 3-r0' "$WORK/other"
awk -F'\t' -v OFS='\t' '{ $3 = substr($3, 1, 60) "beef"; print }' "$WORK/lock" >"$WORK/other"
refuses 3 'with the digest that the lock says' "$WORK/other"
head -c 100 "$WORK/lock" >"$WORK/other"
refuses 3 "$WORK/other: the last line has no end" "$WORK/other"
refuses 2 '--locked says all the packages' "$WORK/lock" "$WORK/box-1-r0.x86_64.opk"
refuses 2 '--boot names what is not in' "$WORK/lock" --bundle --role node --boot none
printf 'x' | dd of="$repo/box-1-r0.x86_64.opk" bs=1 seek=60 conv=notrunc 2>/dev/null
refuses 3 'box-1-r0' "$WORK/lock"
