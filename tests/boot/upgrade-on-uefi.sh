#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion upgrade` on a machine that starts by UEFI: what is tried is started once, falls back after a loss of power, and stays when it is ready.
# slow: upgrade-stays-when-ready once more, with another firmware
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

first=$(basename "$(readlink "$DIST/server.bundle")" .bundle)
SERVER_FIRMWARE=uefi
SERVER_BUNDLE=$WORK/second.bundle
second=$(second_bundle server "$SERVER_BUNDLE")
SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
codes_expected	# E-UPGRADE
VM_SILENCE=150	# the firmware is silent for long
export SERVER_FIRMWARE VM_SILENCE

# From a start with a shell, so by QEMU's -kernel, to the one that the firmware makes of it.
try() { # OPERAND
	server_start
	console_send server "orion upgrade $1"
	VM_SILENCE=400 machine_gone server
	server_launch
	await_line server "^orion: server@$(printf %.12s "$second") is on trial" >/dev/null
}

try /dev/vdb
machine_quit server
server_boots "$first"
await_line server "^orion: E-UPGRADE: server@$(printf %.12s "$second") was tried, and was started anew before it was ready" >/dev/null
machine_quit server

try --candidate
await_line server "^orion: server@$(printf %.12s "$second") is ready and stays" >/dev/null
machine_quit server
server_boots "$second"
no_line server trial
