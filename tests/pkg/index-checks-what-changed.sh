#!/bin/sh
# SPDX-License-Identifier: MIT
# orion-pkg index checks what is new or has changed since it was checked, with --all everything; a package that is damaged later is found as
# soon as the file system knows of a change, whatever size and date it has.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
repo=$WORK/repo

index() {	# STATUS [ARGUMENT...]: it ends so
	want=$1 got=0
	shift
	"$PKG" index "$@" "$repo" >"$WORK/said" 2>&1 || got=$?
	[ "$got" = "$want" ] || fail "index $*: status $got, not $want: $(cat "$WORK/said")"
}
damage() {	# FILE: a byte of its payload is another one; size and date stay
	touch -r "$1" "$WORK/date"
	at=$(($(stat -c %s "$1") / 2))
	byte=$(dd if="$1" bs=1 skip=$at count=1 2>/dev/null | od -An -tu1)
	printf %b "\\0$(printf %o $(((byte + 1) % 256)))" | dd of="$1" bs=1 seek=$at conv=notrunc 2>/dev/null
	touch -r "$WORK/date" "$1"
}
known() {	# how many packages are known as checked
	if [ -e "$repo/.checked" ]; then wc -l <"$repo/.checked"; else echo 0; fi
}
wait_until_known() {	# COUNT: what was written just now isn't
	until [ "$(known)" = "$1" ]; do
		index 0
	done
}

mkdir -p "$repo" "$WORK/tree"
head -c 20000 /dev/urandom >"$WORK/tree/x"
for name in one two three; do
	pack $name 1-r0 "$WORK/tree"
done
mv "$WORK"/*.opk "$repo"
"$PKG" keygen --site >/dev/null
index 0
wait_until_known 3
grep -q 'release 1, ' "$WORK/said" || fail "a new release of the same packages: $(cat "$WORK/said")"

cp -p "$repo/two-1-r0.x86_64.opk" "$WORK/good"
damage "$repo/two-1-r0.x86_64.opk"
index 3
grep -q two-1-r0 "$WORK/said" || fail "it doesn't say which: $(cat "$WORK/said")"
[ "$(known)" = 3 ] || fail "the record of the others is gone"

# Told that it was checked, in the words of orion-release(5): believed, until all are to be checked.
head=$("$PKG" show --json "$repo/two-1-r0.x86_64.opk" | sed 's/.*"digest": *"\([0-9a-f]*\)".*/\1/')
cp "$repo/.checked" "$WORK/checked"
{
	cat "$WORK/checked"
	stat --printf "orion-checked 1\n%n\t%s\t%i\t%.9Y\t%.9Z\t$head\n" "$repo/two-1-r0.x86_64.opk" |
		sed "s|^$repo/||" | sha256sum | cut -d ' ' -f 1
} | LC_ALL=C sort >"$repo/.checked"
index 0
index 3 --all
# Damaged, and gone.
tr 0-9a-f 1-9a-f0 <"$WORK/checked" >"$repo/.checked"
index 3
rm "$repo/.checked"
index 3

mv "$WORK/good" "$repo/two-1-r0.x86_64.opk"
index 0 --all
wait_until_known 3
rm "$repo/three-1-r0.x86_64.opk"
index 0
[ "$(known)" = 2 ] || fail "what is gone stays in the record"
