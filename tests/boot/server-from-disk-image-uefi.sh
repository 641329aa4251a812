#!/bin/sh
# SPDX-License-Identifier: MIT
# The server's disk image boots under UEFI too.
# slow
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

SERVER_FIRMWARE=uefi server_launch
VM_SILENCE=150 await_line server '^orion: ready ' >/dev/null
node_start node1
await_ready node1
