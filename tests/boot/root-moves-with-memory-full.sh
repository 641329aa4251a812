#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: minutes of reading with little memory. 20 planned moves of a node whose memory is full and whose overlay is being written: no error, the
# same bytes
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"

NODE_MEM=${NODE_MEM:-256}
codes_expected
failover_start
load_start

# Memory that can't be taken back, until 24 MB are left for all that is read and for the overlay, which is written without end.
node_run node1 'mkdir /run/ballast; mount -t tmpfs -o size=$(awk "/^MemAvailable/ { print \$2 - 24576 }" /proc/meminfo)k tmpfs /run/ballast
	dd if=/dev/zero of=/run/ballast/b bs=1M 2>/dev/null; (while :; do dd if=/dev/zero of=/full bs=1M count=8 2>/dev/null; done) & echo $! >/run/writer
	grep -E "^(MemTotal|MemFree|MemAvailable)" /proc/meminfo' >"$WORK/memory"
cat "$WORK/memory"
root_on "$A"
used=$A
for _ in $(seq 20); do
	used=$(other_than "$used")
	until_is states 'alive alive'
	knob active "$used"
	until_is active "$used"
	load_since >>"$WORK/stalls"
done
load_took_each '20 planned moves, memory full' 5000 "$WORK/stalls"
node_run node1 'kill $(cat /run/writer); umount /run/ballast; rm /full' >/dev/null
load_end
