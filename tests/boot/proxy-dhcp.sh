#!/bin/sh
# SPDX-License-Identifier: MIT
# Beside a foreign DHCP server (QEMU's own), which knows nothing of booting, ours only adds the boot part, for nodes of orion.conf.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'network lan { dhcp = proxy }' "node alpha { mac = $(mac node1) }"
uplink_start
server_start
node_start node1
VM_SILENCE=90 await_ready node1
node_run node1 '. /run/orion/boot.conf; echo $address $server' >/dev/null
case $(cat "$WORK/node1.out") in
'10.9.0.5'[0-9]' 10.9.0.1') ;;
*) fail "address and server are not the foreign server's and ours: $(cat "$WORK/node1.out")" ;;
esac
node_says node1 hostname alpha
