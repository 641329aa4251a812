#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: a minute for each time that /init waits for a server that is gone. The first of two servers goes silent when the kernel has begun, when it
# is asked for the mount, before the first byte of the root is read, when the kernel has just been told of both, and when the services
# start: each time the node is ready, by the other server.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"

# dies WHEN BYTES: the first server is cut off at the frame that has them.
dies() {
	cut_at server "$2"
	node_begins "$A,$B"
	cut_done server
	node_outlived "$1"
}

echo 'ssh-ed25519 AAAA test' >"$WORK/keys"
server_keys "$WORK/keys"
codes_expected
servers_start

node_begins "$A,$B"
await_line node1 '^orion: init: OrionOS' >/dev/null
net 'cut server'
node_outlived 'when the kernel has begun'

dies 'when it is asked for the mount' "$MNT_CALL"
dies 'before the first byte is read' "$READ_CALL"
dies 'when the kernel has been told of both' "$WATCH_CALL"
dies 'when the services start' "$(in_hex 'GET /node/authorized_keys')"
