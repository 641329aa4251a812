#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: 50 moves away from a server whose packets vanish, then two minutes in which the servers go in turn every three seconds, then 20
# planned moves with the node's memory full and its overlay being written
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"

NODE_MEM=${NODE_MEM:-256}
codes_expected
failover_start
until_is states 'alive alive'
knob interval_ms 100
node_run node1 'hash() { echo 3 >/proc/sys/vm/drop_caches; md5sum </run/orion/boot/bundle/root.erofs; }
	(while :; do hash || echo failed; done) >/run/hashes 2>&1 &' >/dev/null
stalled >/dev/null

machine_at() {	# ADDRESS: the machine
	[ "$1" = "$A" ] && echo server || echo server2
}

other_than() {	# ADDRESS
	[ "$1" = "$A" ] && echo "$B" || echo "$A"
}

used=$A
for _ in $(seq 50); do
	net "cut $(machine_at "$used")"
	until_is active "$(other_than "$used")"
	stalled >>"$WORK/stalls"
	net "up $(machine_at "$used")"
	until_is states 'alive alive'
	used=$(other_than "$used")
done
sort -n "$WORK/stalls" | awk '{ v[NR] = $1 } END { print "50 silent deaths, 3 x 100 ms: median " v[int((NR + 1) / 2)] " ms, longest " v[NR] " ms"; exit v[NR] > 1000 }' ||
	fail 'a read took more than a second'

end=$(($(date +%s) + 120))
while [ "$(date +%s)" -lt $end ]; do
	for s in server server2; do
		net "cut $s"
		sleep 3	# the time is what is tested
		net "up $s"
	done
done
until_is states 'alive alive'
stall_of 'flapping' 5000

# Memory that can't be taken back, until 24 MB are left for all that is read and for the overlay, which is written without end.
node_run node1 'mkdir /run/ballast; mount -t tmpfs -o size=$(awk "/^MemAvailable/ { print \$2 - 24576 }" /proc/meminfo)k tmpfs /run/ballast
	dd if=/dev/zero of=/run/ballast/b bs=1M 2>/dev/null; (while :; do dd if=/dev/zero of=/full bs=1M count=8 2>/dev/null; done) & echo $! >/run/writer
	grep -E "^(MemTotal|MemFree|MemAvailable)" /proc/meminfo' >"$WORK/memory"
cat "$WORK/memory"
node_run node1 "cat $DIR/active" >/dev/null
read -r used <"$WORK/node1.out"
for _ in $(seq 20); do
	used=$(other_than "$used")
	until_is states 'alive alive'
	knob active "$used"
	until_is active "$used"
done
stall_of '20 planned moves, memory full' 5000
node_run node1 'kill $(cat /run/writer); umount /run/ballast; rm /full; sort -u /run/hashes; dmesg | grep -E "I/O error|Out of memory|WARNING|BUG" || :' >/dev/null
equal 'different hashes, and what failed' "$(wc -l <"$WORK/node1.out")" 1
