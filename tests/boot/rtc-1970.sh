#!/bin/sh
# SPDX-License-Identifier: MIT
# The node's clock stands at 1970: it is raised before anything needs it, to the server's time. Set back while it runs, it follows by NTP.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

together() {
	node_run server 'date +%s' >/dev/null
	node_run node1 'date +%s' >/dev/null
	apart=$(($(cat "$WORK/node1.out") - $(cat "$WORK/server.out")))
	[ "${apart#-}" -lt 60 ] || fail "node and server are $apart s apart"
}

server_start
node_kernel node1 "$(root_image)" -rtc base=1970-01-01
await_ready node1
together
node_run node1 'date -s 2001-01-01 >/dev/null; sv -w 9 restart /run/service/ntpd; until [ "$(date +%Y)" -gt 2001 ]; do sleep 0.1; done' >/dev/null
together
