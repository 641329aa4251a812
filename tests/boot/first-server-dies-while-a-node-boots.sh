#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: the server that a node boots from goes silent before it has answered DHCP, in the middle of the kernel, when the node asks for the initrd, and
# in the middle of that: each time the node is ready, by the other server
set -eu
: "${VM_SILENCE:=120}"	# a loader waits long for who is gone
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"

# Both give the node the same address.
conf() {	# ADDRESS OTHER
	printf '%s\n' 'arguments = no_timer_check' "network lan { interface = eth0 address = $1/24 }" "peers = {$2}" \
		"node n1 { mac = $(mac node1) address = 10.9.0.11 }"
}

# dies WHEN FILE FRAMES: the first server is cut off when this file is asked for, or so many frames later; the second is there from then on.
dies() {
	net 'cut server2'
	cut_at server "$(in_hex "/$2 HTTP")" "$3"
	node_start node1
	cut_done server
	net 'up server2'
	node_outlived "$1"
}

conf "$A" "$B" >"$WORK/orion.conf"
conf "$B" "$A" >"$WORK/server2.conf"
SERVER=server2 SERVER_CONF=$WORK/server2.conf server_boot
server_start
await_line server2 '^orion: ready ' >/dev/null
codes_expected

# It hears the node, which doesn't hear it.
net 'cut server from'
node_start node1
node_outlived 'before the answer to DHCP'

dies 'in the middle of the kernel' vmlinuz $(($(stat -c %s "$DIST/node/vmlinuz") / 3000))
dies 'with the kernel loaded' initrd.img 0
dies 'in the middle of the initrd' initrd.img $(($(stat -c %s "$DIST/node/initrd.img") / 3000))
