#!/bin/sh
# SPDX-License-Identifier: MIT
# Node and server switch themselves off, services first; the server's file system is clean afterwards.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
server_start
node_kernel node1 "$(root_image)"
await_ready node1
for name in node1 server; do
	console_send "$name" poweroff
	await_line "$name" '^orion: stopped' >/dev/null
	machine_gone "$name"
	no_line "$name" 'still in use|Kernel panic'
done
start=$(partx -g -o START --nr 2 "$SERVER_DISK" | tr -d ' ')
/sbin/e2fsck -fn "$SERVER_DISK?offset=$((start * 512))" >"$WORK/e2fsck" 2>&1 || fail "e2fsck: $(cat "$WORK/e2fsck")"
if grep -i 'recovering journal\|not cleanly' "$WORK/e2fsck"; then fail 'the file system was not unmounted'; fi
