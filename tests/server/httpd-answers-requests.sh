#!/bin/sh
# SPDX-License-Identifier: MIT
# Each request in the file `requests`, good or hostile, has the answer that stands beside it; none stops the server or leads out of
# what is served. What the log says of them is plain text. HTTPD=program tests that one.
set -eu
. "${0%/*}/lib"

digest=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
www=$WORK/www
mkdir "$www/d" "$www/$digest" "$WORK/packages"
echo 0123456789 >"$www/file"
touch -d '1994-11-06 08:49:37 UTC' "$www/file"
echo '#!ipxe' >"$www/boot.ipxe"
: >"$www/empty"
head -c 100000 /dev/zero >"$www/big"
printf MZ >"$www/$digest/vmlinuz"
echo secret >"$WORK/secret"
echo secret >"$www/.hidden"
echo secret >"$www/unreadable"
chmod 0 "$www/unreadable"
echo package >"$WORK/packages/x.opk"
ln -s ../secret "$www/out"
ln -s /etc/passwd "$www/absolute"
ln -s .. "$www/up"
ln -s file "$www/inside"
mkfifo "$www/pipe"

user=
if [ "$(id -u)" = 0 ]; then user='--user nobody'; fi	# modes of files mean nothing to root
# shellcheck disable=SC2086 # two words or none
start $user "packages=$WORK/packages"

cases=0 bad=0
no() {	# WHY
	echo "requests, line $line: $1" >&2
	cat "$WORK/answer" >&2
	bad=$((bad + 1))
}

line=0
while IFS='	' read -r request statuses text; do
	line=$((line + 1))
	case $request in
	'' | '#'*) continue ;;
	esac
	cases=$((cases + 1))
	case $request in
	*@) request="${request%@}Host: x\\r\\nConnection: close\\r\\n\\r\\n" ;;
	esac
	request=$(printf '%s\n' "$request" | sed "s/DIGEST/$digest/g; s/%/%%/g")
	text=$(echo "$text" | sed "s/DIGEST/$digest/g")
	ask "$request"
	got=$(sed -n 's/.*HTTP\/1\.1 \([0-9][0-9][0-9]\) .*/\1/p' "$WORK/answer" | tr '\n' ' ')
	# shellcheck disable=SC2254 # a pattern
	case ${got:-000 } in
	$statuses\ ) ;;
	*) no "status ${got:-000}, not $statuses" ;;
	esac
	case $text in
	!*) if grep -q -e "${text#!}" "$WORK/answer"; then no "it has ${text#!}"; fi ;;
	*) grep -q -e "$text" "$WORK/answer" || no "it lacks $text" ;;
	esac
done <"$HERE/requests"
[ "$cases" -gt 80 ] || fail "only $cases cases"
[ "$bad" = 0 ] || fail "$bad of $cases"

# Too long: the target, a field, all of the head. The server goes on.
long=$(head -c 20000 /dev/zero | tr '\0' a)
for request in "GET /$long HTTP/1.1" "GET /file HTTP/1.1\\r\\nX: $long" "$long"; do
	ask "$request\\r\\nHost: x\\r\\n\\r\\n"
	if grep -q 0123456789 "$WORK/answer"; then fail 'a head of 20,000 bytes was taken'; fi
done
ask 'GET /a\033[2J\001b\\ HTTP/1.0\r\n\r\n'
ask 'GET /last HTTP/1.0\r\n\r\n'
until_ 5 logged ' /last 404 '
stop
if LC_ALL=C grep -q '[^ -~]' "$WORK/httpd.log"; then fail 'the log has bytes that are not plain'; fi
grep -q '^127\.0\.0\.1 GET /file 200 11 [0-9]* done$' "$WORK/httpd.log" || fail 'no line of a request'
grep -q '^127\.0\.0\.1 GET /file 206 4 [0-9]* done$' "$WORK/httpd.log" || fail 'no line of a part'
awk '!/^orion-httpd: / && NF != 7 { bad = 1; print } END { exit bad }' "$WORK/httpd.log" || fail 'a line has not seven words'
