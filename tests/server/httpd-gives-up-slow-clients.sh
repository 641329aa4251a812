#!/bin/sh
# SPDX-License-Identifier: MIT
# Clients that send nothing, or a byte now and then, are closed after a while and don't keep others out; nobody has more than his
# connections and requests. 200 connections take less than 8 MB (of a program without ASan).
set -eu
. "${0%/*}/lib"

echo small >"$WORK/www/small"
hold=$WORK/build/hold

small() {
	ask 'GET /small HTTP/1.0\r\n\r\n'
	grep -q '^small$' "$WORK/answer" || fail "no answer beside them: $(cat "$WORK/answer")"
}

start --idle 2 --per-address 250
"$hold" "$port" 200 '' 100 30 >"$WORK/silent" &
silent=$!
until_ 10 grep -q open "$WORK/silent"
small
wait $silent || fail "silent clients: $(cat "$WORK/silent")"
# 15 s for a head, which is what this costs; each byte ends a silence.
"$hold" "$port" 200 'GET /small HTTP/1.1
X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' 1000 40 >"$WORK/slow" &
slow=$!
until_ 10 grep -q open "$WORK/slow"
small
if ! grep -q __asan_init "$HTTPD"; then	# what ASan takes says nothing
	kb=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
	[ "$kb" -lt 8192 ] || fail "200 connections take $kb kB"
fi
wait $slow || fail "slow clients: $(cat "$WORK/slow")"
small
stop
[ "$(grep -c ' - - 000 0 [0-9]* nothing$' "$WORK/httpd.log")" -ge 200 ] || fail 'who asked nothing is not logged'

# Bounds: of one address, of all, and of requests.
start --idle 3 --per-address 5
"$hold" "$port" 8 '' 100 2 >"$WORK/five" &
five=$!
until_ 10 grep -q open "$WORK/five"
if wait $five; then fail 'all were closed'; fi
grep -q 'closed 3 ' "$WORK/five" || fail "per address: $(cat "$WORK/five")"
stop
start --requests 5
yes 'GET /small HTTP/1.1|Host: x||' | head -n 9 | tr -d '\n' | sed 's/|/\r\n/g' >"$WORK/many"
socat -t 5 - "TCP:127.0.0.1:$port" <"$WORK/many" >"$WORK/answer"
[ "$(grep -c '^small' "$WORK/answer")" = 5 ] || fail "answered: $(grep -c '^small' "$WORK/answer")"
grep -q '^HTTP/1.1 429 ' "$WORK/answer" || fail 'no 429'
grep -q '^Retry-After: 1' "$WORK/answer" || fail 'no Retry-After'
stop
