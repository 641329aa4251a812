#!/bin/sh
# SPDX-License-Identifier: MIT
# What is published is taken as it is, or, when the site wants more, solved anew with that. What can't be had then is named, and nothing
# moves; a bundle that is damaged or of something else is refused.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"

base=$WORK/base
boot_packages
simple core 1-r0
simple core 2-r0
simple core 3-r0
simple tool 1-r0 'needs\tcore<2'
simple tool 2-r0 'needs\tcore=2'
for n in 1 2 3; do
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
done
new_base "$base"
"$PKG" publish --base "$base" "$WORK/1" "$WORK/tool-1-r0.x86_64.opk" >/dev/null
"$PKG" install --base "$base" tool >/dev/null

refused() {	# STATUS TEXT ARGUMENT...: publish says no, and the base is what it was
	want=$1 text=$2 got=0
	shift 2
	rm -rf "$WORK/before"
	cp -a "$base" "$WORK/before"
	"$PKG" publish --base "$base" "$@" >"$WORK/said" 2>&1 || got=$?
	[ "$got" = "$want" ] || fail "publish $*: status $got: $(cat "$WORK/said")"
	grep -qF -- "$text" "$WORK/said" || fail "no \`$text\` in: $(cat "$WORK/said")"
	rm -f "$WORK/before/lock" "$base/lock"
	diff -r "$WORK/before" "$base" || fail "something moved"
}
refused 1 'tool-1-r0 needs core<2' "$WORK/2"
grep -q 'role node stays as it is' "$WORK/said"

"$PKG" publish --base "$base" "$WORK/tool-2-r0.x86_64.opk"
[ "$("$PKG" publish --base "$base" "$WORK/2")" = 'role node: new generation node@3' ]
[ "$("$PKG" list --base "$base" | grep -e core -e tool)" = "$(printf 'core 2-r0\ntool 2-r0')" ]
[ "$(cat "$base/roles/node/world.d/site")" = tool ]
[ "$(channel "$base" 2)" = "$(generation "$base" 2)" ] || fail "the one before is not the one before"
refused 1 'needs core=2' "$WORK/3"

# What is held stays, also when it is published.
"$PKG" hold --base "$base" core
refused_or_kept=$("$PKG" publish --base "$base" "$WORK/3" 2>&1) || fail "$refused_or_kept"
[ "$("$PKG" list --base "$base" | grep -e core)" = 'core 2-r0' ] || fail "core was held"
"$PKG" hold --base "$base" --release core
"$PKG" remove --base "$base" tool >/dev/null
"$PKG" publish --base "$base" "$WORK/3" >/dev/null
[ "$(channel "$base")" = "$(cat "$WORK/3/node.digest")" ] || fail "with an empty site it is not the bundle itself"

# A bundle alone, whatever its name; it makes a base of its own.
mkdir "$WORK/alone"
cp "$WORK/3/$(cat "$WORK/3/node.digest").bundle" "$WORK/bundle"
"$PKG" publish --base "$WORK/alone" "$WORK/bundle" >/dev/null
[ "$(channel "$WORK/alone")" = "$(channel "$base")" ]
cmp "$WORK/alone/roles/node/lock" "$base/roles/node/lock"
rm -rf "$WORK/alone"


echo text >"$WORK/text"
refused 3 "$WORK/text: the image ends early" "$WORK/text"
head -c 8192 /dev/zero >"$WORK/zeros"
refused 3 "$WORK/zeros: it is no EROFS image" "$WORK/zeros"
refused 1 'there is no bundle of role server' --role server "$WORK/3"
refused 3 'has no DIGEST.bundle' "$WORK/tree"
refused 3 "open $WORK/none" "$WORK/none"
build 4 node 'core core<9' "$WORK/core-1-r0.x86_64.opk"
bundle=$WORK/4/$(cat "$WORK/4/node.digest").bundle
cp "$bundle" "$WORK/damaged"
size=$(stat -c %s "$WORK/damaged")
dd if=/dev/zero of="$WORK/damaged" bs=4096 seek=$((size / 4096 - 1)) count=1 conv=notrunc 2>/dev/null
refused 3 'has not the digest that the manifest gives' "$WORK/damaged"
cp "$WORK/core-2-r0.x86_64.opk" "$WORK/4/repository/core-1-r0.x86_64.opk"
refused 3 'is not the package that the bundle was made of' "$WORK/4"
no_leftovers "$base"
