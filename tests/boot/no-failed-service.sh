#!/bin/sh
# SPDX-License-Identifier: MIT
# On node and server every service runs, none was restarted, and none logged a failure.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_kernel node1 "$(root_image)"
await_ready node1
for name in server node1; do
	node_run "$name" 'for s in /run/service/*; do sv status $s; done' >/dev/null
	[ -s "$WORK/$name.out" ] || fail "$name has no services"
	if grep -v '^run: ' "$WORK/$name.out"; then fail "$name: these don't run"; fi
	if node_try "$name" 'dmesg | grep -iE "E-SERVICE|segfault|runsv.*(warning|fatal)"'; then fail "$name: failures in its log"; fi
done
