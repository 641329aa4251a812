#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: the server that a node boots from goes silent before it has answered DHCP, in the middle of the kernel, and when the node has the kernel:
# each time the node is ready, by the other server
set -eu
: "${VM_SILENCE:=120}"	# a loader waits long for who is gone
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

A=10.9.0.1 B=10.9.0.2

# Both give the node the same address.
conf() {	# ADDRESS OTHER
	printf '%s\n' 'arguments = no_timer_check' "network lan { interface = eth0 address = $1/24 }" "peers = {$2}" \
		"node n1 { mac = $(mac node1) address = 10.9.0.11 }"
}

# dies WHEN LINE: the first server is cut off when that line is on the node's console, the second is there from then on.
dies() {
	net 'up server' 'cut server2'
	node_start node1
	await_line node1 "$2" >/dev/null
	net "cut server" 'up server2'
	is_ready "$1"
}

# is_ready WHEN: the node comes to ready, reads all of its root, and knows the second server.
is_ready() {
	began=$(date +%s)
	await_line node1 '^orion: ready ' -w "$WORK/server2.log" >/dev/null
	echo "$1: ready $(($(date +%s) - began)) s later"
	node_run node1 'sha256sum </run/orion/boot/bundle/root.erofs; cat /sys/kernel/nfs_failover/*/active
		dmesg | grep -E "I/O error|[Kk]illed process|segfault|WARNING|BUG" || :' >/dev/null
	equal "$1: hash of the root, and its server" "$(cat "$WORK/node1.out")" "$(sha256sum <"$DIST/node/root.erofs")
$B"
	machine_quit node1
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
is_ready 'before the answer to DHCP'

# So slow that it lasts some seconds.
net 'delay server 100000'
dies 'in the middle of the kernel' 'vmlinuz\.\.\. *[0-9]+%'
net 'delay server 0'
dies 'with the kernel' 'initrd\.img\.\.\.'
