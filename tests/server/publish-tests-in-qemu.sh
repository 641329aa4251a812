#!/bin/sh
# SPDX-License-Identifier: MIT
# slow
# `orion publish --test` in QEMU itself: the nodes' generation of dist/ becomes ready and is published; one with a service that never is up is
# refused, and the channels stay.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
DIST=${DIST:-$HERE/../../dist/x86_64}
new_site "$WORK/site"
base=$WORK/site/base
builder ann
orion trust --yes "$DIST/release.pub" >/dev/null 2>&1
orion trust --yes "$WORK/keys-ann/release.pub" >/dev/null 2>&1
bundle=$(readlink "$DIST/node.bundle")

said 0 'stable: (new) -> node@1' publish --test "$DIST/$bundle" stable
cat "$WORK/said"
grep -q 'ready after' "$WORK/said" || fail 'it was not booted'

# The same, and a package more.
mkdir -p "$WORK/broken/usr/lib/orion/sv/broken" "$WORK/build"
printf '#!/bin/sh\nexec sleep 1000000\n' >"$WORK/broken/usr/lib/orion/sv/broken/run"
echo 'false # is up' >"$WORK/broken/usr/lib/orion/sv/broken/check"
chmod 755 "$WORK/broken/usr/lib/orion/sv/broken/run"
pack broken 1-r1 "$WORK/broken" 'service\tbroken'
awk -F'\t' -v dir="$DIST/repository" '
	FILENAME ~ /wish$/ { if ($1 == "boot") boot[$2]; if ($1 == "package") print "--wish=" $2; next }
	{ print ($1 in boot ? "--boot=" : "") dir "/" $1 "-" $2 ".x86_64.opk" }' "$DIST/node/wish" "$DIST/node/lock" >"$WORK/words"
# shellcheck disable=SC2046 # a list
"$PKG" image --bundle -o "$WORK/parts" --role=node $(cat "$WORK/words") --wish=broken "$WORK/broken-1-r1.x86_64.opk" >"$WORK/digest"
bad=$(cat "$WORK/digest").bundle
mv "$WORK/parts/$bad" "$WORK/build/"
"$PKG" sign --keys "$WORK/keys-ann" --manifest "$WORK/parts/manifest" >"$WORK/build/$bad.minisig"
said 3 'it says: orion: E-SERVICE: broken: is not up' publish --test "$WORK/build/$bad" stable
cat "$WORK/said"
[ "$(channel "$base")" = "${bundle%.bundle}" ] || fail 'the candidate is another'
[ "$(head -n 1 "$base/channels/node.stable")" = "${bundle%.bundle}" ] || fail 'stable is another'
[ "$(ls "$base/bundles/node")" = "$bundle" ] || fail 'it is there'
