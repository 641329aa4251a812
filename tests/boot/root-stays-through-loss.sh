#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: 2 % of the packets to and from a node are lost for ten minutes: the root moves once at most, without an error. Wants a machine with nothing
# else to do: late answers are silence, too
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"

# lost: packets of node1 that were.
lost() {
	net stats | awk '$1 == "node1" { print $10 }'
}

failover_start
load_start
until_is states 'alive alive'
before=$(lost)
net 'loss node1 2 11'
for minute in 1 2 3 4 5 6 7 8 9 10; do
	sleep 60	# the time is what is tested
	echo "minute $minute: $(moves) moves, $(($(lost) - before)) packets lost"
	[ "$(moves)" -le 1 ] || node_run node1 "cat $DIR/moves"
done
net 'loss node1 0'
[ $(($(lost) - before)) -gt 1000 ] || fail 'too little was lost: this has tested nothing'
[ "$(moves)" -le 1 ] || fail "$(moves) moves in ten minutes of 2 % loss"
load_took '2 % loss for ten minutes' 15000
load_end
