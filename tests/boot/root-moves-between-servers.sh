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

# codes_expected: what the servers say of services that this scenario stops is no failure.
codes_expected
failover_start loglevel=5
until_is states 'alive alive'
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
equal 'settings after nonsense' "$(tr '\n' ' ' <"$WORK/node1.out")" "$A $B death 200 3 "
if node_try node1 'mount -o remount,rw /run/orion/boot/bundle' >/dev/null; then fail 'a mount that may move was made writable'; fi

# From here on the whole root is read again and again, and programs start. (How long a move takes is `make bench`'s business: here the node
# and the machine under it have their hands full.)
node_run node1 'hash() { echo 3 >/proc/sys/vm/drop_caches; md5sum </run/orion/boot/bundle/root.erofs; }
	start() { echo 3 >/proc/sys/vm/drop_caches; find /usr/bin -type f | head -n 40 | xargs cat >/dev/null && ls -l /etc >/dev/null; }
	(while :; do hash || echo failed; done) >/run/hashes 2>&1 &
	(while :; do start || echo failed; done) >/run/starts 2>&1 &' >/dev/null
node_run node1 'until [ -s /run/hashes ]; do sleep 0.2; done' >/dev/null
stall_of 'no move' 3000

# Another mount of the server that the root is on; one more is made after the root has gone.
for s in server server2; do
	node_run $s 'mkdir -p /run/rw && mount -t tmpfs tmpfs /run/rw && exportfs -o rw,fsid=77,no_root_squash,insecure,no_subtree_check "*:/run/rw"' >/dev/null
done
node_mount "$A" /run/rw /mnt/before

knob active "$B"
stall_of 'planned move' 3000
until_is active "$B"
node_mount "$A" /run/rw /mnt/after
node_run node1 'echo before >/mnt/before/b; echo after >/mnt/after/a; umount /mnt/before /mnt/after' >/dev/null
node_says server 'cd /run/rw; cat *' 'after
before'
node_says server2 'ls /run/rw' ''

node_run server2 'sv down nfsd; rpc.nfsd 0' >/dev/null
until_is active "$A"
stall_of 'nfsd stopped' 3000
node_run server2 'exportfs -r; sv up nfsd; until [ "$(cat /proc/fs/nfsd/threads)" = 8 ]; do sleep 0.1; done' >/dev/null
until_is states 'alive alive'

net 'cut server'
until_is active "$B"
stall_of 'cable cut' 3000
net 'up server'
until_is states 'alive alive'

machine_quit server2
until_is active "$A"
stall_of 'machine without power' 3000
server2_back
until_is states 'alive alive'
node_says node1 "cut -d ' ' -f 3- $DIR/moves | grep -v 'is back'" "$A $B was asked for
$B $A closed the connection
$A $B doesn't answer
$B $A doesn't answer"

# The second server has other files under the handles of ours: nobody is moved there, not even when nothing else answers.
id=$(node_digest | sed 's/^\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{12\}\).*/\1-\2-\3-\4-\5/')
node_run server2 "exportfs -ua; mkdir -p /run/false; mount -t tmpfs tmpfs /run/false; echo no >/run/false/manifest
	exportfs -o ro,no_subtree_check,no_root_squash,insecure,fsid=$id '*:/run/false'; exportfs -f" >/dev/null
until_is states 'alive different'
node_run node1 'dmesg | grep "nfs_failover: .* 10.9.0.2 has "' >/dev/null
if node_try node1 "echo $B >$DIR/active" >/dev/null; then fail 'was moved to other files'; fi
# (Not asked of the node itself: whose programs are on the root that is gone has no answer.)
net 'cut server'
await_line node1 'nfs_failover: .* waiting for a server' >/dev/null
net 'up server'
until_is state watching
stalled >/dev/null
node_says node1 "tail -n 1 $DIR/moves | cut -d ' ' -f 3-" "$A $A is back"

node_run node1 'sort -u /run/hashes; wc -l </run/hashes; cat /run/starts; dmesg | grep -E "I/O error|server .* (not responding|OK)|'"$TROUBLE"'" || :' >/dev/null
equal 'different hashes, and what failed' "$(grep -vc '^[0-9]*$' "$WORK/node1.out")" 1
echo "the root was read whole $(tail -n 1 "$WORK/node1.out") times"
