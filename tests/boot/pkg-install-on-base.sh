#!/bin/sh
# SPDX-License-Identifier: MIT
# A package that is installed into the role on the server is a new generation, which nodes have once their channel is let go on to it; a node that
# runs is not disturbed. A new build that is published keeps it; after a rollback to the build that was there first it is gone.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

channel() {	# the generation that nodes boot
	node_run server 'sed -n 1p /srv/orion/channels/node.stable'
}

booted() {	# NAME DIGEST COMMAND OUTPUT
	node_start "$1"
	await_ready "$1"
	node_says "$1" '. /run/orion/boot.conf; echo $generation' "$2"
	node_says "$1" "$3" "$4"
}

SERVER_BUNDLE=$WORK/build.erofs
second=$(second_build node "$SERVER_BUNDLE")
server_start
server_package hello 1-r1
node_run server 'orion promote candidate stable' >/dev/null
booted node1 "$(node_digest)" 'command -v hello; :' ''
node_run server 'orion pkg --role node install hello' 800 >"$WORK/said"
head -n 1 "$WORK/said" | grep -qx 'role node: new generation node@[0-9]*' || fail "it says: $(cat "$WORK/said")"
equal 'what nodes boot after an installation' "$(channel)" "$(node_digest)"
node_run server 'until grep -qF "$(sed -n 1p /srv/orion/channels/node)" /run/orion/bundles; do sleep 0.1; done' >/dev/null
node_run server 'orion promote candidate stable' >/dev/null
generation=$(channel)
[ "$generation" != "$(node_digest)" ] || fail 'the channel names the former generation'
await_served "$generation"
if node_try node1 hello; then fail 'the package is on a node that runs'; fi
booted node2 "$generation" hello 'hello 1-r1'
machine_quit node2

# Another build, with one package more, and what the site has added.
node_run server 'mkdir /tmp/build && mount -t erofs -o ro,loop /dev/vdb /tmp/build && orion publish /tmp/build stable' 800 >/dev/null
published=$(channel)
for old in "$generation" "$second" "$(node_digest)"; do
	[ "$published" != "$old" ] || fail "the channel names $old, which is not the new build with the site's packages"
done
await_served "$published"
booted node2 "$published" 'hello; second' 'hello 1-r1
second 1-r1'
machine_quit node2

node_run server 'orion rollback stable node@1' >/dev/null
equal 'what nodes boot after the rollback' "$(channel)" "$(node_digest)"
booted node2 "$(node_digest)" 'command -v hello second; :' ''
