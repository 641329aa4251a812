#!/bin/sh
# SPDX-License-Identifier: MIT
# Two nodes boot at the same time from the same generation and are two different machines.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_start node1
node_start node2
await_ready node1
await_ready node2
for what in 'hostname' 'cat /etc/machine-id' '. /run/orion/boot.conf; echo $address'; do
	node_run node1 "$what" >/dev/null
	node_run node2 "$what" >/dev/null
	[ -s "$WORK/node1.out" ] || fail "no answer to: $what"
	if cmp -s "$WORK/node1.out" "$WORK/node2.out"; then fail "both have: $(cat "$WORK/node1.out")"; fi
done
