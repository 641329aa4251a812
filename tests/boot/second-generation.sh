#!/bin/sh
# SPDX-License-Identifier: MIT
# A generation that is published to stable on a running server is what nodes boot next; the one before is in iPXE's menu, and is
# that one; after a rollback it is what they boot. A node that is pinned to a generation boots that. A new server that the backup is restored on goes on with them, when the one that it lacks
# is published there.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

booted() { # NODE DIGEST OF-ETC-SECOND
	await_ready "$1"
	node_says "$1" '. /run/orion/boot.conf; echo $generation; sha256sum </run/orion/boot/bundle/manifest' "$2
$2  -"
	node_says "$1" 'cat /etc/second 2>/dev/null; :' "$3"
	machine_quit "$1"
}

SERVER_BUNDLE=$WORK/second.bundle
second=$(second_bundle node "$SERVER_BUNDLE")
SERVER_SPARE=$WORK/spare.img
truncate -s 1M "$SERVER_SPARE"
server_conf "node a { mac = $(mac node1) }" "node b { mac = $(mac node2) }"
server_start
node_says server 'orion promote candidate stable | grep -c "(new) ->"; orion publish /dev/vdb stable' "1
stable: node@1 -> node@2; 2 nodes of orion.conf take it at the next boot"
node_says server 'head -n 1 /srv/orion/channels/node.stable' "$second"
node_says server 'cat /srv/orion/channels/node' "$second
$(node_digest)"
node_says server 'orion pin a node@1' '1 node boots node@1 until `orion unpin`'
node_start node1
node_start node2
booted node1 "$(node_digest)" ''
booted node2 "$second" node

node_run server 'orion unpin a' >/dev/null
node_start node2
node_menu node2
console_type node2 p 'vmlinuz'
node_start node1
booted node2 "$(node_digest)" ''
booted node1 "$second" node

node_run server 'orion rollback stable' >/dev/null
node_says server 'head -n 1 /srv/orion/channels/node.stable; head -n 1 /srv/orion/channels/node' "$(node_digest)
$second"
node_start node1
booted node1 "$(node_digest)" ''

host_key='sha256sum </srv/orion/keys/ssh_host_ed25519; dropbearkey -y -f /srv/orion/keys/ssh_host_ed25519 | grep -c Fingerprint'
key=$(node_run server "$host_key")
size=$(node_run server 'orion backup - 2>/dev/null | tee /dev/vdc | wc -c; sync')
machine_quit server
server_start
node_says server 'cd /srv/orion; until [ -e roles/server/generations ]; do sleep 0.1; done; ls -1 channels' 'node
server'
node_run server "head -c $size /dev/vdc | orion restore -" >"$WORK/said"
grep -qF "missing: node@2, for candidate: \`orion publish $second.bundle\`" "$WORK/said" ||
	fail "what is missing after a restore: $(cat "$WORK/said")"
node_says server "$host_key" "$key"
! grep -q 'for server/' "$WORK/said" || fail "its own generation is here: $(cat "$WORK/said")"
node_says server 'head -n 1 /srv/orion/channels/node.stable; head -n 1 /srv/orion/channels/node' "$(node_digest)
$second"
node_run server 'orion publish /dev/vdb >/dev/null 2>&1; orion promote candidate stable | grep -q "node@1 -> node@2"' 200 >/dev/null
node_start node1
booted node1 "$second" node
