#!/bin/sh
# SPDX-License-Identifier: MIT
# A node that has only an IPv6 address gets its root, its keys and its log's place from a server's IPv6 address.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

echo 'ssh-ed25519 AAAA test' >"$WORK/key"
server_keys "$WORK/key"
server_start
server=fd6f:7269:6f6e::1
node_kernel node1 "orion.root=image:[$server]:/run/orion/gen/node/$(node_digest) orion.manifest=$(node_digest) \
	BOOTIF=01-$(mac node1 | tr : -) orion.ip=fd6f:7269:6f6e::22/64"
await_ready node1
node_run node1 'grep " nfs ro,.*vers=3.*addr=" /proc/mounts; ip -4 addr show scope global; cat /run/ssh/keys/authorized_keys' >/dev/null
grep -q "addr=$server," "$WORK/node1.out" || fail "the root is not mounted over IPv6: $(cat "$WORK/node1.out")"
if grep ' inet ' "$WORK/node1.out"; then fail 'the node has an IPv4 address'; fi
grep -qxF "$(cat "$WORK/key")" "$WORK/node1.out" || fail 'the node did not get its keys'
# From the one address or from the one that it made of the server's announcement, whichever it has when it speaks.
await_line server '^orion: from fd6f:7269:6f6e:[0-9a-f:]*: ready orion-5254000b0001 ' >/dev/null
