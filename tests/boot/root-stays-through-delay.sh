#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: answers that come 200 ms later than before move no root, neither when that begins nor in the three minutes that it lasts, and no read
# takes long
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"

# stays SECONDS: no move meanwhile.
stays() {
	sleep "$1"	# the time is what is tested
	node_says node1 "wc -l <$DIR/moves" 0
}

codes_expected
failover_start
load_start
until_is states 'alive alive'
net 'delay node1 100000'
stays 60
knob misses 6
knob interval_ms 100	# less than an answer takes
stays 120
node_run node1 "cat $DIR/rtts_us" >/dev/null
echo "round trips, in microseconds: $(cat "$WORK/node1.out")"
awk '{ for (i = 1; i <= NF; i++) if ($i < 200000) exit 1; exit NF != 2 }' "$WORK/node1.out" || fail 'the delay was none'
load_took 'steadily 200 ms more' 10000
net 'delay node1 0'
load_end
