#!/bin/sh
# SPDX-License-Identifier: MIT
# A node without iPXE: pxelinux loads menu, kernel and initrds by TFTP.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_conf 'loader = pxelinux'
server_start
node_start node1
await_ready node1
node_says node1 'grep -o BOOT_IMAGE=[^/]*/[^/]*/ /proc/cmdline; grep -o BOOTIF=[^\ ]* /proc/cmdline' \
	"BOOT_IMAGE=gen/node/
BOOTIF=01-$(mac node1 | tr : -)"
