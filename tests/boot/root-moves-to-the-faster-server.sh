#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: minutes of waiting. With the policy `latency` a root moves once when its server answers 200 ms later all the time, and not when both do, when they do in turn, when it was
# sent there, or soon after a move. Without it never.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"

codes_expected
failover_start loglevel=5
until_is states 'alive alive'
node_run node1 "(cd $DIR; refused() { if echo \"\$2\" 2>/dev/null >\$1; then echo \"\$1: took \$2\"; exit 1; fi; }
	for i in 0 10001 -1 x ''; do refused faster_ms \"\$i\"; done
	for i in 0 3601; do refused faster_for \"\$i\"; done
	for i in 0 86401; do refused faster_pause \"\$i\"; done
	for i in fast Latency ''; do refused policy \"\$i\"; done
	cat policy faster_ms faster_for faster_pause)" >/dev/null
equal 'settings after nonsense' "$(tr '\n' ' ' <"$WORK/node1.out")" 'death 20 10 300 '
# A machine that has too much to do is no death; while the node booted it may have been one.
knob misses 20
until_is states 'alive alive'
knob active "$A"
until_is active "$A"
node_run node1 "wc -l <$DIR/moves" >/dev/null
read -r before <"$WORK/node1.out"

delay() {	# SERVER MILLISECONDS: of both directions together
	net "delay $1 $(($2 * 500))"
}

moves_are() {	# WHAT COUNT ADDRESS: since the begin
	node_run node1 "echo \$((\$(wc -l <$DIR/moves) - $before)); cat $DIR/active $DIR/rtts_us" >/dev/null
	equal "$1: moves and the server in use" "$(head -n 2 "$WORK/node1.out" | paste -s -d ' ')" "$2 $3"
	echo "$1: $2 moves, answers take $(tail -n 1 "$WORK/node1.out") us"
}

delay server 200
sleep 20
moves_are 'policy death, +200 ms' 0 "$A"
knob policy latency
knob faster_pause 20
until_is active "$B"
node_says node1 "tail -n 1 $DIR/moves | cut -d ' ' -f 3-" "$A $B answers faster"
stall_of 'moved to the faster server' 3000
sleep 40
moves_are 'policy latency, +200 ms on the other' 1 "$B"
delay server2 200
sleep 40
moves_are '+200 ms on both' 1 "$B"
delay server 0
delay server2 0
sleep 40
moves_are 'both fast' 1 "$B"
for _ in 1 2 3 4 5 6; do
	delay server2 200
	sleep 4
	delay server2 0
	delay server 200
	sleep 4
	delay server 0
done
moves_are '+200 ms in turn, 4 s each' 1 "$B"

# Who was sent to another server than the first stays there, until it is dead.
knob active "$A"
knob active "$B"
delay server2 200
sleep 40
moves_are '+200 ms where it was sent' 3 "$B"
net 'cut server2'
until_is active "$A"
net 'up server2'
delay server2 0
until_is states 'alive alive'

# The pause counts from that death: until it is over there is no move. (Two seconds, for on a machine with much to do both may take one.)
delay server 2000
sleep 12
moves_are '+2 s soon after a move' 4 "$A"
until_is active "$B"
node_says node1 "tail -n 1 $DIR/moves | cut -d ' ' -f 3-" "$A $B answers faster"
