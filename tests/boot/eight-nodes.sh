#!/bin/sh
# SPDX-License-Identifier: MIT
# Eight nodes that are switched on together are ready, each with its own name and address.
# slow: nine machines
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
for n in 1 2 3 4 5 6 7 8; do
	NODE_MEM=256 node_start node$n
done
# They share the processors: each is silent for longer than one alone.
for n in 1 2 3 4 5 6 7 8; do
	VM_SILENCE=300 await_ready node$n
done
for n in 1 2 3 4 5 6 7 8; do
	VM_SILENCE=120 node_run node$n '. /run/orion/boot.conf; echo $(hostname) $address $(cat /etc/machine-id)'
done >"$WORK/eight"
for field in 1 2 3; do
	equal "different words $field" "$(cut -d ' ' -f $field "$WORK/eight" | sort -u | wc -l)" 8
done
