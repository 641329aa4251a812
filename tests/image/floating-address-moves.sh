#!/bin/sh
# SPDX-License-Identifier: MIT
# The floating address of orion.conf with the programs and services of the server's root, on two servers and a client that are network
# namespaces: it is at one, files come from it by TFTP; the other has it when the first is cut off, has no link, is drained or stopped; who comes
# back doesn't take it; of two that had it one keeps it, and says so.
set -eu
if [ "$(id -u)" != 0 ]; then
	echo 'only root has namespaces in which services change their user: left out'
	exit 0
fi
if [ "${2-}" != inside ]; then exec unshare -nmpf --mount-proc --kill-child "$0" "$1" inside; fi
# shellcheck source=lib
. "${0%/*}/lib"

FLOATING=10.9.0.5
CASES=$ORION/server/orion-server/cases

fail() {
	echo "FAILED: $*" >&2
	for log in "$WORK"/*.log; do
		echo "--- $log" >&2
		tail -n 20 "$log" >&2
	done
	exit 1
}

on() { # MACHINE COMMAND: in its root and network
	ip netns exec "$1" chroot "$WORK/$1" /bin/sh -c "PATH=/usr/lib/runit:/usr/bin; $2"
}

# machine NAME ADDRESS: on one network with the others.
machine() {
	mkdir "$WORK/$1"
	mount --bind "$WORK/root" "$WORK/$1"
	for dir in run tmp srv; do
		mount -t tmpfs tmpfs "$WORK/$1/$dir"
	done
	mount --bind /dev "$WORK/$1/dev"
	mount -t proc proc "$WORK/$1/proc"
	ip netns add "$1"
	ip link add "v$1" type veth peer name "p$1"
	ip link set "v$1" netns "$1" name eth0
	ip link set "p$1" master bridge up
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
	ip -n "$1" addr add "$2/24" dev eth0
}

# conf NAME [WORDS]: its orion.conf, with these in the network's section.
conf() {
	printf '%s\n' "network lan { interface = eth0 address = 10.9.0.1/24 ${2-} }" 'server alpha { address = 10.9.0.1/24 }' \
		'server beta { address = 10.9.0.2/24 }' >"$WORK/$1/srv/orion/orion.conf"
}

apply() { # NAME
	on "$1" 'orion apply --lib /tmp/lib' >"$WORK/$1.applied" 2>&1 || fail "$1: $(cat "$WORK/$1.applied")"
}

# server NAME ADDRESS: serves, of what the cases of orion-server have; its hooks but for `reload` aren't there.
server() {
	machine "$1" "$2"
	base=$WORK/$1/srv/orion run=$WORK/$1/run lib=$WORK/$1/tmp/lib
	mkdir -p "$base/channels" "$run/orion/tftp" "$run/service" "$lib/server"
	cp -R "$CASES/lib" "$lib/pxe"
	cp "$WORK/root/usr/lib/orion/server/reload" "$lib/server/"
	digest=$(printf '%064d' 1)
	echo "$digest" >"$base/channels/node"
	echo "node $digest" >"$run/orion/bundles"
	printf 'interface=eth0\naddress=%s\nprefix=24\n' "$2" >"$run/orion/network.conf"
	echo "$1" >"$base/server-name"
	echo "from $1" >"$run/orion/tftp/who"
	conf "$1"
	apply "$1"
	for service in dnsmasq keepalived; do
		cp -R "$WORK/root/usr/lib/orion/sv/$service" "$run/service/"
		rm "$run/service/$service/down"
	done
	on "$1" 'exec runsvdir -P /run/service' >"$WORK/$1.log" 2>&1 &
	# What `orion apply` tells has read what was there before.
	wait_until 10 "$1: services" up "$1"
}

up() {
	[ -e "$WORK/$1/run/orion/used/keepalived.conf" ] && on "$1" 'sh /run/service/dnsmasq/check'
}

has() {
	ip -n "$1" -4 -o addr show dev eth0 | grep -q " $FLOATING/32 "
}

hasnt() {
	! has "$1"
}

# wait_until SECONDS WHAT COMMAND...
wait_until() {
	end=$(($(date +%s) + $1)) what=$2
	shift 2
	until "$@"; do
		[ "$(date +%s)" -le "$end" ] || fail "$what: not within its time"
		sleep 0.05
	done
}

# keepalived_of NAME SIGNAL: to the process that holds addresses.
keepalived_of() {
	kill "-$2" "$(cat "$WORK/$1/run/orion/keepalived-vrrp.pid")"
}

# heard NAME: another server's packet waits for its keepalived (protocol 112).
heard() {
	ip netns exec "$1" grep -q ':0070 [0-9A-F]*:0000 [0-9A-F]* 0*:0*[1-9A-F]' /proc/net/raw
}

# asks NAME: the client takes the address for that machine's.
asks() {
	ip -n client neigh show "$FLOATING" | grep -qF " $(ip netns exec "$1" cat /sys/class/net/eth0/address) "
}

# reached NAME: a file by the address is that machine's.
reached() {
	on client "rm -f /tmp/who; timeout 10 tftp -g -l /tmp/who -r who $FLOATING 2>/dev/null; cat /tmp/who" >"$WORK/who" || :
	[ "$(cat "$WORK/who")" = "from $1" ] || fail "not $1 is reached: $(cat "$WORK/who")"
}

checks() { # NAME TEXT: what `orion check` says of the address
	on "$1" 'orion check --lib /tmp/lib' >"$WORK/check" || :
	grep -q "^ok  *floating $FLOATING: $2" "$WORK/check" || fail "$1: orion check: $(cat "$WORK/check")"
}

mount --make-rprivate /
root_of server >/dev/null
mount -t tmpfs tmpfs /run
mkdir /run/netns
ip link add bridge type bridge
ip link set bridge up
machine client 10.9.0.9
server alpha 10.9.0.1
server beta 10.9.0.2

for name in alpha beta; do
	hasnt $name || fail "$name has an address that nobody asked for"
	conf $name "floating = $FLOATING"
	apply $name
	grep -qx 'keepalived was told' "$WORK/$name.applied" || fail "orion apply: $(cat "$WORK/$name.applied")"
done
wait_until 20 'nobody has the address' has alpha
hasnt beta || fail 'both have the address'
checks alpha 'this server has it'
checks beta 'not on this server now'
reached alpha

# --- what runs with another file is told, and keeps the address
echo '# changed' >>"$WORK/alpha/run/orion/used/keepalived.conf"
apply alpha
grep -qx 'keepalived was told' "$WORK/alpha.applied" || fail "orion apply: $(cat "$WORK/alpha.applied")"
apply alpha
grep -qx 'nothing changed' "$WORK/alpha.applied" || fail "orion apply: $(cat "$WORK/alpha.applied")"
has alpha || fail 'orion apply took the address away'

# --- a switch: the first has a link and goes on. With both there again the first of orion.conf keeps it, and says so, also when the other one
# hears of that before it was heard itself.
ip link set palpha nomaster
wait_until 20 'the first cut off' has beta
has alpha || fail 'who hears nobody gave the address away'
reached beta
keepalived_of beta STOP
ip link set palpha master bridge
wait_until 20 'the first is back' heard beta
keepalived_of beta CONT
wait_until 20 'the first is back' hasnt beta
has alpha || fail 'nobody has the address'
wait_until 3 'the client asks who gave it away' asks alpha
reached alpha

# --- drained; then both are there, and it stays: longer than a server waits that hears nobody
echo alpha >"$WORK/alpha/srv/orion/drained"
apply alpha
wait_until 20 'the first drained' has beta
hasnt alpha || fail 'who is drained has the address'
reached beta
rm "$WORK/alpha/srv/orion/drained"
apply alpha
wait_until 20 'keepalived' [ -e "$WORK/alpha/run/orion/keepalived-vrrp.pid" ]
sleep 5
hasnt alpha || fail 'who came back took the address'
has beta || fail 'nobody has the address'

# --- a cable: who has no link gives it up, and doesn't take it when there is one again
ip link set pbeta down
wait_until 20 'the second without a link' has alpha
hasnt beta || fail 'who has no link has the address'
reached alpha
ip link set pbeta up
sleep 5
hasnt beta || fail 'who came back took the address'
has alpha || fail 'nobody has the address'

# --- stopped, and said no more
on alpha 'sv stop /run/service/keepalived' >/dev/null
wait_until 20 'the first stopped' has beta
reached beta
conf beta
apply beta
wait_until 20 'said no more' hasnt beta
