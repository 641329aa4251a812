#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: what the option `failover` is for: a mount without it, whose connection gets the other server's address after 0.6 s by the kernel's own
# means, stands still for more than 15 s when its server is cut off, and for about 3 s when its server refused it.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"

# control WHAT COMMAND MORE-THAN
control() {
	$2 >"$WORK/took"
	read -r longest <"$WORK/took"
	echo "control: $1: $longest ms"
	[ "$longest" -gt "$3" ] || fail "the control took $longest ms, which a mount with the option would, too"
}

codes_expected
failover_start
until_is states 'alive alive'
knob active "$B"
until_is active "$B"
control 'source port kept, packets vanish' control_vanish 15000
until_is states 'alive alive'
control 'refused tasks not woken' control_refuse 2500
