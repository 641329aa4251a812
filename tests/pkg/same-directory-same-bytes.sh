#!/bin/sh
# SPDX-License-Identifier: MIT
# One tree packs to the same bytes from another directory, another order of files, with another umask, locale, time zone, user,
# and at another time; zstd reads it.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

tree() { # DIR NAME...: the same tree, made in the order of the names
	mkdir -p "$1/usr/share/x"
	dir=$1
	shift
	for name; do
		echo "contents of $name" >"$dir/usr/share/x/$name"
	done
	head -c 3000000 /dev/zero | tr '\0' 'x' >"$dir/usr/share/x/large"
	ln -s "$(printf '\303\244')" "$dir/usr/share/x/link"
}

tree "$WORK/one" a B "$(printf '\303\244')" z
(umask 077 && tree "$WORK/deep directory/two" z "$(printf '\303\244')" a B)
find "$WORK/deep directory/two" -exec touch -h -d 2001-01-01 {} +
describe x 1.0-r1 'needs\tb' 'needs\ta'
mkdir "$WORK/out1" "$WORK/out2" "$WORK/tmp"
name=$("$PKG" pack -o "$WORK/out1" "$WORK/x.txt" "$WORK/one")
[ "$name" = x-1.0-r1.x86_64.opk ] || fail "its name is $name"
(umask 077 && cd "$WORK/deep directory" && TMPDIR=$WORK/tmp LC_ALL=C.UTF-8 TZ=Asia/Tokyo HOME=/nonexistent USER=somebody \
	"$PKG" pack --output="$WORK/out2" "$WORK/x.txt" two >/dev/null)
cmp "$WORK/out1/x-1.0-r1.x86_64.opk" "$WORK/out2/x-1.0-r1.x86_64.opk"
[ -z "$(ls -A "$WORK/tmp")" ] || fail "it left something in TMPDIR"

(cd "$WORK/one" && LC_ALL=C && cat usr/share/x/B usr/share/x/a usr/share/x/large usr/share/x/z "usr/share/x/$(printf '\303\244')") >"$WORK/contents"
"${ZSTD:-zstd}" -dc "$WORK/out1/x-1.0-r1.x86_64.opk" | cmp - "$WORK/contents"
