#!/bin/sh
# SPDX-License-Identifier: MIT
# Packages, bundles and the server's disk are made again of what was compiled, in another directory, with another umask, time zone and
# locale, and for root as another user and years later (tests/double/build-elsewhere): the same bytes.
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
DIST=${DIST:-$ORION/dist/x86_64}
WORK=${1:?usage: $0 WORK}
cache=${ORION_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orion}
mkdir -p "$WORK/a/longer/path" "$WORK/cache/out"
git -C "$ORION" ls-files -co --exclude-standard -z | (cd "$ORION" && cpio -0pdm --quiet "$WORK/a/longer/path")

# All that is in the cache for this checkout, but what is to be made again.
(cd "$WORK/a/longer/path" && ORION_CACHE=$cache tools/build/graph/graph needed) >"$WORK/needed"
grep "^$cache/out/" "$WORK/needed" | grep -v "^$cache/out/\(disk\|pack\|role\)-" | while read -r path; do
	[ ! -e "$path" ] || cp -rl "$path" "$WORK/cache/out/" 2>/dev/null || cp -r "$path" "$WORK/cache/out/"
done
CLOCK_AHEAD=400000000 "$ORION/tests/double/build-elsewhere" "$WORK" pkg-disk >"$WORK/log" 2>&1 || { cat "$WORK/log"; exit 1; }
for step in pack role-node role-server disk; do
	grep -q "\] $step " "$WORK/log" || { cat "$WORK/log"; echo "$step was not made again"; exit 1; }
done

for package in "$WORK/cache/out"/pack-*/*.opk; do
	path=${package#"$WORK/cache/"}
	cmp "$package" "$cache/$path"
done
set -- "$WORK/cache/out"/disk-*
for role in node server; do
	cmp "$1/$role/role.bundle" "$DIST/$role.bundle"
	cmp "$1/$role/root.manifest" "$DIST/$role/root.manifest"
done
cmp "$1/disk.img" "$cache${1#"$WORK/cache"}/disk.img"
