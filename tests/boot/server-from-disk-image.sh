#!/bin/sh
# SPDX-License-Identifier: MIT
# The server's disk image boots by its own boot partition (BIOS), grows its data partition to the disk, and a node boots from it.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
truncate -s 4G "$SERVER_DISK"
server_launch
await_line server '^orion: ready ' >/dev/null
node_start node1
await_ready node1

# The power button; afterwards the file system on the disk tells its size.
monitor server system_powerdown >/dev/null
machine_gone server
start=$(partx -g -o START --nr 2 "$SERVER_DISK" | tr -d ' ')
/sbin/debugfs -R 'show_super_stats -h' "$SERVER_DISK?offset=$((start * 512))" >"$WORK/super" 2>/dev/null
blocks=$(awk -F: '/^Block count/ { print $2 + 0 }' "$WORK/super")
[ "$blocks" -gt 786432 ] || fail "the data partition has $blocks blocks of 4 KB: it did not grow to the disk of 4 GB"
