#!/bin/sh
# SPDX-License-Identifier: MIT
# UEFI, no serial line: the screen shows a login, a USB keyboard logs in, the server's log has what was typed there.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

shows() {	# FILE LEAST: the screen differs from FILE by so many bytes
	screen node1 "$WORK/now.ppm"
	[ "$(cmp -l "$1" "$WORK/now.ppm" 2>/dev/null | head -n "$2" | wc -l)" -ge "$2" ]
}

# settled: waits until the screen hasn't changed, but for a cursor, five times in a row.
settled() {
	n=0 still=0
	screen node1 "$WORK/before.ppm"
	while [ $still -lt 5 ]; do
		n=$((n + 1)) still=$((still + 1))
		[ $n -lt 200 ] || fail 'the screen never comes to rest'
		sleep 0.3
		if shows "$WORK/before.ppm" 400; then
			still=0
			cp "$WORK/now.ppm" "$WORK/before.ppm"
		fi
	done
}

# The password is: orion
server_conf 'console = login' 'password = $6$keyboard$bg/vmU6DsR9SfAtm2hB3UAzN4/BLhvX1gnIAhC2nJxfGyJtxlmcLOQgLhdL0kyE4ZedadEJiAsPMQevnE1XL4/'
server_start
FIRMWARE=uefi NODE_SERIAL=no NODE_BOARD=pc,i8042=off node_start node1 -device qemu-xhci -device usb-kbd
VM_SILENCE=150 await_line server 'ready .* node@' >/dev/null
settled
cp "$WORK/now.ppm" "$WORK/login.ppm"
[ "$(tail -c +20 "$WORK/login.ppm" | tr -d '\0' | head -c 3000 | wc -c)" -ge 3000 ] || fail 'the screen is blank'
type_text node1 root
settled
shows "$WORK/login.ppm" 400 || fail 'typing the name changed nothing on the screen'
type_text node1 orion
settled
type_text node1 'logger typed-on-usb-keyboard'
node_run server 'n=0; until grep -rq typed-on-usb-keyboard /run/orion/log; do n=$((n+1)); [ $n -lt 60 ] || break; sleep 0.5; done
grep -rq typed-on-usb-keyboard /run/orion/log'
