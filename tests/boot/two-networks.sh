#!/bin/sh
# SPDX-License-Identifier: MIT
# A server with two networks, whose wires have nothing in common, boots a node on each: with an address of that network, from the server's
# address there. On one it is the DHCP server, on the other a foreign one (QEMU's own) gives addresses and ours adds the boot part. When the range of
# the one is used up, its nodes with addresses of their own, and the other network, are answered as before.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'network lan { interface = eth0 address = 10.9.0.1/24 dhcp = proxy unknown = boot }' \
	'network lab { interface = eth1 address = 10.9.1.1/24 range = 10.9.1.40-10.9.1.40 }' \
	"node seven { mac = $(mac node2) address = 10.9.1.7 root = tree }"
net_other lab server2 node2 node1b
# shellcheck disable=SC2034 # of server_launch
SERVER_MORE=$(NODE_PORT=lab/server2 nic server2 virtio-net-pci),romfile=
uplink_start
server_start
node_start node1
# shellcheck disable=SC2046
NODE_PORT=lab/node2 node_start node2 $(NODE_PORT=lab/node1b nic node1b virtio-net-pci),romfile=
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

# With its second interface, which booted nothing, the node takes the only address of the range; as yet another machine it gets none.
node_run node2 "i=\$(grep -l $(mac node1b) /sys/class/net/*/address | cut -d / -f 5); ip link set \$i up; udhcpc -n -q -f -t 5 -i \$i -s /bin/true" 60 >/dev/null
grep -q 'lease of 10.9.1.40 obtained from 10.9.1.1' "$WORK/node2.out" || fail "node2: $(cat "$WORK/node2.out")"
! node_try node2 'ip link set $i down; ip link set $i address 52:54:00:0c:00:77; ip link set $i up; udhcpc -n -q -f -t 3 -T 1 -i $i -s /bin/true' 60 >"$WORK/said" ||
	fail "an address beyond the range: $(cat "$WORK/said")"
doctor 1 'ok +lan: BIOS DHCP: boot file' 'FAILED +lab: BIOS DHCP: 10.9.1.1 makes no offer' 'ok +lan: root: '
node_run server 'orion doctor seven' >"$WORK/said"
grep -q '^ok .*BIOS DHCP: address 10.9.1.7,' "$WORK/said" || fail "orion doctor seven: $(cat "$WORK/said")"
