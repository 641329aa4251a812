#!/bin/sh
# SPDX-License-Identifier: MIT
# A server's disk is a base before it was ever started: its roles are what orion-pkg makes of the bundles, dated as these are, nothing
# else lies on it, and as soon as the packages are signed one can be installed into a role.
set -eu
DIST=${DIST:-${0%/*}/../../dist/x86_64}
ORION_PKG=${ORION_PKG:-${PACKER:?is set by make test: where our own orion-pkg is}/bin/orion-pkg}
# shellcheck source=../pkg/lib
. "${0%/*}/../pkg/lib"
PATH=$PATH:/sbin:/usr/sbin
base=$1/base
mkdir "$base"
start=$(partx -g -o START --nr 2 "$DIST/server.img" | tr -d ' ')
debugfs -R "rdump / $base" "$DIST/server.img?offset=$((start * 512))" >"$WORK/log" 2>&1
(cd "$base" && echo *) >"$WORK/there"
echo 'bundles channels lost+found repository roles trusted' | diff - "$WORK/there" || fail "on the disk is: $(cat "$WORK/there")"

mkdir "$WORK/made"
for bundle in "$base"/bundles/*/*.bundle; do
	"$PKG" publish --base "$WORK/made" "$bundle" >/dev/null
done
for role in node server; do
	date=$(sed -n 's/^date	//p' "$DIST/$role/manifest")
	[ "$(cut -f 3 "$base/roles/$role/generations")" = "$date" ] || fail "the generation of $role is not dated $date"
	sed -i "s/[0-9]*\$/$date/" "$WORK/made/roles/$role/generations"
done
diff -r "$WORK/made/roles" "$base/roles" || fail 'the roles are not what a base makes of the bundles'
diff -r "$WORK/made/channels" "$base/channels" || fail 'the channels name something else'

# It takes the builds of who made it, and nobody else's.
ls "$base/trusted" >"$WORK/listed"
[ "$(cat "$WORK/listed")" = "$(sed -n 2p "$DIST/release.pub" | base64 -d | sha256sum | cut -d ' ' -f 1).pub" ] || fail "trusted are: $(cat "$WORK/listed")"
cmp "$base"/trusted/* "$DIST/release.pub"
fsck.erofs --extract="$1/root" --no-preserve "$DIST/server/root.erofs" >"$WORK/log"
mkdir "$WORK/none"
orion=$1/root/usr/bin/orion
publish() {
	"$orion" publish --base "$base" --run "$WORK/none" --lib "$WORK/none" "$DIST/$(readlink "$DIST/node.bundle")"
}
mv "$base/trusted" "$WORK/taken"
ends 3 'orion trust' publish
mv "$WORK/taken" "$base/trusted"
ends 0 'node@1' publish

# What a server does at its first start.
"$PKG" keygen --site --keys "$base/keys" >/dev/null
"$PKG" index --keys "$base/keys" "$base/repository" >/dev/null
"$PKG" list --base "$base" --role node | cut -d' ' -f 1 >"$WORK/listed"
cut -f 1 "$DIST/node/lock" | diff - "$WORK/listed" || fail "these are not the node's packages"
package=$(cut -f 1 "$DIST/server/lock" | grep -vxFf "$WORK/listed" | grep -x dosfstools)
"$PKG" install --simulate --base "$base" --role node "$package" >"$WORK/said" || fail "$package can't be installed"
head -n 1 "$WORK/said" | grep -qx 'role node: new generation node@2' || fail "it says: $(cat "$WORK/said")"
