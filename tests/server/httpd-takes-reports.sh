#!/bin/sh
# SPDX-License-Identifier: MIT
# Reports become files of the spool, whole, named by who sent them; names, sizes, numbers and rates that are too much are refused, and
# without a spool all of them.
set -eu
. "${0%/*}/lib"

mkdir "$WORK/spool"
start --idle 3 --spool "$WORK/spool"

put() {	# STATUS NAME FILE [METHOD]
	got=$(curl -s -o "$WORK/answer" -w '%{http_code}' -X "${4:-PUT}" --data-binary @"$3" "http://127.0.0.1:$port/reports/$2") || :
	[ "$got" = "$1" ] || fail "$2: status $got, not $1"
}

echo first >"$WORK/first"
head -c 65536 /dev/urandom >"$WORK/most"
head -c 65537 /dev/urandom >"$WORK/more"
put 201 boot "$WORK/first"
put 204 boot "$WORK/most" POST
cmp -s "$WORK/most" "$WORK/spool/127.0.0.1_boot" || fail 'the report is another one'
put 413 boot "$WORK/more"
cmp -s "$WORK/most" "$WORK/spool/127.0.0.1_boot" || fail 'a refused report changed the one before'
ask 'PUT /reports/pieces HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n'
[ "$(cat "$WORK/spool/127.0.0.1_pieces")" = abcdefg ] || fail 'pieces are not put together'

# Half of one is none.
ask 'PUT /reports/half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc'
until_ 10 logged 'PUT /reports/half 000 0 [0-9]* \(cut\|timeout\)$'

for name in .boot ../boot a/b A -x 'a%0ab' 'a%20b' "$(head -c 65 /dev/zero | tr '\0' a)"; do
	ask "PUT /reports/$(echo "$name" | sed 's/%/%%/g') HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\nContent-Length: 0\\r\\n\\r\\n"
	grep -q '^HTTP/1.1 40[45] ' "$WORK/answer" || fail "$name: $(head -n 1 "$WORK/answer")"
done
ask 'GET /reports/boot HTTP/1.0\r\n\r\n'
grep -q '^HTTP/1.1 404 ' "$WORK/answer" || fail 'reports are served'
# Ten at once, then one a second.
n=0
while [ $n -lt 12 ]; do
	n=$((n + 1))
	printf 'PUT /reports/n%d HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx' $n
done | socat -t 5 - "TCP:127.0.0.1:$port" >"$WORK/answer"
grep -q '^HTTP/1.1 429 ' "$WORK/answer" || fail 'as many as one likes'
stop
(cd "$WORK/spool" && ls -A) >"$WORK/list"
if grep -v '^127\.0\.0\.1_[a-z0-9]*$' "$WORK/list"; then fail 'names that should not be'; fi
if grep half "$WORK/list"; then fail 'half of a report was taken'; fi

# That a file was sent, whole and not otherwise.
mkdir -p "$WORK/www/boot/deeper"
for name in a.ipxe b.ipxe c.ipxe deeper/d.ipxe; do echo script >"$WORK/www/boot/$name"; done
mkdir "$WORK/notes"
start --spool "$WORK/notes" --note boot
for path in boot/a.ipxe /boot/./deeper/d.ipxe boot/none.ipxe; do curl -s -o "$WORK/answer" "http://127.0.0.1:$port/$path" || :; done
curl -s -o "$WORK/answer" -r 0-2 "http://127.0.0.1:$port/boot/b.ipxe"
curl -s -I -o "$WORK/answer" "http://127.0.0.1:$port/boot/c.ipxe"
put 404 +a.ipxe "$WORK/first"
stop
[ "$(ls "$WORK/notes")" = 127.0.0.1_+a.ipxe ] || fail "noted: $(ls "$WORK/notes")"

# As many as there may be: of one sender, and of all.
seq 1 300 | sed "s|.*|$WORK/spool/10.9.0.&_x|" | xargs touch
start --spool "$WORK/spool"
put 507 another "$WORK/first"
put 204 boot "$WORK/first"
stop
start
put 405 boot "$WORK/first"
stop
