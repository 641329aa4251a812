#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk that has too little room for a generation: publishing and installing fail, the base is as it was, and goes on when there is room again.
set -eu
if [ "${2-}" != inside ]; then	# a mount namespace of its own
	if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" inside; else exec unshare -rm "$0" "$1" inside; fi
fi
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"
small_base
simple large 1-r0
head -c 4000000 /dev/urandom >"$WORK/tree/usr/share/large"
pack large 1-r0 "$WORK/tree"
build 3 node 'core large' "$WORK/core-2-r0.x86_64.opk" "$WORK/large-1-r0.x86_64.opk"
mkdir "$WORK/base"
mount -t tmpfs -o size=6m none "$WORK/base"
trap 'umount "$WORK/base"; rm -rf "$WORK"' EXIT
cp -a "$WORK/before/." "$WORK/base"

# Each of these fails when there are so many bytes left: at the packages, at the bundle, at what is kept of a role.
for room in 3000000 1000000 100000 4096 0; do
	free=$(($(stat -f -c '%a * %S' "$WORK/base")))
	[ "$free" -gt $room ] || fail "the base has only $free bytes left"
	head -c $((free - room)) /dev/zero >"$WORK/base/fill"
	ends 3 '' "$PKG" publish --base "$WORK/base" "$WORK/3"
	grep -qE 'No space left|are needed|MB' "$WORK/said" || fail "it says: $(cat "$WORK/said")"
	rm "$WORK/base/fill"
	diff -r -x lock -x '.checked*' "$WORK/before/channels" "$WORK/base/channels" || fail "with $room bytes: channels"
	diff -r "$WORK/before/roles" "$WORK/base/roles" || fail "with $room bytes: roles"
	diff -r "$WORK/before/bundles" "$WORK/base/bundles" || fail "with $room bytes: bundles"
done
mount -o remount,size=60m "$WORK/base"
"$PKG" publish --base "$WORK/base" "$WORK/3" >/dev/null
[ "$(channel "$WORK/base")" = "$(cat "$WORK/3/node.digest")" ] || fail 'with room it is not published'
no_leftovers "$WORK/base"
