#!/bin/sh
# SPDX-License-Identifier: MIT
# A package with any byte changed, another one under its name, and one that has a path of another package are not installed: nothing is
# written, nothing is listed. (What a repository may try beside that: tools/lib/repository_test.c; the table is in README.md here.)
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
repo=$WORK/repo root=$WORK/root

refused() {	# TEXT ARGUMENT...: status 3, it says why, and the root is as it was
	text=$1 got=0
	shift
	find "$root" -mindepth 1 -path "$root/var" -prune -o -printf '%p %i %s %m %T@\n' | sort >"$WORK/was"
	"$PKG" list --root "$root" >"$WORK/list-was"
	"$PKG" install --root "$root" "$@" >"$WORK/said" 2>&1 || got=$?
	[ "$got" = 3 ] || fail "install $*: status $got, not 3: $(cat "$WORK/said")"
	grep -q -- "$text" "$WORK/said" || fail "install $*: no \`$text\` in: $(cat "$WORK/said")"
	find "$root" -mindepth 1 -path "$root/var" -prune -o -printf '%p %i %s %m %T@\n' | sort >"$WORK/is"
	"$PKG" list --root "$root" | cmp - "$WORK/list-was" || fail "install $*: it is listed"
	cmp "$WORK/was" "$WORK/is" || fail "install $*: something is written"
}

mkdir -p "$WORK/tree/usr/share" "$repo" "$root/etc/orion/repositories"
seq 40000 >"$WORK/tree/usr/share/text"
head -c 1500000 /dev/zero >"$WORK/tree/usr/share/zeros"
pack box 1.0-r1 "$WORK/tree"
file=box-1.0-r1.x86_64.opk
cp "$WORK/$file" "$repo"
"$PKG" keygen --site >/dev/null
"$PKG" index "$repo" >/dev/null
printf 'url\t%s\nkey\t%s\n' "$repo" "$(sed -n 2p "$XDG_CONFIG_HOME/orion/keys/root.pub")" >"$root/etc/orion/repositories/site"

# Each byte of the head, and bytes all over the payload; the last 60 are a table that nothing is installed by.
cat >"$WORK/flip" <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[int(sys.argv[3])] ^= 1 << int(sys.argv[3]) % 8
open(sys.argv[2], "wb").write(data)
END
size=$(stat -c %s "$WORK/$file") at=0
while [ "$at" -lt $((size - 60)) ]; do
	python3 "$WORK/flip" "$WORK/$file" "$repo/$file" "$at"
	refused '' box
	at=$((at + 1 + size / 60))
done
# a file that was named has no index, but its manifest has the digests of its payload
python3 "$WORK/flip" "$WORK/$file" "$WORK/bad.opk" $((size / 2))
refused 'is damaged' "$WORK/bad.opk"

# another package under its name: of another size, and of the same
seq 2 >"$WORK/tree/usr/share/text"
cp "$WORK/$file" "$WORK/good.opk"
pack box 1.0-r1 "$WORK/tree"
cp "$WORK/$file" "$repo/$file"
refused 'another size' box
truncate -s "$size" "$repo/$file"
refused '' box
cp "$WORK/good.opk" "$repo/$file"
"$PKG" install --root "$root" box >/dev/null || fail "the right one isn't installed"

# two packages with one path: together, and one after the other
mkdir -p "$WORK/one/usr/share" "$WORK/two/usr/share"
echo one >"$WORK/one/usr/share/shared"
echo two >"$WORK/two/usr/share/shared"
pack one 1-r0 "$WORK/one"
pack two 1-r0 "$WORK/two"
pack thief 1-r0 "$WORK/two" 'replaces\tother'
refused 'usr/share/shared' "$WORK/one-1-r0.x86_64.opk" "$WORK/two-1-r0.x86_64.opk"
"$PKG" install --root "$root" "$WORK/one-1-r0.x86_64.opk" >/dev/null
refused 'usr/share/shared' "$WORK/two-1-r0.x86_64.opk"
refused 'usr/share/shared' "$WORK/thief-1-r0.x86_64.opk"
[ "$(cat "$root/usr/share/shared")" = one ] || fail "the path is another package's now"
