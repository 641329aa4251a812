#!/bin/sh
# SPDX-License-Identifier: MIT
# What a node writes has a limit: beyond it there is no space left, nothing is killed, and it works on.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_kernel node1 "$(root_image) orion.overlay=16M"
await_ready node1
if node_try node1 'dd if=/dev/zero of=/var/big bs=64k count=1024' >"$WORK/dd"; then fail '64 MB fit into 16'; fi
grep -q 'No space left on device' "$WORK/dd" || fail "not for want of space: $(cat "$WORK/dd")"
node_run node1 'rm /var/big && echo again >/var/small && cat /var/small' >/dev/null
no_line node1 'Out of memory|oom-kill'
