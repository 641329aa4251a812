#!/bin/sh
# A source with a wrong digest is named with origin, expected and found digest, is not kept, and the next origin is asked.
. "$(dirname "$0")/lib"
mkdir -p "$ORION_CACHE/src" "$ORION_CACHE/tmp" "$work/bad" "$work/good"
echo bad >"$work/bad/thing.tar"
echo good >"$work/good/thing.tar"
good=$(sha256sum <"$work/good/thing.tar")
good=${good%% *}
bad=$(sha256sum <"$work/bad/thing.tar")
bad=${bad%% *}

echo "$good file://$work/bad/thing.tar" >"$work/list"
! "$top/tools/build/fetch" "$work/list" >"$work/out" 2>&1 || fail "a wrong digest was accepted"
contains "$work/out" "thing.tar from file://$work/bad/thing.tar has the wrong digest"
contains "$work/out" "expected $good"
contains "$work/out" "found    $bad"
[ -z "$(ls "$ORION_CACHE/src")" ] || fail "the wrong file was kept"

echo "$good file://$work/good/thing.tar" >>"$work/list"
"$top/tools/build/fetch" "$work/list" >"$work/out" 2>&1 || fail "the second origin was not used"
cmp "$ORION_CACHE/src/$(printf %.16s "$good")-thing.tar" "$work/good/thing.tar"

# The mirror directory comes before every origin.
rm -r "$ORION_CACHE/src"
mkdir "$ORION_CACHE/src"
echo "$good file:///nonexistent/thing.tar" >"$work/list"
ORION_SOURCES=$work/good "$top/tools/build/fetch" "$work/list" >"$work/out" 2>&1 || fail "ORION_SOURCES was not asked"
