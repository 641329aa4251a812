#!/bin/sh
# SPDX-License-Identifier: MIT
# A NIC whose driver is a module: /init loads it from net.img by the device's modalias, then boots by it.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

need_files "$DIST/node/vmlinuz" "$DIST/node/initrd.img" "$DIST/node/net.img"
cat "$DIST/node/initrd.img" "$DIST/node/net.img" >"$WORK/initrd.img"
server_start
# shellcheck disable=SC2046
machine node1 -machine pc -m 512 -kernel "$DIST/node/vmlinuz" -initrd "$WORK/initrd.img" \
	-append "$VM_CMDLINE console=ttyS0 orion.console=open $(root_image)" \
	-device qemu-xhci $(nic node1 usb-net) -serial chardev:con
await_line node1 '^orion: init: modules: cdc_ether' >/dev/null
await_ready node1
node_run node1 '. /run/orion/boot.conf; basename $(readlink /sys/class/net/$interface/device/driver)' >/dev/null
equal 'the driver' "$(cat "$WORK/node1.out")" cdc_ether
