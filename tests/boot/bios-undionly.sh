#!/bin/sh
# SPDX-License-Identifier: MIT
# BIOS and a chained undionly.kpxe, which drives the NIC through its ROM.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_start node1
chain_undionly node1
await_ready node1
node_says node1 'grep -o BOOTIF=[^\ ]* /proc/cmdline' "BOOTIF=01-$(mac node1 | tr : -)"
