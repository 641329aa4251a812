#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGKILL or a failure at any system call leaves the old link or the new one, with the choice that belongs to it: a package comes
# that has a higher priority, the one goes that was chosen, another one is chosen; in a directory and for a role.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"

offer() {	# NAME PRIORITY: a package with a program and the link usr/bin/vi
	mkdir -p "$WORK/$1/usr/bin"
	echo "$1" >"$WORK/$1/usr/bin/$1"
	pack "$1" 1-r0 "$WORK/$1" "alternative\tusr/bin/vi\tusr/bin/$1\t$2"
}
offer box 10
offer vim 100
opks="'$WORK/box-1-r0.x86_64.opk' '$WORK/vim-1-r0.x86_64.opk'"

mkdir -p "$WORK/one" "$WORK/chosen"
"$PKG" install --root "$WORK/one" "$WORK/box-1-r0.x86_64.opk" >/dev/null
"$PKG" install --root "$WORK/chosen" "$WORK/box-1-r0.x86_64.opk" "$WORK/vim-1-r0.x86_64.opk" >/dev/null
cp -a "$WORK/chosen" "$WORK/both"
"$PKG" alternatives --root "$WORK/chosen" vi box >/dev/null

disturbed_vi() {	# MODE BEFORE COMMAND OPERAND...
	mode=$1 before=$2 command=$3
	shift 3
	printf '%s %s: ' "$command" "$*"
	mkdir "$WORK/w"
	stepper "$mode" "$WORK/w" "$WORK/$before" "'$PKG' fix --root '$WORK/w/root' $opks" "$PKG" "$command" --root "$WORK/w/root" "$@"
	rm -rf "$WORK/w"
}
for mode in kill errno; do
	disturbed_vi "$mode" one install "$WORK/vim-1-r0.x86_64.opk"
	disturbed_vi "$mode" both remove vim
	disturbed_vi "$mode" chosen remove box
	disturbed_vi "$mode" both alternatives vi box
	disturbed_vi "$mode" chosen alternatives --auto vi
done

boot_packages
build 1 node 'box vim' "$WORK/box-1-r0.x86_64.opk" "$WORK/vim-1-r0.x86_64.opk"
new_base "$WORK/before"
"$PKG" publish --base "$WORK/before" "$WORK/1" >/dev/null
next_run() {
	echo "'$PKG' hold --base '$WORK/w/root' --release box || [ \$? = 1 ]"
}
disturbed_base kill "$(next_run)" alternatives vi box
"$PKG" alternatives --base "$WORK/before" vi box >/dev/null
disturbed_base kill "$(next_run)" alternatives --auto vi
