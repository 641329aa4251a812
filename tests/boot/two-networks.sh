#!/bin/sh
# SPDX-License-Identifier: MIT
# A server with two networks, whose wires have nothing in common, boots a node on each: with an address of that network, from the server's
# address there. On one it is the DHCP server, on the other a foreign one (QEMU's own) gives addresses and ours adds the boot part.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'network lan { interface = eth0 address = 10.9.0.1/24 dhcp = proxy unknown = boot }' \
	'network lab { interface = eth1 address = 10.9.1.1/24 range = 10.9.1.40-10.9.1.49 }' \
	"node seven { mac = $(mac node2) address = 10.9.1.7 root = tree }"
net_other lab server2 node2
# shellcheck disable=SC2034 # of server_launch
SERVER_MORE=$(NODE_PORT=lab/server2 nic server2 virtio-net-pci),romfile=
uplink_start
server_start
node_start node1
NODE_PORT=lab/node2 node_start node2
await_ready node2
VM_SILENCE=90 await_ready node1
says='hostname; . /run/orion/boot.conf; echo $address $server $root'
node_says node2 "$says" 'seven
10.9.1.7 10.9.1.1 tree'
node_run node1 "$says" >/dev/null
tail -n 1 "$WORK/node1.out" | grep -qE '^10\.9\.0\.5[0-9] 10\.9\.0\.1 image$' || fail "node1: $(cat "$WORK/node1.out")"
node_says server 'orion network lab --names; orion networks --json | grep -o "\"dhcp\":\"[a-z]*\""; awk "{ print \$3 }" /run/orion/leases' 'seven
"dhcp":"proxy"
"dhcp":"full"
10.9.1.7'
