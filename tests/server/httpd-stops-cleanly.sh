#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGHUP changes nothing; SIGTERM lets answers end that are under way, closes what is idle, takes nobody new. What isn't a call, and
# what can't be had, is said in a sentence.
set -eu
. "${0%/*}/lib"

head -c 60000000 /dev/urandom >"$WORK/www/big"
start --idle 20
curl -s --limit-rate 30M -o "$WORK/hup" "http://127.0.0.1:$port/big" &
curl=$!
until_ 10 test -s "$WORK/hup"
kill -HUP "$pid"
wait $curl || fail "curl: $?"
cmp -s "$WORK/hup" "$WORK/www/big" || fail 'a transfer over SIGHUP is not whole'

"$WORK/build/hold" "$port" 3 '' 100 20 >"$WORK/idle" &
idle=$!
until_ 10 grep -q open "$WORK/idle"
curl -s --limit-rate 30M -o "$WORK/term" "http://127.0.0.1:$port/big" &
curl=$!
until_ 10 test -s "$WORK/term"
kill "$pid"
wait $idle || fail 'idle ones are not closed'
if curl -s -o "$WORK/late" "http://127.0.0.1:$port/big"; then fail 'it takes new ones'; fi
wait $curl || fail "curl: $?"
wait "$pid" || fail "its status is $?"
cmp -s "$WORK/term" "$WORK/www/big" || fail 'a transfer over SIGTERM is not whole'
[ "$(tail -n 1 "$WORK/httpd.log")" = 'orion-httpd: stopped' ] || fail 'it does not say that it stopped'

says() {	# STATUS TEXT ARGUMENT...
	want=$1 text=$2 got=0
	shift 2
	"$HTTPD" "$@" >"$WORK/out" 2>&1 || got=$?
	[ "$got" = "$want" ] || fail "$*: status $got"
	grep -q -e "$text" "$WORK/out" || fail "$*: $(cat "$WORK/out")"
}
says 0 'usage: orion-httpd' --help
says 2 'which DIRECTORY' --listen 0
says 2 'there is no option --lisen' --lisen 0 "$WORK/www"
says 2 'must be NAME=DIRECTORY' "$WORK/www" "$WORK/www"
says 2 'must be NAME=DIRECTORY' "$WORK/www" "a/b=$WORK/www"
says 2 'must be PORT, ADDRESS:PORT' --listen localhost:80 "$WORK/www"
says 2 'not 0' --connections 0 "$WORK/www"
says 3 'open .*/nosuch: No such file' --listen 127.0.0.1:0 "$WORK/nosuch"
says 3 'open .*/nosuch: No such file' --listen 127.0.0.1:0 --spool "$WORK/nosuch" "$WORK/www"
start
says 3 'Address .*in use' --listen "127.0.0.1:$port" "$WORK/www"
stop
