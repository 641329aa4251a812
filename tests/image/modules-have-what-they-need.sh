#!/bin/sh
# SPDX-License-Identifier: MIT
# Each package of kernel modules together with linux-modules has all that its modules depend on, and both roles have linux-modules.
# DIST: images, and the repository beside them.
set -eu
# shellcheck source=../pkg/lib
. "${0%/*}/../pkg/lib"
DIST=${DIST:-$HERE/../../dist/x86_64}

# Which module needs which: the server has them all. Lines PATH PATH of files below the release's directory.
fsck.erofs --extract="$WORK/root" "$DIST/server/root.erofs" >"$WORK/log" 2>&1 || fail "$(cat "$WORK/log")"
release=$(cd "$WORK/root/usr/lib/modules" && echo *)
tr -d : <"$WORK/root/usr/lib/modules/$release/modules.dep" |
	awk '{ for (i = 2; i <= NF; i++) print $1, $i }' >"$WORK/needs"
[ "$(wc -l <"$WORK/needs")" -gt 100 ] || fail "the server's modules need hardly anything"
for role in node server; do
	grep -q '^linux-modules	' "$DIST/$role/lock" || fail "$role has no linux-modules"
done

modules() {	# PACKAGE: its modules, as modules.dep has them
	"$PKG" files "$DIST/repository/$1"-[0-9]*.opk | sed -n "s|^usr/lib/modules/$release/\(.*\.ko\)$|\1|p"
}

# shellcheck disable=SC2012 # names of packages
ls "$DIST/repository" | sed -n 's/^\(linux-modules[a-z-]*\)-[0-9].*\.opk$/\1/p' >"$WORK/packages"
grep -qx linux-modules "$WORK/packages" || fail "linux-modules is not in the repository"
modules linux-modules >"$WORK/common"
: >"$WORK/all"
while read -r package; do
	modules "$package" >"$WORK/own"
	[ -s "$WORK/own" ] || fail "$package has no module"
	cat "$WORK/own" >>"$WORK/all"
	awk -v package="$package" '
		FILENAME ~ /own$/ { own[$1] = here[$1] = 1; next }
		FILENAME ~ /common$/ { here[$1] = 1; next }
		$1 in own && !($2 in here) { print package ": " $1 " needs " $2; bad = 1 }
		END { exit bad }' "$WORK/own" "$WORK/common" "$WORK/needs" || fail "$package is not whole"
done <"$WORK/packages"

(cd "$WORK/root/usr/lib/modules/$release" && find kernel -name '*.ko') | LC_ALL=C sort >"$WORK/there"
LC_ALL=C sort "$WORK/all" | diff "$WORK/there" - >&2 || fail "the server hasn't all modules, or others"
