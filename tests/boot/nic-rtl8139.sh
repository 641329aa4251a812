#!/bin/sh
# SPDX-License-Identifier: MIT
# A node boots from an rtl8139 NIC's own ROM and uses it.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
NODE_NIC=rtl8139 node_start node1
await_ready node1
node_run node1 '. /run/orion/boot.conf; basename $(readlink /sys/class/net/$interface/device/driver)' >/dev/null
case $(cat "$WORK/node1.out") in
8139*) ;;
*) fail "the driver is $(cat "$WORK/node1.out")" ;;
esac
