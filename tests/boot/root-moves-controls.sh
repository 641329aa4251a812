#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: what the option `failover` is for: a mount without it, whose connection gets the other server's address after 0.6 s by the kernel's own
# means, stands still for more than 15 s when its server is cut off, and for about 3 s when its server refused it. One that has it
# stands still with all packets lost for as long as the servers are away, and no longer; 2 % of lost packets, or 200 ms more, move nothing.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"

codes_expected
failover_start loglevel=5
until_is states 'alive alive'

# A steady delay, then loss, for two minutes each. (Loss of both an answer and what is sent again for it is rare enough for one move.)
net 'delay server 100000'
sleep 20
until_is active "$A"
node_says node1 "wc -l <$DIR/moves" 0
net 'delay server 0'
net 'loss server 2 7'
sleep 120
net 'loss server 0'
node_run node1 "wc -l <$DIR/moves" >/dev/null
[ "$(cat "$WORK/node1.out")" -le 1 ] || fail "2 % loss: $(cat "$WORK/node1.out") moves"

# The root is on the second server from here on, the other mount on the first.
until_is states 'alive alive'
knob active "$B"
until_is active "$B"
node_mount "$A" "/run/orion/gen/node/$(node_digest)" /mnt/plain ro
node_run node1 "/run/stall /mnt/plain/root.erofs >/run/plain 2>&1 & echo \$! >/run/plain.pid" >/dev/null
move_plain() {	# FROM TO: the kernel's own means
	node_run node1 "for f in /sys/kernel/sunrpc/xprt-switches/*/xprt-*-tcp/dstaddr; do [ \"\$(cat \$f)\" != $1 ] || echo $2 >\$f; done" >/dev/null
}
plain() {	# what the mount without the option stood still for
	node_run node1 'n=$(wc -l </run/plain); kill -USR1 $(cat /run/plain.pid)
		until [ $(wc -l </run/plain) -gt $n ]; do sleep 0.1; done; tail -n 1 /run/plain' 300 | cut -d ' ' -f 3
}
plain >/dev/null
net 'cut server'
sleep 0.6
move_plain "$A" "$B"
sleep 20
net 'up server'
longest=$(plain)
echo "control: source port kept, packets vanish: $longest ms"
[ "$longest" -gt 15000 ] || fail 'the control took less than 15 s'

node_run node1 'kill $(cat /run/plain.pid); umount /mnt/plain' >/dev/null
node_mount "$A" "/run/orion/gen/node/$(node_digest)" /mnt/plain ro
node_run node1 "/run/stall /mnt/plain/root.erofs >/run/plain 2>&1 & echo \$! >/run/plain.pid" >/dev/null
plain >/dev/null
node_run server 'sv down nfsd; rpc.nfsd 0' >/dev/null
sleep 0.6
move_plain "$A" "$B"
longest=$(plain)
echo "control: refused tasks not woken: $longest ms"
[ "$longest" -gt 2500 ] || fail 'the control took less than 2.5 s'

# Nothing answers for ten seconds.
node_run server 'exportfs -r; sv up nfsd; until [ "$(cat /proc/fs/nfsd/threads)" = 8 ]; do sleep 0.1; done' >/dev/null
until_is states 'alive alive'
stalled >/dev/null
net 'cut server'
net 'cut server2'
await_line node1 'nfs_failover: .* waiting for a server' >/dev/null
sleep 10
net 'up server2'
until_is state watching
stall_of 'both servers away for ten seconds' 15000
