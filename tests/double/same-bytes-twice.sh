#!/bin/sh
# SPDX-License-Identifier: MIT
# Everything built again, in another checkout with an empty cache elsewhere, is the same bytes: each package and both bundles.
# slow: as long as a first build
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
WORK=${1:?usage: $0 WORK}
cache=${ORION_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orion}
unset MAKEFLAGS MAKELEVEL MFLAGS
mkdir -p "$WORK/a/longer/path"
git -C "$ORION" ls-files -co --exclude-standard -z | (cd "$ORION" && cpio -0pdm --quiet "$WORK/a/longer/path")
mkdir -p "$WORK/cache"
cp -rl "$cache/src" "$WORK/cache/src" 2>/dev/null || cp -r "$cache/src" "$WORK/cache/src"
umask 077
ORION_CACHE=$WORK/cache TZ=Asia/Tokyo LC_ALL=C make -C "$WORK/a/longer/path" image >"$WORK/make.log" 2>&1 || { tail -n 40 "$WORK/make.log"; exit 1; }
bad=0
for out in "$WORK"/cache/out/*; do
	name=${out##*/}
	[ -e "$out/sums" ] || continue
	cmp "$out/sums" "$cache/out/$name/sums" || { diff "$out/sums" "$cache/out/$name/sums" || true; bad=1; }
done
for role in node server; do
	cmp "$WORK/a/longer/path/dist/x86_64/$role/manifest" "$ORION/dist/x86_64/$role/manifest" || bad=1
done
cmp "$WORK/a/longer/path/dist/x86_64/server.img" "$ORION/dist/x86_64/server.img" || bad=1
exit $bad
