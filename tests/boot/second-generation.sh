#!/bin/sh
# SPDX-License-Identifier: MIT
# A generation that is published to stable on a running server is what nodes boot next; the one before is in iPXE's menu, and is
# that one; after a rollback it is what they boot.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

booted() { # DIGEST OF-ETC-SECOND
	node_says node1 '. /run/orion/boot.conf; echo $generation; sha256sum </run/orion/boot/bundle/manifest' "$1
$1  -"
	node_says node1 'cat /etc/second 2>/dev/null; :' "$2"
}

SERVER_BUNDLE=$WORK/second.bundle
second=$(second_bundle node "$SERVER_BUNDLE")
server_start
node_says server 'orion promote candidate stable | grep -c "(new) ->"; orion publish /dev/vdb stable' "1
stable: node@1 -> node@2; 0 nodes of orion.conf take it at the next boot"
node_says server 'head -n 1 /srv/orion/channels/node.stable' "$second"
node_says server 'cat /srv/orion/channels/node' "$second
$(node_digest)"
node_start node1
await_ready node1
booted "$second" node
machine_quit node1

node_start node1
node_menu node1
console_type node1 p 'vmlinuz'
await_ready node1
booted "$(node_digest)" ''
machine_quit node1

node_run server 'orion rollback stable' >/dev/null
node_says server 'head -n 1 /srv/orion/channels/node.stable; head -n 1 /srv/orion/channels/node' "$(node_digest)
$second"
node_start node1
await_ready node1
booted "$(node_digest)" ''
