#!/bin/sh
# SPDX-License-Identifier: MIT
# A configuration file that was changed here and in a new version: merged line by line with what both come from, also over several
# versions; where both changed the same lines nothing is written unless that is asked for; mode and owner stay.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
root=$WORK/root conf=$WORK/root/etc/conf state=$WORK/root/var/lib/orion/pkg

is() {	# LINE...: the file's lines
	printf '%s\n' "$@" | cmp -s - "$conf" || fail "the file is: $(cat "$conf")"
}

version() {	# N LINE...: makes version N, in which the file has these lines
	n=$1
	shift
	rm -rf "$WORK/tree"
	mkdir -p "$WORK/tree/etc"
	printf '%s\n' "$@" >"$WORK/tree/etc/conf"
	echo "$n" >"$WORK/tree/etc/other"
	pack box "$n-r0" "$WORK/tree"
}

upgrade() {	# N
	"$PKG" install --root "$root" "$WORK/box-$1-r0.x86_64.opk" >/dev/null
}

mkdir "$root"
version 1 a b c d e
version 2 a b c d E
version 3 a b C d E f
version 4 A b C d E f
version 5 x b C d E f
upgrade 1
printf '%s\n' 1 b c d e >"$conf"
chmod 640 "$conf"
[ "$(id -u)" != 0 ] || chown 3:4 "$conf"
was=$(stat -c '%a %u %g' "$conf")

exits 1 'there is no etc/conf.new' config merge --root "$root" /etc/conf
upgrade 2
exits 0 '+E' config merge -s --root "$root" /etc/conf
is 1 b c d e
exits 2 'config show' config accept -s --root "$root" /etc/conf
exits 0 '' config merge --root "$root" /etc/conf
is 1 b c d E
[ "$(stat -c '%a %u %g' "$conf")" = "$was" ] || fail "mode or owner changed"
[ ! -e "$conf.new" ] || fail "the new version stayed"

# Two versions on, without a merge in between: what both come from is the one before them.
printf '%s\n' 1 b c d E mine >"$conf"
upgrade 3
upgrade 4
exits 1 'differ in 2 places' config merge --root "$root" etc/conf
is 1 b c d E mine
[ "$(cat "$conf.new")" = "$(printf '%s\n' A b C d E f)" ] || fail "the new version is another"
exits 0 '2 places to settle' config merge --conflicts --root "$root" etc/conf
is '<<<<<<< here' 1 '||||||| before' a ======= A '>>>>>>> new' b C d E '<<<<<<< here' mine '||||||| before' ======= f '>>>>>>> new'
[ ! -e "$conf.new" ] || fail "the new version stayed"

# What was settled otherwise is what the next merge begins with: by `keep`, by hand.
printf '%s\n' A b C d E f mine >"$conf"
upgrade 5
exits 0 '' config keep --root "$root" etc/conf
version 6 x b c d E f
upgrade 6
exits 0 '' config merge --root "$root" etc/conf
is A b c d E f mine
printf '%s\n' x b c d E f mine >"$conf"
version 9 x b c d e f
upgrade 9
rm "$conf.new"
version 10 y b c d e f
upgrade 10
exits 0 '' config merge --root "$root" etc/conf
is y b c d E f mine
exits 0 '' audit --root "$root"

# Without what it was changed from there is nothing to merge with; damage is said.
printf '%s\n' mine >"$conf"
version 11 x y
version 12 x y z
upgrade 11
for f in "$state"/pristine/*; do
	[ "${f##*/}" = bases ] || echo damaged >"$f"
done
exits 3 'is damaged' config merge --root "$root" etc/conf
rm -r "$state/pristine"
exits 1 "isn't known from what etc/conf was changed" config merge --root "$root" etc/conf
exits 0 '' fix --root "$root"
exits 1 "isn't known" config merge --root "$root" etc/conf
rm "$conf.new"
upgrade 12
exits 0 '' config list --root "$root"
printf 'a\000b' >"$conf"
exits 1 'is no text' config merge --root "$root" etc/conf
exits 1 'no configuration file of a package' config merge --root "$root" foreign

# Nothing stays of a package that goes.
"$PKG" remove --root "$root" box >/dev/null
[ ! -e "$state/pristine" ] || fail "contents stayed: $(ls "$state/pristine")"
