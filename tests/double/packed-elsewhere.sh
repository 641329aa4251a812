#!/bin/sh
# SPDX-License-Identifier: MIT
# Packages, bundles and disk are the same bytes when another user makes them of what was compiled, elsewhere (build-elsewhere).
# slow: minutes; same-bytes-twice has all of it, and takes hours
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
WORK=${1:?usage: $0 WORK}
here=$ORION/tests/double
cache=${ORION_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orion}
mkdir -p "$WORK/a/longer/path" "$WORK/cache/out"
git -C "$ORION" ls-files -co --exclude-standard -z | (cd "$ORION" && cpio -0pdm --quiet "$WORK/a/longer/path")
compiled() {	# OUT: those of its outputs that no packing made
	find "$1" -mindepth 1 -maxdepth 1 ! -name 'pack-*' ! -name 'role-*' ! -name 'disk-*'
}

compiled "$cache/out" | while read -r output; do
	cp -rl "$output" "$WORK/cache/out/" 2>/dev/null || cp -r "$output" "$WORK/cache/out/"
done
"$here/build-elsewhere" "$WORK" image >"$WORK/make.log" 2>&1 || { tail -n 40 "$WORK/make.log"; exit 1; }
made=$(grep -c '^\[.*s$' "$WORK/make.log")
[ "$made" -gt 20 ] || { echo "only $made steps were made again"; exit 1; }

compiled "$WORK/cache/out" | xargs -d '\n' rm -rf
bad=0
"$here/compare-outputs" "$WORK/cache/out" "$cache/out" || bad=1
for file in node/manifest server/manifest server.img sbom.spdx.json; do
	cmp "$WORK/a/longer/path/dist/x86_64/$file" "$ORION/dist/x86_64/$file" || bad=1
done
exit $bad
