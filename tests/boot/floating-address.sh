#!/bin/sh
# SPDX-License-Identifier: MIT
# An address that one of two servers has, which orion.conf calls floating: a node reaches HTTP and TFTP by it, `orion apply` leaves it alone, the
# other server has it within seconds when the first one is cut off or loses power, and at once when that one is drained; who comes back doesn't take it.
# slow: two servers and a node, and seconds of silence again and again
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

FLOATING=10.9.0.5

# has MACHINE: has it the address?
has() {
	node_try "$1" "ip -4 -o addr show dev eth0 | grep -q ' $FLOATING/32 '" >/dev/null
}

# begin: for what follows, the seconds begin.
begin() {
	began=$(date +%s)
}

# comes MACHINE WHEN: within 20 s it has the address.
comes() {
	until has "$1"; do
		[ $(($(date +%s) - began)) -le 20 ] || fail "$2: $1 hasn't got the address"
	done
	echo "$2: $1 has the address after $(($(date +%s) - began)) s"
}

# goes MACHINE WHEN: within 20 s it hasn't, and the other one has.
goes() {
	while has "$1"; do
		[ $(($(date +%s) - began)) -le 20 ] || fail "$2: $1 has the address, too"
	done
	other=server
	[ "$1" = server2 ] || other=server2
	has $other || fail "$2: nobody has the address"
}

# reached BY: the node has files by the address, by HTTP and by TFTP, from that machine.
reached() {
	node_run node1 "rm -f /tmp/undionly.kpxe; cd /tmp; until wget -q -T 2 -O servers http://$FLOATING/servers; do sleep 0.2; done
		tftp -g -r undionly.kpxe $FLOATING && [ -s undionly.kpxe ] && ip neigh show $FLOATING" 60 >/dev/null
	grep -q "$(mac "$1")" "$WORK/node1.out" || fail "not $1 is reached: $(cat "$WORK/node1.out")"
}

# pair_conf: orion.conf of both, as `orion join` leaves it.
pair_conf() {
	printf '%s\n' 'arguments = no_timer_check' 'console = open' \
		"network lan { interface = eth0 address = 10.9.0.1/24 floating = $FLOATING }" \
		'server alpha { address = 10.9.0.1/24 }' 'server beta { address = 10.9.0.2/24 }'
}

# join_pair MACHINE NAME: makes it this server of the pair, but for keys.
join_pair() {
	pair_conf >"$WORK/pair.conf"
	while read -r line; do
		node_run "$1" "echo '$line' >>/srv/orion/orion.conf" >/dev/null
	done <"$WORK/pair.conf"
	begin
	node_run "$1" "echo $2 >/srv/orion/server-name && orion apply" >/dev/null
	grep -qx 'keepalived was told' "$WORK/$1.out" || fail "orion apply: $(cat "$WORK/$1.out")"
	comes "$1" "$2 alone"
}

net_start
net 'cut server2'	# a server without orion.conf takes the first one's address
server_bare server
server_bare server2
codes_expected
# While they don't hear each other both have it; when they do the first of orion.conf keeps it.
join_pair server alpha
join_pair server2 beta
net 'up server2'
begin
goes server2 'both there'
for pair in 'server:this server has it' 'server2:not on this server now'; do
	node_run "${pair%%:*}" 'orion check | grep floating' | grep -qF "${pair#*:}" || fail "orion check: $(cat "$WORK/${pair%%:*}.out")"
done
node_start node1
VM_SILENCE=90 await_ready node1
reached server

# --- it stays through `orion apply`, though that tells keepalived
node_run server 'echo "# changed" >>/run/orion/used/keepalived.conf; orion apply; ip -4 -o addr show dev eth0' >/dev/null
grep -qx 'keepalived was told' "$WORK/server.out" || fail "orion apply: $(cat "$WORK/server.out")"
has server || fail 'orion apply took the address away'

# --- the cable
net 'cut server'
begin
comes server2 'the first cut off'
reached server2
net 'up server'
begin
goes server2 'the first is back'
reached server

# --- drained, and no longer: it stays with the other one, who has been heard several times by then
begin
node_run server 'orion drain alpha' >/dev/null
comes server2 'the first drained'
! has server || fail 'a drained server has the address'
node_run server 'orion undrain alpha; until [ -e /run/orion/keepalived-vrrp.pid ]; do sleep 0.1; done; sleep 6' 60 >/dev/null
! has server || fail 'who came back took the address'
has server2 || fail 'nobody has the address'
reached server2

# --- power
machine_quit server2
begin
comes server 'the second without power'
reached server
