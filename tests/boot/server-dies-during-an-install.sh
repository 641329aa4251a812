#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: a server loses power while it makes a generation with a package more, as the root of a node is on it: the node has no error; the
# server starts with the generation that it had, and makes the new one when it is told again
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"

codes_expected
failover_programs
server_conf "node n1 { mac = $(mac node1) address = 10.9.0.11 }"
server2_boot
SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
server_start
await_line server2 '^orion: ready ' >/dev/null
server_package hello 1-r1
node_run server 'orion channels' >"$WORK/before"
node_of "$A,$B"
load_start
root_on "$A"

# Dead when some megabytes of it are written.
node_run server '(orion pkg --role node install hello >/run/said 2>&1; echo $? >/run/done) &
	until find /srv/orion/bundles/node -path '*/.new/*' -size +4096k | grep . || [ -e /run/done ]; do sleep 0.1; done; ! cat /run/done 2>/dev/null' 800 >/dev/null
machine_quit server
until_is active "$B"
load_took 'the server lost power as it installed' 5000

server_start
node_says server 'orion channels' "$(cat "$WORK/before")"
node_run server 'orion pkg --role node install hello && orion check' 800 >"$WORK/said"
head -n 1 "$WORK/said"
node_run server 'sed -n 1p /srv/orion/channels/node' >/dev/null
[ "$(cat "$WORK/server.out")" != "$(node_digest)" ] || fail 'no new generation'
root_on "$A"
load_end
