#!/bin/sh
# SPDX-License-Identifier: MIT
# remove works when no repository can be reached, or none is configured; one is asked only for what may take the place of what goes.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
root=$WORK/root repo=$WORK/repo

exits() {	# STATUS ARGUMENT...: what it says is in $WORK/out and $WORK/err
	want=$1 got=0
	shift
	"$PKG" "$@" >"$WORK/out" 2>"$WORK/err" || got=$?
	[ "$got" = "$want" ] || fail "orion-pkg $*: status $got, not $want: $(cat "$WORK/err")"
}
has() {	# NAME...: just these are installed
	[ "$("$PKG" list --root "$root" | cut -d ' ' -f 1 | paste -sd ' ' -)" = "$*" ] || fail "it has $("$PKG" list --root "$root")"
}

mkdir -p "$WORK/tree" "$repo" "$root/etc/orion/repositories"
pack app 1-r0 "$WORK/tree" 'needs\tone|two'
pack one 1-r0 "$WORK/tree"
pack two 1-r0 "$WORK/tree"
pack tool 1-r0 "$WORK/tree" 'needs\tlib'
pack lib 1-r0 "$WORK/tree"
mv "$WORK"/*.opk "$repo"
"$PKG" keygen --site >/dev/null
"$PKG" index "$repo" >/dev/null
printf 'url\t%s\nkey\t%s\n' "$repo" "$(sed -n 2p "$WORK/config/orion/keys/root.pub")" >"$root/etc/orion/repositories/site"
exits 0 install --root "$root" app tool
has app lib one tool

mv "$repo" "$WORK/away"
exits 3 install --root "$root" two
exits 0 remove --root "$root" tool
has app one
# What can't be is said as it is, and that nobody else was asked.
exits 1 remove --root "$root" one
grep -qx 'orion-pkg: without the repositories: .*' "$WORK/err" || fail "$(cat "$WORK/err")"
grep -qx 'To resolve: remove app, or do not remove one.' "$WORK/err" || fail "$(cat "$WORK/err")"
exits 1 remove --json --simulate --root "$root" one
python3 -c 'import json, sys; p = json.load(sys.stdin); assert p["why"] and not p["done"], p' <"$WORK/out"
has app one

mv "$WORK/away" "$repo"
exits 0 remove --root "$root" one
has app two
rm "$root/etc/orion/repositories/site"
exits 1 remove --root "$root" two
[ "$(grep -c . "$WORK/err")" = "$(grep -vc 'without the repositories' "$WORK/err")" ] || fail "$(cat "$WORK/err")"
exits 0 remove --root "$root" app
has
