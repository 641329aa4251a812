#!/bin/sh
# SPDX-License-Identifier: MIT
# What serves has no rights: no root when a user is named, no new privileges, a seccomp filter, nothing but its sockets and
# directories open; what is planted or moved while it runs leads nowhere. (confine_test.c tries what Landlock and seccomp refuse.)
set -eu
. "${0%/*}/lib"

www=$WORK/www
mkdir "$www/d" "$WORK/outside"
echo secret >"$WORK/outside/secret"
echo file >"$www/d/file"

status() {	# NAME
	sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status"
}

confined() {
	[ "$(status NoNewPrivs)" = 1 ] || fail 'it may have new privileges'
	[ "$(status Seccomp)" = 2 ] || fail 'it has no seccomp filter'
	[ "$(status Threads)" = 1 ] || fail 'it has threads'
}

answers() {	# PATH STATUS
	ask "GET $1 HTTP/1.0\\r\\n\\r\\n"
	grep -q "^HTTP/1.1 $2 " "$WORK/answer" || fail "$1: $(head -n 1 "$WORK/answer"), not $2"
	if grep -q secret "$WORK/answer"; then fail "$1 is the secret"; fi
}

planted() {
	answers /d/file 200
	ln -s ../outside/secret "$www/link"
	answers /link 404
	ln -s "$WORK/outside" "$www/d/up"
	answers /d/up/secret 404
	mv "$www/d" "$www/e"
	ln -s ../outside "$www/d"
	answers /d/secret 404
	answers /e/file 200
	rm "$www/d" "$www/link" "$www/e/up"
	mv "$www/e" "$www/d"
}

# A directory that is replaced as a whole, and one that a link took the place of.
replaced() {
	mkdir -p "$WORK/holder/new"
	echo newer >"$WORK/holder/new/file"
	answers /now/file 200
	mv "$WORK/holder/state" "$WORK/holder/old"
	answers /now/file 404
	mv "$WORK/holder/new" "$WORK/holder/state"
	answers /now/file 200
	grep -q newer "$WORK/answer" || fail 'it serves what was replaced'
	mv "$WORK/holder/state" "$WORK/holder/new"
	ln -s ../outside "$WORK/holder/state"
	answers /now/secret 404
	rm -r "$WORK/holder"
}

# As whom it is started.
mkdir -p "$WORK/holder/state"
echo older >"$WORK/holder/state/file"
start "now=$WORK/holder/./state"
replaced
confined
[ "$(status Uid | cut -f 1)" = "$(id -u)" ] || fail 'it is somebody else'
planted
stop
if [ "$(id -u)" != 0 ]; then
	if timeout 20 "$HTTPD" --user daemon --listen 127.0.0.1:0 "$www" >"$WORK/out" 2>&1; then fail 'it became daemon'; fi
	grep -q 'become daemon: ' "$WORK/out" || fail "it said $(cat "$WORK/out")"
	exit 0
fi

# As root that becomes nobody, all four ids and no other groups.
start --user nobody
confined
nobody=$(id -u nobody)
[ "$(status Uid)" = "$nobody	$nobody	$nobody	$nobody" ] || fail "its users are $(status Uid)"
[ "$(status Groups | tr -d ' ')" = '' ] || fail "its groups are $(status Groups)"
[ "$(status CapEff)" = 0000000000000000 ] || fail 'it has capabilities'
planted
stop
for who in root nosuchuser; do
	if "$HTTPD" --user $who --listen 127.0.0.1:0 "$www" >"$WORK/out" 2>&1; then fail "it became $who"; fi
	grep -q "user $who: there is no such user, or it is root" "$WORK/out" || fail "it said $(cat "$WORK/out")"
done
