#!/bin/sh
# SPDX-License-Identifier: MIT
# The first of two servers isn't there: the node says so and takes the second.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'peers = {10.9.0.9}' 'peers-first = yes'
server_start
codes_expected
node_start node1
await_line node1 '10\.9\.0\.9' -w "$WORK/server.log" >/dev/null
await_ready node1
node_says node1 '. /run/orion/boot.conf; echo $server $servers' '10.9.0.1 10.9.0.9,10.9.0.1'
