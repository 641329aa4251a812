#!/bin/sh
# SPDX-License-Identifier: MIT
# A node keeps its root when its server is drained, stops NFS, is cut off or loses power, and goes back, while it reads past the cache,
# reads through it and starts programs: no error, no program that fails, the same bytes. Another mount of the same server stays there.
# A server with other files under the same handles is never moved to.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"

# codes_expected: what the servers say of services that this scenario stops is no failure.
codes_expected
failover_start loglevel=5
# So patient that nothing moves while this is looked at, however slow the machine.
knob misses 50
until_is states 'alive alive'
knob active "$A"
node_says node1 "cat $DIR/state $DIR/active $DIR/policy; grep -c ' nfs .*,failover,' /proc/mounts" "watching
$A
death
1"

# What is written to the files is taken only when it makes sense.
node_run node1 "(cd $DIR; refused() { if printf \"\$2\" 2>/dev/null >\$1; then echo \"\$1: took \$2\"; exit 1; fi; }
	for i in '\\n' x -1 0 19 60001 99999999999999999999 '200\\000' '200 300'; do refused interval_ms \"\$i\"; done
	for i in '\\n' 1 101 3x; do refused misses \"\$i\"; done
	for i in $A,$B '$A $A' '$A 10.9.0.256' '$A ::1' '$A 0.0.0.0' '$A 224.0.0.1' '$B' '$A x\\000' '$A 1 2 3 4 5 6 7 8'; do
		refused servers \"\$i\"; done
	for i in '\\n' 10.9.0.9 '$A $B' 'up' '%%s%%n'; do refused active \"\$i\"; done
	for i in '\\n' /etc /etc/hostname /nowhere manifest; do refused identity \"\$i\"; done
	refused policy dead; refused back_after 86401; refused state off
	cat servers policy interval_ms misses)" >/dev/null
equal 'settings after nonsense' "$(tr '\n' ' ' <"$WORK/node1.out")" "$A $B death 200 50 "
window 200 3
if node_try node1 'mount -o remount,rw /run/orion/boot/bundle' >/dev/null; then fail 'a mount that may move was made writable'; fi

# From here on readers read and programs start. (How long a move takes is `make bench`'s business: here the node and the machine under
# it have their hands full.)
load_start
load_took 'no move' 3000

# Another mount of the server that the root is on; one more is made after the root has gone.
for s in server server2; do
	node_run $s 'mkdir -p /run/rw && mount -t tmpfs tmpfs /run/rw && exportfs -o rw,fsid=77,no_root_squash,insecure,no_subtree_check "*:/run/rw"' >/dev/null
done
root_on "$A"
node_mount "$A" /run/rw /mnt/before
knob active "$B"
root_moved "$A" "$B" 'was asked for'
load_took 'planned move' 3000
node_mount "$A" /run/rw /mnt/after
node_run node1 'echo before >/mnt/before/b; echo after >/mnt/after/a; umount /mnt/before /mnt/after' >/dev/null
node_says server 'cd /run/rw; cat *' 'after
before'
node_says server2 'ls /run/rw' ''

root_on "$B"
nfsd_stops server2
root_moved "$B" "$A" 'closed the connection'
load_took 'nfsd stopped' 3000
nfsd_starts server2

root_on "$A"
net 'cut server'
root_moved "$A" "$B" "doesn't answer"
load_took 'cable cut' 3000
net 'up server'

root_on "$B"
machine_quit server2
root_moved "$B" "$A" "doesn't answer"
load_took 'machine without power' 3000
server2_back

# The second server has other files under the handles of ours: nobody is moved there, not even when nothing else answers.
root_on "$A"
id=$(node_digest | sed 's/^\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{12\}\).*/\1-\2-\3-\4-\5/')
node_run server2 "exportfs -ua; mkdir -p /run/false; mount -t tmpfs tmpfs /run/false; echo no >/run/false/manifest
	exportfs -o ro,no_subtree_check,no_root_squash,insecure,fsid=$id '*:/run/false'; exportfs -f" >/dev/null
until_is states 'alive different'
node_run node1 'dmesg | grep "nfs_failover: .* 10.9.0.2 has "' >/dev/null
if node_try node1 "echo $B >$DIR/active" >/dev/null; then fail 'was moved to other files'; fi
net 'cut server'
root_lost "$A"
net 'up server'
until_is state watching
root_moved "$A" "$A" 'is back'
load_took 'the only server that has the same files was away' 15000
load_end
