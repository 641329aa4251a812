#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion publish` takes a build of a trusted key, from a directory, a file or a pipe; of any other it says whose it is and what to do, and
# nothing moves. What is cut short, altered, or too large for the disk is refused.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
boot_packages
simple core 1-r0
simple core 2-r0
simple core 3-r0
build 1 node core "$WORK/core-1-r0.x86_64.opk"
build 2 node core "$WORK/core-2-r0.x86_64.opk"
build 3 node core "$WORK/core-3-r0.x86_64.opk"
builder ann
builder eve
signed ann 1
signed ann 2
signed ann 3
new_site "$WORK/site"
base=$WORK/site/base
first=$(basename "$WORK"/1/*.bundle .bundle) second=$(basename "$WORK"/2/*.bundle .bundle) third=$(basename "$WORK"/3/*.bundle .bundle)

stays() {	# STATUS TEXT VERB ARGUMENT...: it ends so and the base is as it was
	rm -rf "$WORK/kept"
	cp -a "$base" "$WORK/kept"
	said "$@"
	rm -f "$base/lock" "$WORK/kept/lock"
	diff -r "$WORK/kept" "$base" || fail "something moved by $*"
}

# --- who signed it
fingerprint=$(sed -n 2p "$WORK/keys-ann/release.pub" | base64 -d | sha256sum)
fingerprint=${fingerprint%% *}
stays 3 "the fingerprint $fingerprint" publish "$WORK/1" stable
stays 3 "run \`orion trust $WORK/1/release.pub\`" publish "$WORK/1" stable
said 0 'no key is trusted' trust
stays 2 'say --yes' trust "$WORK/1/release.pub"
said 0 "$fingerprint is trusted from now on" trust --yes "$WORK/1/release.pub"
said 0 "$fingerprint is trusted already" trust "$WORK/1/release.pub"
said 0 "$fingerprint" trust
orion trust --json | python3 -c 'import json, sys; k, = json.load(sys.stdin); assert k["fingerprint"] == sys.argv[1] and not k["given"]' "$fingerprint"
orion distrust "$(echo "$fingerprint" | cut -c 1-8)" >/dev/null
said 1 'no trusted key has this fingerprint' trust --remove "$fingerprint"
stays 3 'orion trust' publish "$WORK/1"
said 0 'is trusted from now on' trust --yes - <"$WORK/1/release.pub"

# --- a directory, then a file, with and without a channel
said 0 'stable: (new) -> node@1; 0 nodes' publish "$WORK/1" stable
[ "$(cat "$base/channels/node.stable")" = "$first" ] || fail "stable is $(cat "$base/channels/node.stable")"
cmp "$WORK/1/$first.bundle" "$base/bundles/node/$first.bundle"
said 0 'candidate: node@1 -> node@2; 0 nodes' publish "$WORK/2/$second.bundle"
[ "$(cat "$base/channels/node.stable" "$base/channels/node")" = "$first
$second
$first" ] || fail "channels: $(head "$base"/channels/*)"
said 0 'candidate: node@2 already' publish "$WORK/2"
said 0 'stable: node@1 -> node@2' publish "$WORK/2" node/stable
stays 2 'channels are of nodes' publish "$WORK/2" server/stable
stays 2 'a name is of' publish "$WORK/2" 'sta ble'
orion publish --json "$WORK/1" | python3 -c 'import json, sys; x, = json.load(sys.stdin); assert (x["channel"], x["from"], x["to"], x["nodes"]) == ("candidate", "node@2", "node@1", 0), x'

# --- pipes: a bundle with its signature behind it, a tar; and nothing stays behind
again() {	# the base with the first generation only
	rm -rf "$WORK/site"
	new_site "$WORK/site"
	orion trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
	orion publish "$WORK/1" stable >/dev/null
}
again
cat "$WORK/2/$second.bundle" "$WORK/2/$second.bundle.minisig" >"$WORK/stream"
said 0 'candidate: node@1 -> node@2' publish - <"$WORK/stream"
cmp "$WORK/2/$second.bundle" "$base/bundles/node/$second.bundle"
[ "$(stat -c %a "$base/bundles/node/$second.bundle")" = 644 ] || fail 'the mode of the bundle'
for format in gnu pax; do
	again
	tar -C "$WORK" --format=$format -c 2 | said 0 'stable: node@1 -> node@2' publish - stable
	cmp "$WORK/2/$second.bundle" "$base/bundles/node/$second.bundle"
	[ -e "$base/repository/core-2-r0.x86_64.opk" ] || fail 'the package did not come'
done
no_leftovers "$base"
[ ! -e "$base/.incoming" ] || fail '.incoming is left over'

# --- what must not be taken
again
stays 3 'it is not signed' publish - <"$WORK/2/$second.bundle"
cp -a "$WORK/2" "$WORK/eve"
signed eve eve
stays 3 'orion trust' publish "$WORK/eve"
cp "$WORK/1/$first.bundle.minisig" "$WORK/eve/$second.bundle.minisig"
stays 3 'its signature' publish "$WORK/eve"
rm "$WORK/eve/$second.bundle.minisig"
stays 3 'it is not signed' publish "$WORK/eve"
rm -rf "$WORK/eve"

head -c 20000 "$WORK/stream" >"$WORK/short"
stays 3 'standard input' publish - <"$WORK/short"
tar -C "$WORK" -c 2 | head -c 30000 >"$WORK/short"
stays 3 'too early' publish - <"$WORK/short"
echo nothing | stays 3 'no EROFS image' publish -
for at in 5000 200000 -3000; do	# the manifest or an entry of the file system, a part, its end
	cp -a "$WORK/2" "$WORK/bad"
	[ "$at" -ge 0 ] || at=$(($(stat -c %s "$WORK/bad/$second.bundle") + at))
	printf '\377\376\375' | dd of="$WORK/bad/$second.bundle" bs=1 seek="$at" conv=notrunc status=none
	if cmp -s "$WORK/bad/$second.bundle" "$WORK/2/$second.bundle"; then fail "nothing altered at $at"; fi
	rm -rf "$WORK/kept"
	cp -a "$base" "$WORK/kept"
	if orion publish "$WORK/bad" >"$WORK/said" 2>&1; then
		cmp "$WORK/2/$second.bundle" "$base/bundles/node/$second.bundle" || fail "altered at $at, and taken"
	fi
	rm -rf "$WORK/bad"
done

# A part of another content under the same manifest.
again
python3 - "$WORK/2/$second.bundle" "$WORK/altered" <<'END'
import sys
data = bytearray(open(sys.argv[1], 'rb').read())
at = data.index(b'core 2-r0\n')
data[at] = ord('C')
open(sys.argv[2], 'wb').write(data)
END
cp "$WORK/2/$second.bundle.minisig" "$WORK/altered.minisig"
stays 3 'has not the digest that the manifest gives' publish "$WORK/altered"
again
cp -a "$WORK/2" "$WORK/swapped"
cp "$WORK/3/repository/core-3-r0.x86_64.opk" "$WORK/swapped/repository/core-2-r0.x86_64.opk"
stays 3 'is not the package that the bundle was made of' publish "$WORK/swapped"
echo 'address = 10' >"$base/orion.conf"
stays 3 'E-CONFIG' publish "$WORK/2"
rm "$base/orion.conf"
cat "$WORK/3/$third.bundle" "$WORK/3/$third.bundle.minisig" | said 0 'candidate: node@1 -> node@2' publish -
