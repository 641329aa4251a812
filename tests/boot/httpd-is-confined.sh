#!/bin/sh
# SPDX-License-Identifier: MIT
# On a server orion-httpd is nobody but http, under Landlock and seccomp; it logs what it was asked, and takes a report.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_run server 'p=$(pidof orion-httpd) && grep -E "^(Uid|Seccomp|NoNewPrivs):" /proc/$p/status | tr "\t" " "' >/dev/null
for want in 'Uid: 33 33 33 33' 'Seccomp: 2' 'NoNewPrivs: 1'; do
	grep -q "$want" "$WORK/server.out" || fail "no $want: $(cat "$WORK/server.out")"
done
node_run server 'wget -q -O - http://127.0.0.1/boot.ipxe | head -n 1' >/dev/null
grep -q '^#!ipxe' "$WORK/server.out" || fail 'no boot script'
if node_try server 'wget -q -O - http://127.0.0.1/settings || wget -q -O - http://127.0.0.1/../settings' >/dev/null; then fail 'settings are served'; fi
node_run server 'sv stop /run/service/policyd >/dev/null; wget -q -O - --post-data=hello http://127.0.0.1/reports/boot' >/dev/null
node_says server 'cat /run/orion/reports/127.0.0.1_boot; echo' hello
node_run server 'cat /run/orion/httpd-log/current' >/dev/null
grep -q 'orion-httpd: listens on ' "$WORK/server.out" || fail 'it does not say that it listens'
grep -q ' 127.0.0.1 GET /boot.ipxe 200 [0-9]* [0-9]* done' "$WORK/server.out" || fail 'no line of a request'
if grep -q 'no Landlock' "$WORK/server.out"; then fail 'the kernel has no Landlock'; fi
