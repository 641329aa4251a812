#!/bin/sh
# SPDX-License-Identifier: MIT
# What a site chose of the alternatives of a role is in its wish: the bundle has the link, a rollback takes it back, the next build keeps it,
# another base makes the same bundle; and when the package goes, the choice goes with it.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"

base=$WORK/base
offer() {	# NAME VERSION PRIORITY
	rm -rf "$WORK/tree"
	mkdir -p "$WORK/tree/usr/bin"
	echo "$1 $2" >"$WORK/tree/usr/bin/$1"
	pack "$1" "$2" "$WORK/tree" "alternative\tusr/bin/vi\tusr/bin/$1\t$3"
}
boot_packages
offer box 1-r0 10
offer box 2-r0 10
offer vim 1-r0 100
offer nano 1-r0 200
build 1 node 'box vim' "$WORK/box-1-r0.x86_64.opk" "$WORK/vim-1-r0.x86_64.opk"
build 2 node 'box vim' "$WORK/box-2-r0.x86_64.opk" "$WORK/vim-1-r0.x86_64.opk"
build 3 node vim "$WORK/vim-1-r0.x86_64.opk"
new_base "$base"
on() {	# COMMAND...: on the base; what it says is in $WORK/said
	command=$1
	shift
	"$PKG" "$command" --base "$base" "$@" >"$WORK/said" 2>"$WORK/err" || fail "$command $*: $(cat "$WORK/err")"
}
said() {	# LINE: the first line of the last run
	[ "$(head -n 1 "$WORK/said")" = "$1" ] || fail "not \`$1\` but: $(cat "$WORK/said")"
}
leads() {	# TARGET [BASE]: where the link of what the role boots leads
	part "${2-$base}" "$(channel "${2-$base}")" root.erofs >"$WORK/root.erofs"
	rm -rf "$WORK/root"
	fsck.erofs --extract="$WORK/root" "$WORK/root.erofs" >/dev/null
	[ "$(readlink "$WORK/root/usr/bin/vi")" = "$1" ] || fail "it leads to $(readlink "$WORK/root/usr/bin/vi"), not $1"
	"$PKG" audit --root "$WORK/root"
}

on publish "$WORK/1" "$WORK/nano-1-r0.x86_64.opk"
leads vim
on alternatives
said 'usr/bin/vi -> vim: vim 1-r0, by priority'
[ ! -e "$base/roles/node/world.d/alternatives" ] || fail "there are choices that nobody made"

cp -a "$base" "$WORK/before"
on alternatives --simulate vi box
said 'role node: new generation node@2'
diff -r "$WORK/before" "$base" || fail "--simulate changes something"
on alternatives vi box
said 'role node: new generation node@2'
leads box
printf 'usr/bin/vi\tbox\n' | cmp - "$base/roles/node/world.d/alternatives"
if grep -q alternative "$base/roles/node/world.d/build"; then fail "the build's part has what the site chose"; fi
printf 'usr/bin/vi\tbox\n' | cmp - "$WORK/root/var/lib/orion/pkg/alternatives"
part "$base" "$(channel "$base")" wish | head -n 1 | grep -qx 'alternative	usr/bin/vi	box' || fail "the wish hasn't the choice"
on alternatives vi usr/bin/box
said 'role node: node@2'
on install nano
said 'role node: new generation node@3'
leads box

# Back and forth.
on rollback 1
leads vim
[ ! -s "$base/roles/node/world.d/alternatives" ] || fail "the choice is still there"
on rollback 2
leads box
on alternatives --auto vi
said 'role node: generation node@1 again'
on rollback node@3

# Another build keeps it, and another base makes the same of the same.
on publish "$WORK/2"
said 'role node: new generation node@4'
leads box
[ "$("$PKG" list --base "$base" | grep box)" = 'box 2-r0' ] || fail "the build wasn't published"
new_base "$WORK/other"
"$PKG" publish --base "$WORK/other" "$WORK/2" "$WORK/nano-1-r0.x86_64.opk" >/dev/null
"$PKG" alternatives --base "$WORK/other" vi box >/dev/null
(umask 077 && cd / && TZ=Asia/Tokyo "$PKG" install --base "$WORK/other" nano >/dev/null)
cmp "$base/bundles/node/$(channel "$base").bundle" "$WORK/other/bundles/node/$(channel "$WORK/other").bundle"

# A bundle of another base brings its choice; what this site chose counts more.
new_base "$WORK/third"
"$PKG" publish --base "$WORK/third" "$WORK/2" "$WORK/nano-1-r0.x86_64.opk" >/dev/null
"$PKG" publish --base "$WORK/third" "$base/bundles/node/$(channel "$base").bundle" >"$WORK/said"
printf 'usr/bin/vi\tbox\n' | cmp - "$WORK/third/roles/node/world.d/alternatives"
leads box "$WORK/third"
"$PKG" alternatives --base "$WORK/third" vi vim >/dev/null
"$PKG" publish --base "$WORK/third" "$base/bundles/node/$(channel "$base").bundle" >"$WORK/said"
printf 'usr/bin/vi\tvim\n' | cmp - "$WORK/third/roles/node/world.d/alternatives"
leads vim "$WORK/third"

# The chosen one goes: it is said, and the wish is without it.
on publish "$WORK/3"
grep -qF "usr/bin/vi: box was chosen, which doesn't offer it any more: it is nano 1-r0's now" "$WORK/err" || fail "$(cat "$WORK/err")"
leads nano
[ ! -s "$base/roles/node/world.d/alternatives" ] || fail "the choice is still there"
on alternatives vi nano
on remove nano
grep -qF "usr/bin/vi: nano was chosen, which doesn't offer it any more: it is vim 1-r0's now" "$WORK/err" || fail "$(cat "$WORK/err")"
leads vim
[ "$(channel "$base")" = "$(cat "$WORK/3/node.digest")" ] || fail "with an empty site it is not the bundle of the build"

# Refused, and nothing moves.
rm -rf "$WORK/before"
cp -a "$base" "$WORK/before"
status=0
"$PKG" alternatives --base "$base" vi box >"$WORK/said" 2>&1 || status=$?
[ "$status" = 1 ] || fail "status $status: $(cat "$WORK/said")"
rm -f "$WORK/before/lock" "$base/lock"
diff -r "$WORK/before" "$base" || fail "something moved"
"$PKG" alternatives --base "$base" --json vi vim | python3 -c 'import json, sys; p = json.load(sys.stdin)
assert p["target"].startswith("role node: new generation") and p["package"] == "vim" and len(p["generation"]) == 64 and p["done"], p'
no_leftovers "$base"
