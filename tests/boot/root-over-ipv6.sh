#!/bin/sh
# SPDX-License-Identifier: MIT
# A node that has only an IPv6 address gets its root, its keys and its log's place from a server's IPv6 address, and keeps its root when that server is
# drained or cut off: the second one's is as good. When a server is drained no more the root is back.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/replicas
. "${0%/*}/../vm/replicas"

echo 'ssh-ed25519 AAAA test' >"$WORK/key"
failover_programs
net_start
net 'cut server2'
server_bare server
server_bare server2
node_run server "echo '$(cat "$WORK/key")' >>/srv/orion/authorized_keys" >/dev/null
# In full mode, so that they have IPv6 addresses of their own; the node asks nobody for one.
replicas_join full 'arguments = no_timer_check' "node n1 { mac = $(mac node1) address = 10.9.0.11 }"
A=fd6f:7269:6f6e::1 B=fd6f:7269:6f6e::2
node_of "[$A],[$B]" loglevel=5 orion.ip=fd6f:7269:6f6e::22/64
# A machine that has too much to do is no death; while the node booted it may have been one.
knob misses 10
until_is states 'alive alive'
knob active "$A"
until_is active "$A"
node_run node1 'grep " nfs ro,.*vers=3.*addr=" /proc/mounts; ip -4 addr show scope global; cat /run/ssh/keys/authorized_keys' >/dev/null
grep -q " nfs ro,.*,failover,.*,addr=$A " "$WORK/node1.out" || fail "the root is not mounted over IPv6: $(cat "$WORK/node1.out")"
if grep ' inet ' "$WORK/node1.out"; then fail 'the node has an IPv4 address'; fi
grep -qxF "$(cat "$WORK/key")" "$WORK/node1.out" || fail 'the node did not get its keys'
# From the one address or from the one that it made of the server's announcement, whichever it has when it speaks.
await_line server 'orion: from fd6f:7269:6f6e:[0-9a-f:]*: ready orion-5254000b0001 ' >/dev/null

node_run node1 "(cd $DIR; refused() { if printf \"\$2\" 2>/dev/null >\$1; then echo \"\$1: took \$2\"; exit 1; fi; }
	for i in '$A 10.9.0.2' '10.9.0.1 10.9.0.2' '[$A] [$B]' '$A $A' '$A fd6f:7269:6f6e:0::1' '$A $B/64' '$A fe80::1' '$A fe80::1%%eth0' '$A ff02::1' \
		'$A ::' '$A ::ffff:10.9.0.2' '$A fd6f::1::2' '$A fd6f:12345::1' '$A 1:2:3:4:5:6:7' '$A 1:2:3:4:5:6:7:8:9' '$B' '$A ::1\\000'; do refused servers \"\$i\"; done
	for i in fd6f:7269:6f6e::9 10.9.0.2 '[$B]' '$A $B'; do refused active \"\$i\"; done
	cat servers active states)" >/dev/null
equal 'settings after nonsense' "$(tr '\n' ' ' <"$WORK/node1.out")" "$A $B $A alive alive "

node_run server "until orion nodes | grep -q '^n1 .* from $A'; do sleep 0.2; done; orion drain alpha | grep '^1 runs from it: '" 60 >/dev/null
until_is active "$B"
stall_of 'drained, over IPv6' 3000
node_run server2 "until orion nodes | grep -q '^n1 .* from $B'; do sleep 0.2; done; orion undrain alpha" 60 >/dev/null
until_is active "$A"
stall_of 'drained no more, over IPv6' 3000

knob active "$B"
until_is active "$B"
stall_of 'planned move over IPv6' 3000
node_says node1 "grep -c ' nfs ro,.*,failover,.*,addr=$B ' /proc/mounts" 1
net 'cut server2'
until_is active "$A"
stall_of 'cable cut, over IPv6' 3000
node_says node1 "tail -n 2 $DIR/moves | cut -d ' ' -f 3-" "$A $B was asked for
$B $A doesn't answer"
node_run node1 'echo 3 >/proc/sys/vm/drop_caches; md5sum </run/orion/boot/bundle/root.erofs >/dev/null; dmesg | grep -E "I/O error|WARNING|BUG" || :' >/dev/null
equal 'messages of the kernel' "$(cat "$WORK/node1.out")" ''
