#!/bin/sh
# SPDX-License-Identifier: MIT
# A node lets in whoever has a key the server gave it, and nobody else; its host key is the one it logged.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

ssh-keygen -q -t ed25519 -N '' -f "$WORK/ours"
ssh-keygen -q -t ed25519 -N '' -f "$WORK/other"
server_keys "$WORK/ours.pub"
server_start
node_kernel node1 "$(root_image)"
await_ready node1
node_run node1 '. /run/orion/boot.conf; echo $address' >/dev/null
uplink_start "hostfwd=tcp:127.0.0.1:0-$(cat "$WORK/node1.out"):22"
port=$(monitor uplink 'info usernet' | awk '/HOST_FORWARD/ { print $4 }')

knock() {	# KEY COMMAND...
	key=$1
	shift
	timeout 60 ssh -F /dev/null -i "$WORK/$key" -p "$port" -o IdentitiesOnly=yes -o BatchMode=yes \
		-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile="$WORK/known" root@127.0.0.1 "$@"
}

equal 'hostname by ssh' "$(knock ours hostname)" "$(node_run node1 hostname)"
if knock other true 2>"$WORK/refused"; then fail 'a foreign key was let in'; fi
grep -q 'Permission denied' "$WORK/refused" || fail "not refused, but: $(cat "$WORK/refused")"
fingerprint=$(ssh-keygen -lf "$WORK/known" | awk 'NR == 1 { sub(/^SHA256:/, "", $2); print $2 }')
# Neither the node nor the server waits for the log.
node_run server "until grep -rqF '$fingerprint' /run/orion/log; do sleep 0.2; done" >/dev/null
