#!/bin/sh
# SPDX-License-Identifier: MIT
# keygen, index, sign, verify, search, fetch: a repository is made, signed as the stock minisign has it, searched and fetched
# from; what is damaged or not there is 1, what fails is 3, and nothing stays of it.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
unset XDG_STATE_HOME XDG_CACHE_HOME
repo=$WORK/repo keys=$WORK/config/orion/keys

mkdir -p "$WORK/tree/usr" "$repo"
echo x >"$WORK/tree/usr/x"
pack box 1.0-r1 "$WORK/tree"
pack box 1.1-r0 "$WORK/tree"
pack tool 3-r0 "$WORK/tree" 'needs\tbox'
mv "$WORK"/*.opk "$repo"

exits 2 'orion-pkg keygen --site' index "$repo"
exits 0 'root.key: it is secret' keygen --site
exits 0 '' keygen --site
[ ! -s "$WORK/said" ] || fail "a second keygen makes keys: $(cat "$WORK/said")"
[ "$(stat -c %a "$keys" "$keys/root.key" "$keys/release.key" "$keys/timestamp.key" | tr '\n' ' ')" = '700 600 600 600 ' ] ||
	fail "keys are open to others"
exits 2 'either --site or names' keygen

exits 0 'release 1 (new), good until' index "$repo"
exits 0 'release 1, good until' index "$repo"
exits 0 'release 1, good until' sign "$repo"
for key in root release timestamp; do
	for f in "$repo/$key"-*; do
		case $f in
		*.minisig) ;;
		*) minisign -V -q -H -p "$keys/$key.pub" -m "$f" || fail "$f: minisign doesn't verify it" ;;
		esac
	done
done
exits 0 ': good' verify "$repo" "$repo/box-1.0-r1.x86_64.opk"

exits 0 'box 1.1-r0' search --repository "$repo"
if grep -q '1\.0-r1' "$WORK/said"; then fail "search shows what is not the newest"; fi
exits 0 'box 1.0-r1' search --all --repository "$repo" BO
exits 1 'nothing found' search --repository "$repo" no-such
exits 0 '"needs' show --json "$repo/tool-3-r0.x86_64.opk"
"$PKG" search --json --repository "$repo" |
	python3 -c 'import json, sys; assert [p["name"] for p in json.load(sys.stdin)] == ["box", "tool"]'

mkdir "$WORK/got"
exits 0 'box-1.1-r0.x86_64.opk' fetch -o "$WORK/got" --repository "$repo" box
exits 0 'box-1.0-r1.x86_64.opk' fetch -o "$WORK/got" --repository "$repo" 'box<1.1'
for f in "$WORK"/got/*; do
	cmp "$f" "$repo/${f##*/}"
done
exits 1 'no repository has box>2' fetch -o "$WORK/got" --repository "$repo" 'box>2'

# A repository that a root names, and one of somebody else.
mkdir -p "$WORK/root/etc/orion/repositories"
printf 'url\t%s\nkey\t%s\n' "$repo" "$(sed -n 2p "$keys/root.pub")" >"$WORK/root/etc/orion/repositories/site"
exits 0 'tool 3-r0' search --root "$WORK/root"
"$PKG" keygen --keys "$WORK/thief" root >/dev/null
exits 3 'signed by the key' search --repository "$repo" --key "$WORK/thief/root.pub"
exits 1 'signed by the key' verify "$repo" --key "$WORK/thief/root.pub"

# Damage: found by verify and by fetch, of which nothing stays.
printf x | dd of="$repo/tool-3-r0.x86_64.opk" bs=1 seek=60 conv=notrunc 2>/dev/null
rm -r "$WORK/got"
mkdir "$WORK/got"
exits 1 'tool-3-r0.x86_64.opk' verify "$repo"
exits 3 'tool-3-r0.x86_64.opk' fetch -o "$WORK/got" --repository "$repo" tool
[ -z "$(ls -A "$WORK/got")" ] || fail "something stayed: $(ls -A "$WORK/got")"
exits 3 'tool-3-r0.x86_64.opk' index "$repo"
exits 3 'No such file' verify "$WORK/nowhere"
chmod 640 "$keys/timestamp.key"
exits 3 'chmod 600' sign "$repo"
