#!/bin/sh
# SPDX-License-Identifier: MIT
# A node without iPXE: pxelinux loads menu, kernel and initrds by TFTP. It prints nothing meanwhile, so packets are its signs of life.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'loader = pxelinux'
server_start
net "pcap $WORK/packets"
node_start node1
await_line node1 '^orion: ready ' -w "$WORK/packets" >/dev/null
node_says node1 'grep -o BOOT_IMAGE=[^/]*/[^/]*/ /proc/cmdline; grep -o BOOTIF=[^\ ]* /proc/cmdline' \
	"BOOT_IMAGE=gen/node/
BOOTIF=01-$(mac node1 | tr : -)"
