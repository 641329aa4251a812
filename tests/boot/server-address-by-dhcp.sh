#!/bin/sh
# SPDX-License-Identifier: MIT
# A server that has its address from a foreign DHCP server (QEMU's own) adds the boot part beside that one.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'network lan { address = dhcp dhcp = proxy unknown = boot }'
uplink_start
server_start
node_run server '. /run/orion/network.conf; echo $address; sv status /run/service/dhcp' >/dev/null
address=$(sed -n 1p "$WORK/server.out")
case $address in
10.9.0.5[0-9]) ;;
*) fail "the server has the address $address" ;;
esac
grep -q '^run: /run/service/dhcp' "$WORK/server.out" || fail 'nobody renews the lease'
node_start node1
VM_SILENCE=90 await_ready node1
node_says node1 '. /run/orion/boot.conf; echo $server' "$address"
