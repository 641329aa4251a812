#!/bin/sh
# SPDX-License-Identifier: MIT
# An answer that is kept is sent again while the file is the same, and only then: written over in place with as many bytes, replaced,
# with other rights or gone, the next answer says so.
set -eu
. "${0%/*}/lib"

www=$WORK/www
for name in over replaced closed gone; do echo "old $name" >"$www/$name"; done
user=
if [ "$(id -u)" = 0 ]; then user='--user nobody'; fi	# modes of files mean nothing to root
# shellcheck disable=SC2086 # two words or none
start $user

body() {	# NAME TEXT
	ask "GET /$1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	grep -qx "$2" "$WORK/answer" || fail "/$1: $(cat "$WORK/answer")"
}
settled() {	# long enough ago that an answer is kept
	[ $(($(date +%s) - $(stat -c %Z "$www/gone"))) -gt 3 ]
}
until_ 10 settled
for name in over replaced closed gone; do
	body $name "old $name"
	body $name "old $name"
done

echo 'new over' >"$www/over"
echo 'new replaced' >"$www/.replaced"
mv "$www/.replaced" "$www/replaced"
chmod 0 "$www/closed"
rm "$www/gone"
body over 'new over'
body replaced 'new replaced'
body gone 'not found'
if [ "$user" ] || [ "$(id -u)" != 0 ]; then body closed 'not found'; fi
stop
