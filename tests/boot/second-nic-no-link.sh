#!/bin/sh
# SPDX-License-Identifier: MIT
# A second NIC without a link, found first, delays nothing: no BOOTIF says which one to use.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
NODE_NIC=virtio-net-pci,addr=0x10 node_kernel node1 "$(root_image)" -S -netdev hubport,id=dead,hubid=7 \
	-device "virtio-net-pci,id=dead0,netdev=dead,mac=$(mac node1b),addr=0x8,romfile="
monitor node1 'set_link dead0 off' >/dev/null
monitor node1 cont >/dev/null
await_ready node1
node_says node1 '. /run/orion/boot.conf; echo $mac' "$(mac node1)"
seconds=$(sed -n 's/^orion: ready .* in \([0-9]*\)\..*/\1/p' "$WORK/node1.log")
[ "$seconds" -lt 30 ] || fail "ready after $seconds s"
