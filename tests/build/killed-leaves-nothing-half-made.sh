#!/bin/sh
# kill -9 of the whole build at many moments: an output exists whole or not at all, and the next run makes the same bytes.
. "$(dirname "$0")/lib"
checkout "$work/tree"
build() {
	make -C "$work/tree" pkg-host-gpt
}
digest() {
	(cd "$ORION_CACHE"/out/host-gpt-*/ && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k2 | sha256sum)
}
build >"$work/out" 2>&1 || { cat "$work/out"; fail "does not build"; }
clean=$(digest)
moment=0
killed=0
while [ $moment -lt 20 ]; do
	moment=$((moment + 1))
	rm -rf "$ORION_CACHE/out"
	setsid make -C "$work/tree" pkg-host-gpt >"$work/out.$moment" 2>&1 &
	pid=$!
	sleep "$(awk -v m=$moment 'BEGIN { printf "%.3f", m * 0.035 }')"
	if kill -9 "-$pid" 2>/dev/null; then
		killed=$((killed + 1))
	fi
	wait $pid 2>/dev/null || true
	for out in "$ORION_CACHE"/out/*; do
		[ ! -e "$out" ] || [ "$(digest)" = "$clean" ] || fail "half an output after a kill at moment $moment"
	done
done
[ $killed -gt 0 ] || fail "no build was still running when it was killed"
build >"$work/out" 2>&1 || { cat "$work/out"; fail "the next run does not go on"; }
[ "$(digest)" = "$clean" ] || fail "other bytes after $killed kills"
echo "$killed builds killed"
