#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion publish` on a disk with too little room says how much is missing and how much `orion gc` could free, before anything is written, from a directory
# and from a pipe; with that room it goes on.
set -eu
if [ "${2-}" != inside ]; then	# a mount namespace of its own
	if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" inside; else exec unshare -rm "$0" "$1" inside; fi
fi
# shellcheck source=site-lib
. "${0%/*}/site-lib"
boot_packages
for n in 1 2 3 4 5; do
	tree core $n-r0
	head -c 1000000 /dev/urandom >"$WORK/tree/usr/share/data"
	pack core $n-r0 "$WORK/tree"
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
done
builder ann
for n in 1 2 3 4 5; do
	signed ann $n
done
mkdir -p "$WORK/site/base"
mount -t tmpfs -o size=20m none "$WORK/site/base"
trap 'umount "$WORK/site/base"; rm -rf "$WORK"' EXIT
new_site "$WORK/site"
base=$WORK/site/base
orion trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
echo 'keep = 9' >"$base/orion.conf"
for n in 1 2 3 4; do
	orion publish "$WORK/$n" >/dev/null
done

fill() {	# ROOM: leaves so many bytes
	rm -f "$base/fill"
	head -c $(($(stat -f -c '%a * %S' "$base") - $1)) /dev/zero >"$base/fill"
}
stream=$(basename "$WORK"/5/*.bundle)
cat "$WORK/5/$stream" "$WORK/5/$stream.minisig" >"$WORK/stream"
refused() {	# TEXT: of a directory and of a pipe; nothing has changed
	rm -rf "$WORK/kept"
	cp -a "$base" "$WORK/kept"
	said 3 'MB are missing; `orion gc` '"$1" publish "$WORK/5" stable
	said 3 'MB are missing; `orion gc` '"$1" publish - <"$WORK/stream"
	rm -f "$base/lock" "$WORK/kept/lock"
	diff -r "$WORK/kept" "$base" || fail 'it was refused, and something changed'
}
fill 1000000
refused 'has nothing to free there'
echo 'keep = 1' >"$base/orion.conf"
orion gc --dry-run >"$WORK/gc"
mb=$(sed -n 's/ MB would be free$//p' "$WORK/gc")
[ "${mb%.*}" -ge 1 ] || fail "there is no garbage: $(cat "$WORK/gc")"
refused "could free $mb MB"
sed -n 's/.*it needs \([0-9.]*\) MB (a tenth is to stay free), and .* has \([0-9.]*\) MB free: \([0-9.]*\) MB are missing.*/\1 \2 \3/p' "$WORK/said" |
	awk -v size="$(stat -c %s "$WORK/5/$stream")" '
		{ lines++; if ($1 < size * 1.1 / 1e6 - 0.06 || $1 > size * 1.1 / 1e6 + 0.06 || $2 > 1.01 || ($1 - $2 - $3) ^ 2 > 0.02) exit 1 }
		END { exit lines != 1 }' || fail "these figures are none: $(cat "$WORK/said")"
orion gc >"$WORK/gc"
grep -q "^$mb MB freed" "$WORK/gc" || fail "gc: $(cat "$WORK/gc")"
said 0 'stable: (new) -> node@5' publish "$WORK/5" stable
