#!/bin/sh
# SPDX-License-Identifier: MIT
# Beside a foreign DHCP server (QEMU's own), which knows nothing of booting, ours only adds the boot part, for nodes of orion.conf.
# `orion init` finds that server, and writes a file that says so; `orion doctor` boots as the node.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'network lan { dhcp = proxy }' "node alpha { mac = $(mac node1) }"
uplink_start
server_start
node_run server 'orion init --interface eth0 --conf /tmp/orion.conf && orion networks --conf /tmp/orion.conf --json' >/dev/null
grep -q '^10.9.0.254 is a DHCP server and offers 10.9.0.5[0-9]: dhcp = proxy' "$WORK/server.out" || fail "orion init: $(cat "$WORK/server.out")"
grep -q '"interface":"eth0","address":"10.9.0.1/24","dhcp":"proxy","unknown":"local"' "$WORK/server.out" || fail "what orion init wrote: $(cat "$WORK/server.out")"
node_run server 'orion doctor' >/dev/null
grep -qE "^ok +boots as: alpha, $(mac node1)" "$WORK/server.out" || fail "orion doctor: $(cat "$WORK/server.out")"
grep -qE '^ok +DHCP servers: 10.9.0.254 gives addresses' "$WORK/server.out" || fail "orion doctor: $(cat "$WORK/server.out")"
node_start node1
VM_SILENCE=90 await_ready node1
node_run node1 '. /run/orion/boot.conf; echo $address $server' >/dev/null
case $(cat "$WORK/node1.out") in
'10.9.0.5'[0-9]' 10.9.0.1') ;;
*) fail "address and server are not the foreign server's and ours: $(cat "$WORK/node1.out")" ;;
esac
node_says node1 hostname alpha
