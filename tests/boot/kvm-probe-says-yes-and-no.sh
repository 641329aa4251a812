#!/bin/sh
# SPDX-License-Identifier: MIT
# The probe for KVM says yes where our kernel runs (TCG stands in: few machines have KVM), no where nothing runs.
set -eu
ORION=${ORION:-$(cd "${0%/*}/../.." && pwd)}
DIST=${DIST:-$ORION/dist/x86_64}
work=${1:?usage: $0 WORK}
export VM_ACCEL=tcg

answers() {	# STATUS TEXT VMLINUZ: it ends with this status, its first line begins so
	status=0
	"$ORION/tests/vm/kvm-probe" "$3" >"$work/answer" 2>&1 || status=$?
	if [ "$status" != "$1" ] || ! head -n 1 "$work/answer" | grep -q "^$2"; then
		echo "$3: wanted $1 '$2', got $status: $(cat "$work/answer")"
		exit 1
	fi
}

answers 0 yes "$DIST/node/vmlinuz"
head -c 100000 /dev/zero >"$work/zeros"
VM_SILENCE=8 answers 1 no: "$work/zeros"
answers 2 'kvm-probe: no kernel' "$work/nothing"
VM_ACCEL=none answers 1 no: "$DIST/node/vmlinuz"
