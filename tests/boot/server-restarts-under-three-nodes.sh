#!/bin/sh
# SPDX-License-Identifier: MIT
# The server is switched off and on while three nodes run, each with another form of root: they wait for it, and go on without an error. One
# whose root is in memory doesn't notice.
# slow: five boots, and nodes that wait for NFS
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

reads='echo 3 >/proc/sys/vm/drop_caches; cat /usr/lib/modules/*/modules.alias | sha256sum'

server_conf "node a { mac = $(mac node1) root = image }" "node b { mac = $(mac node2) root = tree4 }" "node c { mac = $(mac node3) root = ram }"
SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
server_start
for node in node1 node2 node3; do
	node_start $node
	await_ready $node
done
for node in node1 node2 node3; do
	node_run $node "echo '{ $reads; } >/run/read 2>&1' >/run/again; $reads" >/dev/null
done
content=$(cat "$WORK/node1.out")
console_send server poweroff
machine_gone server
node_says node3 "$reads" "$content"
codes_expected	# what waits for its server says so
for node in node1 node2; do	# their shell may be waiting for a page of its own
	console_send $node '. /run/again'
done
server_start
for node in node1 node2; do
	node_run $node 'until [ -s /run/read ]; do sleep 0.1; done; cat /run/read' 180 >/dev/null
	equal "what $node reads" "$(cat "$WORK/$node.out")" "$content"
done
# Without warning, too.
machine_quit server
server_start
for node in node1 node2 node3; do
	node_run $node "$reads" 180 >/dev/null
	equal "what $node reads" "$(cat "$WORK/$node.out")" "$content"
	no_line $node 'Stale file handle|Input/output error'
done
