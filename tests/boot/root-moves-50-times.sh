#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: 50 moves away from a server whose packets vanish, one after the other; then two minutes in which the servers are away in turn, three
# seconds each: no error, the same bytes
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"

codes_expected
failover_start
until_is states 'alive alive'
knob interval_ms 100
load_start

root_on "$A"
used=$A
for _ in $(seq 50); do
	net "cut $(machine_at "$used")"
	until_is active "$(other_than "$used")"
	load_since >>"$WORK/stalls"
	net "up $(machine_at "$used")"
	until_is states 'alive alive'
	used=$(other_than "$used")
done
load_took_each '50 silent deaths, 3 x 100 ms' 3000 "$WORK/stalls"

flap 120
load_took 'the servers are away in turn, three seconds each' 10000
load_end
