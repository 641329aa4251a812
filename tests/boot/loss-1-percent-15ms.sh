#!/bin/sh
# SPDX-License-Identifier: MIT
# One frame of a hundred is lost and each round takes 15 ms longer: slower, and that is all.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
net 'loss node1 1 7' 'delay node1 7500'
node_kernel node1 "$(root_image)"
await_ready node1
node_run node1 'find /usr -xdev -type f -exec cat {} + >/dev/null && echo read' >/dev/null
net stats | awk '$1 == "node1" { exit $10 > 0 ? 0 : 1 }' || fail 'nothing was lost: this has tested nothing'
