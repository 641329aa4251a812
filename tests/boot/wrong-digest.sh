#!/bin/sh
# SPDX-License-Identifier: MIT
# The generation that the server has isn't the one asked for: the node refuses it by its code, and starts nothing.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
wrong=$(node_digest | tr 0-9a-f 1-9a-f0)
node_kernel node1 "orion.root=image:10.9.0.1:/run/orion/gen/node/$(node_digest) orion.manifest=$wrong"
await_line node1 'orion: E-ROOT-DIGEST: ' >/dev/null
no_line node1 '^orion: ready '
