#!/bin/sh
# SPDX-License-Identifier: MIT
# A failure (no space, I/O, interrupted, fewer bytes) of any system call leaves the old state or the new one: install, upgrade, remove.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
fixture
roots
for what in "install empty t-1-r0.x86_64.opk" "install installed t-2-r0.x86_64.opk" "remove installed t"; do
	# shellcheck disable=SC2086
	set -- $what
	operand=$3
	[ -e "$WORK/$3" ] && operand=$WORK/$3
	mkdir "$WORK/w"
	printf '%s of %s: ' "$1" "$3"
	stepper errno "$WORK/w" "$WORK/$2" "'$PKG' fix --root '$WORK/w/root' '$WORK/t-1-r0.x86_64.opk'" \
		"$PKG" "$1" --root "$WORK/w/root" "$operand"
	rm -rf "$WORK/w"
done
