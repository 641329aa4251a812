#!/bin/sh
# SPDX-License-Identifier: MIT
# Clients that send nothing, or a byte now and then, or never read what they asked for, are closed after a while and don't keep others out;
# nobody has more than his connections, requests and reports. 200 connections take less than 8 MB (of a program without ASan).
set -eu
. "${0%/*}/lib"

echo small >"$WORK/www/small"
head -c 20000000 /dev/zero >"$WORK/www/large"
head -c 16000 /dev/zero >"$WORK/www/copied"
mkdir "$WORK/spool"
hold=$WORK/build/hold

small() {
	ask 'GET /small HTTP/1.0\r\n\r\n'
	grep -q '^small$' "$WORK/answer" || fail "no answer beside them: $(cat "$WORK/answer")"
}

sanitized() {	# what it takes then says nothing of what it takes
	grep -q __asan_init "$HTTPD"
}

little_memory() {
	if sanitized; then return; fi
	kb=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status")
	[ "$kb" -lt 8192 ] || fail "200 connections take $kb kB"
}

descriptors() {
	find "/proc/$pid/fd" -mindepth 1 | wc -l
}

few() {	# as many as before
	[ "$(descriptors)" -le "$before" ]
}

# held NAME ARGUMENT...: hold, until its connections stand; NAME is what it said, $held who it is.
held() {
	name=$1
	shift
	"$hold" "$@" >"$WORK/$name" &
	held=$!
	pids="$pids $held"
	until_ 10 grep -qs open "$WORK/$name"
}

# Each byte ends a silence. 30 s for a report (of the program that is made for tests only: it takes long), 15 s for a head.
start --idle 2 --per-address 250 --spool "$WORK/spool"
report=
if sanitized; then
	held report -f 'PUT /reports/slow HTTP/1.1
Host: x
Content-Length: 60

' "$port" 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1000 45
	report=$held
fi
held silent "$port" 200 '' 100 30
small
wait $held || fail "silent clients: $(cat "$WORK/silent")"
held slow "$port" 200 'GET /small HTTP/1.1
X: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' 1000 40
small
little_memory
wait $held || fail "slow clients: $(cat "$WORK/slow")"
small
if [ "$report" ]; then
	wait "$report" || fail "a slow report: $(cat "$WORK/report")"
	logged ' PUT /reports/slow 000 0 3[0-9][0-9][0-9][0-9] timeout$' || fail 'that a report took too long is not logged'
fi
stop
[ "$(grep -c ' - - 000 0 [0-9]* nothing$' "$WORK/httpd.log")" -ge 200 ] || fail 'who asked nothing is not logged'

# Who never reads: a file, of which the kernel takes the beginning; small answers, until it takes no more.
start --idle 2 --per-address 250 --requests 100000
before=$(descriptors)
held unread -u -f 'GET /large HTTP/1.1
Host: x

' "$port" 200 '' 100 60
held copies -u -f "$(awk 'BEGIN { for (i = 0; i < 1000; i++) printf "GET /copied HTTP/1.1\nHost: x\n\n" }')" "$port" 1 '' 100 60
small
gave_up() {
	[ "$(grep -c ' GET /large 200 20000000 [0-9]* timeout$' "$WORK/httpd.log")" = 200 ] && logged ' GET /copied 200 16000 [0-9]* timeout$'
}
until_ 20 gave_up
until_ 20 few
little_memory
small
stop

# Bounds: of one address, of all, of requests, of reports on their way.
start --idle 3 --per-address 5
held five "$port" 8 '' 100 2
if wait $held; then fail 'all were closed'; fi
grep -q 'closed 3 ' "$WORK/five" || fail "per address: $(cat "$WORK/five")"
stop
start --idle 3 --connections 5
held all "$port" 5 '' 100 20
small	# when one of them is closed
[ "$(sed "/^orion-httpd: /d" "$WORK/httpd.log" | sed -n "1s/.* //p")" = nothing ] || fail 'a sixth connection beside five'
wait $held || fail "five of five: $(cat "$WORK/all")"
stop
start --idle 20 --spool "$WORK/spool"
held seventeen -s 4 -f 'PUT /reports/half HTTP/1.1
Host: x
Content-Length: 10

half' "$port" 17 '' 100 2
if wait $held; then fail 'all were closed'; fi
grep -q 'closed 1 ' "$WORK/seventeen" || fail "reports on their way: $(cat "$WORK/seventeen")"
until_ 5 logged ' PUT /reports/half 503 '
stop
start --requests 5
yes 'GET /small HTTP/1.1|Host: x||' | head -n 9 | tr -d '\n' | sed 's/|/\r\n/g' >"$WORK/many"
socat -t 5 - "TCP:127.0.0.1:$port" <"$WORK/many" >"$WORK/answer"
[ "$(grep -c '^small' "$WORK/answer")" = 5 ] || fail "answered: $(grep -c '^small' "$WORK/answer")"
grep -q '^HTTP/1.1 429 ' "$WORK/answer" || fail 'no 429'
grep -q '^Retry-After: 1' "$WORK/answer" || fail 'no Retry-After'
stop
