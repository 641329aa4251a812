#!/bin/sh
# SPDX-License-Identifier: MIT
# Everything built again is the same bytes: offline, with the fetched sources and an empty cache, in another checkout, as another
# user where that is possible (build-elsewhere), after kill -9 of the whole build at 20 random moments.
# slow: longer than a first build
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
WORK=${1:?usage: $0 WORK}
here=$ORION/tests/double
cache=${ORION_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orion}
out=$WORK/cache/out
kills=${KILLS:-20}
mkdir -p "$WORK/a/longer/path" "$out"
git -C "$ORION" ls-files -co --exclude-standard -z | (cd "$ORION" && cpio -0pdm --quiet "$WORK/a/longer/path")
cp -rl "$cache/src" "$WORK/cache/src" 2>/dev/null || cp -r "$cache/src" "$WORK/cache/src"
started=$(date +%s)

random() {	# LESS-THAN
	echo $(($(od -An -N2 -tu2 /dev/urandom) % $1))
}

running() {	# PID: and not only waited for
	case $(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null) in
	'' | Z*) return 1 ;;
	esac
}

outputs() {
	find "$out" -mindepth 1 -maxdepth 1 | wc -l
}

# What is in the cache after a kill is whole: it has its key, and a package's parts are as their list says.
whole() {
	for dir in "$out"/*; do
		[ -e "$dir" ] || continue
		[ -e "$dir/key" ] || { echo "half an output after a kill: ${dir##*/}"; return 1; }
		[ ! -e "$dir/sums" ] || (cd "$dir" && sha256sum --quiet -c sums) || { echo "a damaged output after a kill: ${dir##*/}"; return 1; }
	done
}

# Steps that take minutes begin again each time, so a kill comes a moment after something was finished.
killed=0
while [ "$killed" -lt "$kills" ]; do
	goal=$(($(outputs) + $(random 3)))
	setsid "$here/build-elsewhere" "$WORK" image >"$WORK/make.$killed.log" 2>&1 &
	build=$!
	while [ "$(outputs)" -lt "$goal" ] && running "$build"; do
		sleep 0.2
	done
	sleep "$(random 20).$(random 10)"
	if ! running "$build"; then
		wait "$build" && { echo "all was built after $killed of $kills kills"; exit 1; }
		tail -n 40 "$WORK/make.$killed.log"
		exit 1
	fi
	kill -9 "-$build"
	wait "$build" 2>/dev/null || :
	killed=$((killed + 1))
	whole
	echo "kill $killed: $(($(date +%s) - started)) s after the first start, $(outputs) outputs in the cache, $(find "$WORK/cache/tmp" -mindepth 1 -maxdepth 1 | wc -l) steps cut off"
done
setsid "$here/build-elsewhere" "$WORK" image >"$WORK/make.log" 2>&1 || { tail -n 40 "$WORK/make.log"; exit 1; }
whole
echo "then built to the end: $(outputs) outputs, $(($(date +%s) - started)) s in all"

bad=0
"$here/compare-outputs" "$out" "$cache/out" || bad=1
for file in node/manifest server/manifest sbom.spdx.json; do
	cmp "$WORK/a/longer/path/dist/x86_64/$file" "$ORION/dist/x86_64/$file" || bad=1
done
exit $bad
