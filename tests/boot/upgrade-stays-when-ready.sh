#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion upgrade` lets the server start another generation once; that is ready, stays, and is what the machine starts from then on.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

first=$(basename "$(readlink "$DIST/server.bundle")" .bundle)
SERVER_BUNDLE=$WORK/second.bundle
second=$(second_bundle server "$SERVER_BUNDLE")
SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"

server_boots "$first" 'current quiet orion.console=open'
node_says server 'orion upgrade; orion upgrade --keep || echo $?' 'server@1 runs
orion upgrade: server@1, which runs, is not on trial
1'
node_run server 'orion upgrade --later /dev/vdb; orion upgrade' 400 >"$WORK/said"
for line in 'server/candidate: server@1 -> server@2; this server starts what server/stable names' \
	'orion: the next start is of server@2, on trial: it stays if it is ready within 300 s, else server@1 starts again' \
	'server@1 runs; the next start is of server@2, on trial'; do
	grep -qxF "$line" "$WORK/said" || fail "it does not say '$line': $(cat "$WORK/said")"
done
console_send server reboot
machine_gone server

server_boots "$second"
await_line server "^orion: server@$(printf %.12s "$second") is ready and stays" >/dev/null
machine_quit server

server_boots "$second" 'current quiet orion.console=open'
no_line server trial
node_says server 'orion upgrade; cat /etc/second; ls /srv/orion/trial 2>/dev/null; :' 'server@2 runs
server'
