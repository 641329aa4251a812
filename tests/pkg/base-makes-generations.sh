#!/bin/sh
# SPDX-License-Identifier: MIT
# On a base install, remove, upgrade and rollback each lead to a generation, and the channel names it: a new one, or the one that was made
# of the same before. What the channel names already is said, and nothing changes.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"

base=$WORK/base
boot_packages
simple core 1-r0
simple tool 1-r0 'needs\tcore'
build one node core "$WORK/core-1-r0.x86_64.opk"
new_base "$base"
on() {	# COMMAND...: on the base; what it says is in $WORK/said
	command=$1
	shift
	"$PKG" "$command" --base "$base" "$@" >"$WORK/said"
}
said() {	# LINE: the first line of the last run
	[ "$(head -n 1 "$WORK/said")" = "$1" ] || fail "not \`$1\` but: $(cat "$WORK/said")"
}

on publish "$WORK/one"
said 'role node: new generation node@1'
[ "$(channel "$base")" = "$(cat "$WORK/one/node.digest")" ] || fail "it boots something else than what was published"
[ -z "$(channel "$base" 2)" ] || fail "there is one before the first"
cmp "$base/bundles/node/$(channel "$base").bundle" "$WORK/one/$(channel "$base").bundle"
on publish "$WORK/one"
said 'role node: node@1'
on publish "$WORK/tool-1-r0.x86_64.opk"

cp -a "$base" "$WORK/before"
on install --simulate tool
said 'role node: new generation node@2'
diff -r "$WORK/before" "$base" || fail "--simulate changes something"
on install tool
said 'role node: new generation node@2'
[ "$(channel "$base")" = "$(generation "$base" 2)" ] && [ "$(channel "$base" 2)" = "$(generation "$base" 1)" ]
part "$base" "$(channel "$base")" wish >"$WORK/wish"
printf 'boot\tinit\nboot\tlinux\nboot\tucode\npackage\tcore\nrole\tnode\nsite\ttool\n' | diff - "$WORK/wish"
part "$base" "$(channel "$base")" lock | diff - "$base/roles/node/lock"
[ "$("$PKG" list --base "$base")" = "$(printf 'core 1-r0\ninit 1-r0\nlinux 1-r0\ntool 1-r0\nucode 1-r0')" ]
part "$base" "$(channel "$base")" root.erofs >"$WORK/root.erofs"
fsck.erofs --extract="$WORK/root" "$WORK/root.erofs" >/dev/null
[ "$(cat "$WORK/root/usr/share/tool")" = 'tool 1-r0' ] && [ ! -e "$WORK/root/usr/lib/orion/kernel/vmlinuz" ]
printf 'core\ntool\n' | diff - "$WORK/root/var/lib/orion/pkg/world"

# Another base, the same lock: the same bytes.
new_base "$WORK/other"
"$PKG" publish --base "$WORK/other" "$WORK/one" "$WORK/tool-1-r0.x86_64.opk" >/dev/null
(umask 077 && cd / && TZ=Asia/Tokyo "$PKG" install --base "$WORK/other" tool >/dev/null)
cmp "$base/bundles/node/$(channel "$base").bundle" "$WORK/other/bundles/node/$(channel "$WORK/other").bundle"

cp -a "$base/." "$WORK/again"
on install tool
said 'role node: node@2'
grep -q 'nothing to do' "$WORK/said"
[ "$(channel "$base")" = "$(channel "$WORK/again")" ] && [ "$(wc -l <"$base/roles/node/generations")" = 2 ]

on remove tool
said 'role node: generation node@1 again'
[ "$(channel "$base")" = "$(generation "$base" 1)" ] && [ "$(channel "$base" 2)" = "$(generation "$base" 2)" ]
[ ! -s "$base/roles/node/world.d/site" ] || fail "the site still wants something"
on rollback
said 'role node: generation node@2 again'
[ "$(cat "$base/roles/node/world.d/site")" = tool ] || fail "the wish is not that of the generation"
on rollback 1
said 'role node: generation node@1 again'
on rollback node@2

# What the build wants stays.
for name in core linux; do
	status=0
	on remove "$name" 2>"$WORK/err" || status=$?
	[ "$status" = 1 ] || fail "remove $name: status $status"
done
grep -q 'the build of role node wants linux' "$WORK/err" || fail "$(cat "$WORK/err")"
[ "$(channel "$base")" = "$(generation "$base" 2)" ] || fail "something moved"

simple tool 2-r0 'needs\tcore'
on publish "$WORK/tool-2-r0.x86_64.opk"
on install tool
said 'role node: node@2'
"$PKG" hold --base "$base" tool
on upgrade
said 'role node: node@2'
"$PKG" hold --base "$base" --release tool
on upgrade
said 'role node: new generation node@3'
# Nothing is newer: that is said, and nothing changes but whom the lock names.
rm -rf "$WORK/before"
cp -a "$base" "$WORK/before"
on upgrade
said 'role node: node@3'
grep -qx 'nothing to do' "$WORK/said" || fail "it says $(cat "$WORK/said")"
diff -r -x lock "$WORK/before" "$base" || fail "an upgrade of nothing changes something"
cmp "$WORK/before/roles/node/lock" "$base/roles/node/lock"
"$PKG" upgrade --base "$base" --json | python3 -c 'import json, sys; p = json.load(sys.stdin)
assert p["target"] == "role node: node@3" and p["steps"] == [] and p["done"], p'
"$PKG" why --base "$base" tool | grep -q 'tool is wished: tool' || fail "why doesn't say why"
# A file goes into the repository, and in.
simple extra 1-r0
on install "$WORK/extra-1-r0.x86_64.opk"
said 'role node: new generation node@4'
[ -e "$base/repository/extra-1-r0.x86_64.opk" ] || fail "the repository hasn't the file"
[ "$("$PKG" history --base "$base" | cut -d ' ' -f 3)" = "$(printf 'node@1\nnode@2\nnode@3\nnode@4')" ]
"$PKG" install --base "$base" --json --simulate extra | python3 -c 'import json, sys; p = json.load(sys.stdin)
assert p["target"] == "role node: node@4" and p["steps"] == [] and len(p["generation"]) == 64 and not p["done"], p'
"$PKG" verify "$base/repository" --key "$base/keys/root.pub" >/dev/null
"$PKG" audit --base "$base"
no_leftovers "$base"

# One that is damaged is found.
bundle=$base/bundles/node/$(generation "$base" 1).bundle
size=$(stat -c %s "$bundle")
dd if=/dev/zero of="$bundle" bs=4096 seek=$((size / 4096 - 1)) count=1 conv=notrunc 2>/dev/null
if "$PKG" audit --base "$base" >"$WORK/said" 2>&1; then fail "audit doesn't see it"; fi

# Two roles: which one is meant must be said.
build one server core "$WORK/core-1-r0.x86_64.opk"
on publish --role server "$WORK/one"
said 'role server: new generation server@1'
status=0
on install tool 2>"$WORK/err" || status=$?
[ "$status" = 2 ] || fail "status $status"
grep -q 'has 2 roles, node and server: name one with --role' "$WORK/err" || fail "$(cat "$WORK/err")"
on install --role server tool
said 'role server: new generation server@2'
