#!/bin/sh
# SPDX-License-Identifier: MIT
# A node of 96 MB boots from its firmware and has memory left.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
NODE_MEM=96 node_start node1
await_ready node1
no_line node1 'Out of memory|oom-kill'
node_run node1 'awk "/MemAvailable/ { print \$2 }" /proc/meminfo' >/dev/null
[ "$(cat "$WORK/node1.out")" -gt 16384 ] || fail "only $(cat "$WORK/node1.out") kB are available"
