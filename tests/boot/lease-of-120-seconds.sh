#!/bin/sh
# SPDX-License-Identifier: MIT
# A lease of 120 s over three lifetimes: renewed, the address stays, the root never loses its interface.
# slow
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'network lan { lease = 120 }'
server_start
node_kernel node1 "$(root_image)"
await_ready node1
node_run node1 '. /run/orion/boot.conf; ip -o -4 addr show dev $interface' >/dev/null
cp "$WORK/node1.out" "$WORK/first"
node_run node1 'read -r a _ </proc/uptime; until read -r b _ </proc/uptime; [ ${b%.*} -gt $((${a%.*} + 380)) ]; do
find /usr -xdev -type f -exec cat {} + >/dev/null || exit 1; echo 3 >/proc/sys/vm/drop_caches; sleep 5; done' 500 >/dev/null
node_run node1 '. /run/orion/boot.conf; ip -o -4 addr show dev $interface' >/dev/null
equal address "$(awk '{ print $4 }' "$WORK/node1.out")" "$(awk '{ print $4 }' "$WORK/first")"
node_run server "grep -i '$(mac node1)' /run/orion/leases" >/dev/null
