#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: a node with a kernel that looks at itself. Its root moves and outlives half-dead servers as in the scenarios of these names; KASAN and
# lockdep, which are on to the end, report nothing, and KCSAN no race in the driver.
# limit 3600
set -eu
: "${LINUX_KASAN:?the directory of the package linux-kasan: make check-slow gives it}"
: "${LINUX_KCSAN:?the directory of the package linux-kcsan: make check-slow gives it}"
scenarios='root-moves-between-servers root-outlives-half-dead-servers'
all=${1:-$(mktemp -d "${TMPDIR:-/tmp}/orion-work.XXXXXX")}

# On a node that is emulated, with all that these kernels do besides.
export SLOWER=4 VM_SILENCE=160 NODE_SMP=2 NODE_MEM=1536

# switched_on: of the running kernel's configuration, what of this it has.
switched_on() {
	node1_says "zcat /proc/config.gz | grep -E '^CONFIG_($1)=y\$'"
}

# Of lockdep nothing is heard after its first report, or when it had no room.
kasan() {
	equal 'what reports' "$(switched_on 'KASAN|PROVE_LOCKING')" 'CONFIG_KASAN=y
CONFIG_PROVE_LOCKING=y'
	equal 'lockdep at the end' "$(node1_says 'awk "/debug_locks:/ { print \$2 }" /proc/lockdep_stats')" 1
	node1_says 'grep -E "lock-classes|direct dependencies|dependency chains" /proc/lockdep_stats'
	# A write behind the end of what was allocated.
	node_run node1 'mkdir /run/debug; mount -t debugfs debugfs /run/debug; echo SLAB_LINEAR_OVERFLOW >/run/debug/provoke-crash/DIRECT
		dmesg | grep -q "BUG: KASAN: slab-out-of-bounds in lkdtm_SLAB_LINEAR_OVERFLOW"' >/dev/null
}

# A race is ours when one of the two is: the title names them. Others are listed.
kcsan() {
	equal 'what reports' "$(switched_on KCSAN)" CONFIG_KCSAN=y
	node1_says 'mkdir /run/debug; mount -t debugfs debugfs /run/debug; cat /run/debug/kcsan' >"$WORK/kcsan"
	grep -E '^(setup_watchpoints|data_races): [1-9]' "$WORK/kcsan" || fail 'KCSAN looked at nothing'
	node1_says 'dmesg | sed -n "/BUG: KCSAN/,/====/p"' >"$WORK/races"
	tar=$(echo "$NODE_LINUX"/*.tar.zst)
	"${ZSTD:-zstd}" -qdc "$tar" | tar -xO ./usr/lib/orion/kernel/failover-functions >"$WORK/ours"
	sed -n 's/.*BUG: KCSAN: //p' "$WORK/races" | sort | uniq -c
	awk 'FILENAME ~ /ours$/ { ours[$1]; next }
		/BUG: KCSAN/ { race = 0; for (i = 1; i <= NF; i++) { split($i, part, "+"); race = race || part[1] in ours } }
		race { print; found = 1 }
		END { exit found }' "$WORK/ours" "$WORK/races" || fail 'a race in the driver'
}

for kernel in kasan kcsan; do
	case $kernel in
	kasan) export NODE_LINUX="$LINUX_KASAN" TROUBLE='WARNING:|BUG:|INFO: trying to register' ;;
	kcsan) export NODE_LINUX="$LINUX_KCSAN" TROUBLE='WARNING:|BUG: [^K]' ;;
	esac
	for scenario in $scenarios; do
		echo "--- $kernel: $scenario"
		(
			set -- "$all/$kernel-$scenario"
			# shellcheck source=root-moves-between-servers.sh
			. "${0%/*}/$scenario.sh"
			$kernel
		)
	done
done
