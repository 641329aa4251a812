#!/bin/sh
# An unknown key, a missing field, a need without recipe and a cycle stop make with a message that names the place.
. "$(dirname "$0")/lib"
checkout "$work/tree"
cd "$work/tree" || exit
recipe() { # NAME TEXT
	mkdir -p "toolchain/$1"
	printf '%b' "$2" >"toolchain/$1/recipe"
}
refused() { # NAME MESSAGE
	! make "pkg-$1" >"$work/out" 2>&1 || fail "pkg-$1 was accepted"
	contains "$work/out" "$2"
	rm -r "toolchain/$1"
}
good='version\t1\ndate\t2026-01-01\nstyle\ttree\n'
recipe host-key "${good}colour\tred\n"
refused host-key 'toolchain/host-key/recipe:4'
recipe host-field 'version\t1\nstyle\ttree\n'
refused host-field 'version, date and style are required'
recipe host-need "${good}uses\thost-absent\n"
refused host-need 'needs host-absent, which has no recipe'
recipe host-b "${good}uses\thost-a\n"
recipe host-a "${good}uses\thost-b\n"
refused host-a 'a cycle of needs'
recipe host-tree "${good}tree\tinitrd initrd/absent\n"
refused host-tree 'toolchain/host-tree/recipe:4: tree: nothing is in initrd/absent'
recipe host-style 'version\t1\ndate\t2026-01-01\nstyle\tabsent\n'
refused host-style 'toolchain/host-style/recipe:3: style absent'
