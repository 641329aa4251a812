#!/bin/sh
# SPDX-License-Identifier: MIT
# The server's mountd is off: the node says so by its code, and boots when it is on again.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start

node_run server 'sv -w 3 stop /run/service/mountd; sv status /run/service/mountd' >/dev/null
grep -q '^down: /run/service/mountd' "$WORK/server.out" || fail 'mountd did not stop'
node_kernel node1 "$(root_image)"
await_line node1 'orion: E-NFS-MOUNTD: ' >/dev/null
codes_expected
node_run server 'sv up /run/service/mountd' >/dev/null
await_ready node1
