#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: minutes of waiting. A root of form `tree` moves when it is told to and when its server is gone, and no read fails. With `back_after` it goes back when its first server was
# alive for so long, but not from where somebody sent it. A second mount with `nconnect=4` moves with all its connections; with the policy
# `manual` it stays on a dead server, and reads on when that is back.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"

codes_expected
ROOT_FORM=tree failover_start
until_is states 'alive alive'
node_run node1 "grep -c ' / overlay ' /proc/mounts; grep ' /run/orion/boot/root nfs .*,failover,' /proc/mounts" >/dev/null

load_start

root_on "$A"
knob active "$B"
root_moved "$A" "$B" 'was asked for'
load_took 'form tree, planned move' 3000
root_on "$B"
machine_quit server2
root_moved "$B" "$A" "doesn't answer"
load_took 'form tree, machine without power' 3000
server2_back
until_is states 'alive alive'

# Back to the first after two seconds; not where it was sent.
knob back_after 2
net 'cut server'
until_is active "$B"
net 'up server'
root_moved "$B" "$A" 'the first server is back'
knob active "$B"
sleep 5	# longer than back_after
until_is active "$B"
knob back_after 0
knob active "$A"

# The second mount: four readers, so that all its connections are used.
N=/run/second
node_mount "$A" "/run/orion/gen/node/$(node_digest)" /mnt/n ro,failover,nconnect=4
node_run node1 "ln -s /sys/kernel/nfs_failover/\$(mountpoint -d /mnt/n) $N
	echo /mnt/n/manifest >$N/identity; echo /mnt/n/root.erofs >$N/sample; echo $A $B >$N/servers
	for i in 1 2 3 4; do /run/stall /mnt/n/root.erofs >/run/n\$i 2>&1 & echo \$! >>/run/second.pids; done; ls /sys/kernel/nfs_failover" >/dev/null
equal 'mounts that may move' "$(wc -w <"$WORK/node1.out")" 2

# connections ADDRESS COUNT: waits until so many to that server's NFS are established: a probe's for each of the two mounts, and the mounts' own.
connections() {
	hex=$(echo "$1" | awk -F. '{ printf "%02X%02X%02X%02X:0801", $4, $3, $2, $1 }')
	node_run node1 "n=0; until [ \$(grep -c ' $hex 01 ' /proc/net/tcp) = $2 ]; do n=\$((n + 1)); [ \$n -lt 200 ] || { cat /proc/net/tcp; exit 1; }; sleep 0.1; done" >/dev/null
}

connections "$A" 7
node_run node1 "until [ \"\$(cat $N/states)\" = 'alive alive' ]; do sleep 0.1; done; echo $B >$N/active" >/dev/null
connections "$B" 6
connections "$A" 3
node_says node1 "cat $DIR/active $N/active" "$A
$B"

# Nobody but who writes moves it now.
node_run node1 "echo manual >$N/policy; echo 1 >$N/back_after" >/dev/null
machine_quit server2
node_run node1 "until [ \"\$(cat $N/state)\" = lost ]; do sleep 0.1; done; cat $N/active" >/dev/null
equal 'server of the mount that stays' "$(cat "$WORK/node1.out")" "$B"
server2_back
node_run node1 "until [ \"\$(cat $N/state)\" = watching ]; do sleep 0.1; done; tail -n 1 $N/moves | cut -d ' ' -f 3-" 120 >/dev/null
equal 'what its own server did' "$(cat "$WORK/node1.out")" "$B $B is back"
connections "$B" 6

# It can be taken down, also while its directory is being read, and made anew.
node_run node1 'kill $(cat /run/second.pids); wait $(cat /run/second.pids); cat /run/n*; (while [ -d /mnt/n ]; do cat /sys/kernel/nfs_failover/*/* >/dev/null 2>&1; done) &
	until umount /mnt/n; do sleep 0.1; done; rmdir /mnt/n; ls /sys/kernel/nfs_failover' >/dev/null
equal 'mounts that may move' "$(grep -c '^[0-9]*:[0-9]*$' "$WORK/node1.out")" 1
! grep '[A-Za-z]' "$WORK/node1.out" || fail 'a read failed'
connections "$B" 1
node_says node1 'dmesg | grep refcount; :' ''
load_end
