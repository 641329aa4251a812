#!/bin/sh
# SPDX-License-Identifier: MIT
# A generation stays while a node runs it, by what the node itself says, and goes after the node's goodbye: unless somebody on the server
# has a file of it open. What is to be booted once is used up when the boot script was handed out.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

old=$(node_digest)
server_conf 'keep = 1' "node n1 { mac = $(mac node1) }"
SERVER_BUNDLE=$WORK/second.bundle
second=$(second_bundle node "$SERVER_BUNDLE")
server_start

says() { # WHAT COMMAND
	node_run server "$2" >/dev/null
	grep -q -- "$1" "$WORK/server.out" || fail "$2: no $1 in $(cat "$WORK/server.out")"
}

await_row() { # running|gone: the node said so (a tab at the console completes)
	node_run server "until grep -qs '^$(mac node1).n1.10.*.node.$old.*.$1' /srv/orion/nodes; do sleep 0.1; done" 120 >/dev/null
}

node_start node1
await_ready node1
await_row running
node_run server 'until [ -e /srv/orion/roles/node/generations ]; do sleep 0.1; done; orion promote candidate stable' 120 >/dev/null
says '1 node runs node@1 and takes it at its next boot' 'orion publish /dev/vdb stable'
says 'runs node@1 since .*, next node@2' 'orion nodes'
# As after one more: no channel knows the old one.
node_run server 'cd /srv/orion/channels; for c in node node.stable; do head -n 1 $c >.new; mv .new $c; done' >/dev/null
says 'node@1 .*kept: n1 runs it' 'orion gc'
node_says node1 'cat /usr/bin/* >/dev/null; . /run/orion/boot.conf; echo $generation' "$old"
console_send node1 poweroff
machine_gone node1
await_row gone

# Once, of which the boot script is the end.
says 'boots* node@1 the next time, once' 'orion boot n1 node@1 --once'
says 'node@1 .*kept: pinned for n1' 'orion gc'
node_start node1
node_run server 'while grep -q once /srv/orion/pins; do sleep 0.1; done' 120 >/dev/null
says 'channel/stable' "cat /run/orion/state/http/boot/$(mac node1 | tr : -).ipxe"
says "$second" 'cat /run/orion/state/http/channel/stable.ipxe'
await_ready node1
await_row running
node_says node1 '. /run/orion/boot.conf; echo $generation' "$old"
console_send node1 poweroff
machine_gone node1
await_row gone

# Closed by a gc that was cut off: the next apply serves it again.
says "gen/node/$old" "/usr/lib/orion/server/close node/$old && orion apply && exportfs"
# Open on the server: it stays, whole.
says 'in use on this machine' "exec 5</run/orion/gen/node/$old/vmlinuz; ! orion gc"
says "gen/node/$old" 'exportfs; exec 5<&-'
says 'node@1 .*removed' 'orion gc'
node_says server "ls /srv/orion/bundles/node; exportfs | grep -c $old; grep -c $old /proc/mounts; ls /run/orion/gen/node; ls /run/orion/http/nic" "$second.bundle
0
0
$second
$second"
