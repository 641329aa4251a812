#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: SIGKILL at any system call of an upgrade and a removal of 200 files leaves the old state or the new one.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

for version in 1 2; do
	i=0
	while [ "$i" -lt 200 ]; do
		i=$((i + 1))
		dir=$WORK/$version/usr/lib/$((i % 17 + version))
		mkdir -p "$dir"
		echo "$i $((i % version))" >"$dir/$i"
	done
	pack many "$version-r0" "$WORK/$version"
done
mkdir "$WORK/installed"
"$PKG" install --root "$WORK/installed" "$WORK/many-1-r0.x86_64.opk" >/dev/null
for what in "install $WORK/many-2-r0.x86_64.opk" "remove many"; do
	# shellcheck disable=SC2086
	set -- $what
	mkdir "$WORK/w"
	printf '%s: ' "$1"
	stepper kill "$WORK/w" "$WORK/installed" "'$PKG' fix --root '$WORK/w/root'" "$PKG" "$1" --root "$WORK/w/root" "$2"
	rm -rf "$WORK/w"
done
