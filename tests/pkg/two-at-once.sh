#!/bin/sh
# SPDX-License-Identifier: MIT
# Of two runs on one target the second waits and says for whom, or fails with --no-wait; both happen.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

mkdir -p "$WORK/a/usr" "$WORK/b/usr" "$WORK/root"
head -c 100000000 /dev/zero >"$WORK/a/usr/large"
echo b >"$WORK/b/usr/b"
pack a 1-r0 "$WORK/a"
pack b 1-r0 "$WORK/b"

# Stops the first one while it has the lock: it may be done before that, then again.
tries=0
while :; do
	tries=$((tries + 1))
	[ "$tries" -lt 50 ] || fail "the first run is never seen with the lock"
	rm -rf "$WORK/root"
	mkdir "$WORK/root"
	"$PKG" install --root "$WORK/root" "$WORK/a-1-r0.x86_64.opk" >"$WORK/a.log" 2>&1 &
	first=$!
	until grep -qs "process $first," "$WORK/root/var/lib/orion/pkg/lock"; do
		kill -0 "$first" 2>/dev/null || break
	done
	kill -STOP "$first" 2>/dev/null || continue
	"$PKG" list --root "$WORK/root" >"$WORK/list" 2>/dev/null
	[ -s "$WORK/list" ] || break
	kill -CONT "$first"
	wait "$first"
done

status=0
"$PKG" install --no-wait --root "$WORK/root" "$WORK/b-1-r0.x86_64.opk" >"$WORK/b.log" 2>&1 || status=$?
[ "$status" = 1 ] || fail "with --no-wait it ends with $status"
grep -q "process $first, orion-pkg install works on it" "$WORK/b.log" || fail "it doesn't say who works: $(cat "$WORK/b.log")"

"$PKG" hold --no-wait --root "$WORK/root" a >"$WORK/b.log" 2>&1 && fail "hold --no-wait doesn't fail"
grep -q "process $first, orion-pkg install works on it" "$WORK/b.log" || fail "hold doesn't say who works: $(cat "$WORK/b.log")"

# What the one that works may have fetched isn't cleaned away.
fetched=$WORK/root/var/cache/orion/pkg/x/package-1.opk
mkdir -p "${fetched%/*}"
echo x >"$fetched"
status=0
"$PKG" clean --no-wait --root "$WORK/root" >"$WORK/b.log" 2>&1 || status=$?
if [ "$status" != 1 ] || [ ! -e "$fetched" ]; then fail "clean beside an installation ends with $status: $(cat "$WORK/b.log")"; fi

"$PKG" install --root "$WORK/root" "$WORK/b-1-r0.x86_64.opk" >"$WORK/b.log" 2>&1 &
second=$!
until grep -qs "waiting: process $first, orion-pkg install works on it" "$WORK/b.log"; do
	kill -0 "$second" || fail "the second run doesn't wait: $(cat "$WORK/b.log")"
done
kill -CONT "$first"
wait "$first"
wait "$second"
[ "$("$PKG" list --root "$WORK/root")" = "$(printf 'a 1-r0\nb 1-r0')" ] || fail "not both are there"
"$PKG" audit --root "$WORK/root"

# A holder that is killed binds nobody.
"$PKG" remove --root "$WORK/root" a >/dev/null
"$PKG" install --root "$WORK/root" "$WORK/a-1-r0.x86_64.opk" >"$WORK/a.log" 2>&1 &
first=$!
until grep -qs "process $first," "$WORK/root/var/lib/orion/pkg/lock"; do
	kill -0 "$first" 2>/dev/null || break
done
kill -KILL "$first" 2>/dev/null || :
wait "$first" || :
"$PKG" fix --no-wait --root "$WORK/root" "$WORK/a-1-r0.x86_64.opk"
"$PKG" audit --root "$WORK/root"
[ ! -e "$WORK/root/var/lib/orion/pkg/tx" ] || fail "tx is left"
