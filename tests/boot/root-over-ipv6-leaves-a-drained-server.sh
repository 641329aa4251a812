#!/bin/sh
# SPDX-License-Identifier: MIT
# A node that has only an IPv6 address, and its root from one of two replicas by theirs: its root leaves a server that is drained, and is back when that is over. The servers know
# how many run from each.
# slow: two servers that start as installed
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/replicas
. "${0%/*}/../vm/replicas"

failover_programs
net_start
net 'cut server2'
server_bare server
server_bare server2
# In full mode, so that they have IPv6 addresses of their own; the node asks nobody for one.
replicas_join full 'arguments = no_timer_check' "node n1 { mac = $(mac node1) address = 10.9.0.11 }"
A=fd6f:7269:6f6e::1 B=fd6f:7269:6f6e::2
node_of "[$A],[$B]" loglevel=5 orion.ip=fd6f:7269:6f6e::22/64
# A machine that has too much to do is no death; while the node booted it may have been one.
knob misses 10
until_is states 'alive alive'
knob active "$A"
until_is active "$A"
stalled >/dev/null

node_run server "until orion nodes | grep -q '^n1 .* from $A'; do sleep 0.2; done; orion drain alpha | grep '^1 runs from it: '" 60 >/dev/null
until_is active "$B"
stall_of 'drained, over IPv6' 3000
node_run server2 "until orion nodes | grep -q '^n1 .* from $B'; do sleep 0.2; done; orion undrain alpha" 60 >/dev/null
until_is active "$A"
stall_of 'drained no more, over IPv6' 3000
node_run node1 'md5sum </run/orion/boot/bundle/root.erofs >/dev/null; dmesg | grep -E "I/O error|WARNING|BUG" || :' >/dev/null
equal 'messages of the kernel' "$(cat "$WORK/node1.out")" ''
