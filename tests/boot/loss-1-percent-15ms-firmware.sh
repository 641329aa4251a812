#!/bin/sh
# SPDX-License-Identifier: MIT
# As loss-1-percent-15ms, from the firmware on: TFTP and HTTP of the loader as well.
# slow
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
net 'loss node1 1 7' 'delay node1 7500'
node_start node1
VM_SILENCE=120 await_ready node1
