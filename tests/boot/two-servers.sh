#!/bin/sh
# SPDX-License-Identifier: MIT
# Two servers as they are installed become replicas by a code. What is published on one the other has, a channel moved there is moved here, and
# a node's root leaves a server that is drained, and is back when that is over, also that of one that boots meanwhile; a node keeps its root and renews its
# lease, and another boots, when the server that they had theirs from is dead.
# slow: two servers that start as installed, and two nodes; a lease of two minutes
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/replicas
. "${0%/*}/../vm/replicas"

second=$(second_bundle node "$WORK/second.bundle")
net_start
server_bare server -drive "file=$WORK/second.bundle,format=raw,if=virtio,readonly=on"
alpha_init full 'console = open' 'arguments = no_timer_check' "node two { mac = $(mac node2) }"
# --- beta is told its address while its cable isn't in, and takes it as soon as it is
server_switched_on server2
monitor server2 'set_link server2 off' >/dev/null
node_run server2 'orion init --interface eth0 --address 10.9.0.2/24 --dhcp off' >/dev/null
grep -q '^eth0 has no link, so nobody was heard; dhcp = off, as you say' "$WORK/server2.out" || fail "orion init: $(cat "$WORK/server2.out")"
monitor server2 'set_link server2 on' >/dev/null
await_line server2 '^orion: ready ' >/dev/null
node_says server2 'ip -o -4 addr show dev eth0 | tr -s " " | cut -d " " -f 4' 10.9.0.2/24
beta_joins
node_run server2 'orion up' >/dev/null
node_run server 'until orion sync | grep -qx "beta: nothing new"; do sleep 0.2; done' 60 >/dev/null
node_run server2 'until orion sync | grep -qx "alpha: nothing new"; do sleep 0.2; done' 60 >/dev/null
node_says server2 'orion servers | sed "s/ *$//"' 'alpha            10.9.0.1/24
beta             10.9.0.2/24          this one'
node_says server2 'orion networks' 'eth0 10.9.0.2/24 full'

# --- from one to the other, and back
node_run server "sed -i 's/^network .*{/&\n\tlease = 120/' /srv/orion/orion.conf && orion apply" >/dev/null
for s in server server2; do
	node_run $s 'until grep -q "^dhcp-range=.*,120s" /run/orion/state/dnsmasq.conf; do sleep 0.2; done' >/dev/null
done
node_run server 'orion publish /dev/vdb stable' >/dev/null
node_run server2 "until grep -qF $second /run/orion/state/http/boot.ipxe; do sleep 0.2; done" 180 >/dev/null
node_run server2 'orion rollback stable node@1' >/dev/null
node_run server "until grep -qF $(node_digest) /run/orion/state/http/boot.ipxe; do sleep 0.2; done" >/dev/null
node_says server 'orion channels | grep -c "node/stable *node@1 *node@2"' 1

# --- packages, keys and signatures are the same
sums='echo $(md5sum /srv/orion/repository/latest /srv/orion/keys/root.pub /srv/orion/keys/timestamp.key | cut -c 1-32)'
node_run server "$sums" >/dev/null
node_run server2 "until [ \"\$($sums)\" = '$(tail -n 1 "$WORK/server.out")' ]; do sleep 0.2; done" 120 >/dev/null

# --- a server is drained: the root of the node that runs from it goes to the other, which the node says; only then may the server leave. It is
# back when that is over.
node_start node2
VM_SILENCE=90 await_ready node2
node_run node2 '. /run/orion/boot.conf; echo $server' >/dev/null
case $(tail -n 1 "$WORK/node2.out") in
10.9.0.1) from=alpha at=10.9.0.1 to=10.9.0.2 on=server2 ;;
*) from=beta at=10.9.0.2 to=10.9.0.1 on=server ;;
esac
node_run $on "until orion nodes | grep -q '^two.* from '; do sleep 0.2; done; ! orion leave $from && orion drain $from" 60 >/dev/null
node_run node2 "until grep -qx $to /sys/kernel/nfs_failover/*/active; do sleep 0.2; done; md5sum </run/orion/boot/bundle/root.erofs; cat /sys/kernel/nfs_failover/*/moves" 60 >/dev/null
node_run $on "until orion nodes | grep -q '^two.* from $to'; do sleep 0.2; done; orion undrain $from" 60 >/dev/null
node_run node2 "until grep -qx $at /sys/kernel/nfs_failover/*/active; do sleep 0.2; done" 60 >/dev/null
machine_quit node2

# --- one that boots while its server is drained takes the other, and is watched by both: it outlives the other's death. When its server is drained no more
# its root goes there.
node_run $on "orion drain $from" >/dev/null
node_start node2
VM_SILENCE=90 await_ready node2
node_says node2 'cat /sys/kernel/nfs_failover/*/servers' "$to $at"
node_run node2 "until grep -qx 'alive alive' /sys/kernel/nfs_failover/*/states; do sleep 0.2; done; grep -qx $to /sys/kernel/nfs_failover/*/active" 60 >/dev/null
net "cut $on"
node_run node2 "until grep -qx $at /sys/kernel/nfs_failover/*/active; do sleep 0.2; done; md5sum </run/orion/boot/bundle/root.erofs" 60 >/dev/null
net "up $on"
node_run node2 "until grep -qx $to /sys/kernel/nfs_failover/*/active; do sleep 0.2; done" 60 >/dev/null
machine_quit node2
node_start node2
VM_SILENCE=90 await_ready node2
node_run node2 "until grep -qx $to /sys/kernel/nfs_failover/*/active; do sleep 0.2; done" 60 >/dev/null
node_run $on "orion undrain $from" >/dev/null
node_run node2 "until grep -qx $at /sys/kernel/nfs_failover/*/active; do sleep 0.2; done; md5sum </run/orion/boot/bundle/root.erofs; cat /sys/kernel/nfs_failover/*/moves" 60 >/dev/null
machine_quit node2

# --- a node has its lease of one of both; that one dies
node_start node1
VM_SILENCE=90 await_ready node1
node_run node1 '. /run/orion/boot.conf; echo $address' >/dev/null
address=$(tail -n 1 "$WORK/node1.out")
leases="grep 'lease of $address obtained from' /run/log/messages"
node_run node1 "until $leases; do sleep 0.2; done" >/dev/null
case $(tail -n 1 "$WORK/node1.out") in
*'from 10.9.0.1,'*) dead=server gone=alpha lives=server2 at=10.9.0.2 ;;
*'from 10.9.0.2,'*) dead=server2 gone=beta lives=server at=10.9.0.1 ;;
*) fail "the node's lease: $(cat "$WORK/node1.out")" ;;
esac
# The other knows of it, by that one, or since it gave the same to the firmware.
node_run "$lives" "until grep -qiE '$(mac node1)[ ,]$address( |$)' /run/orion/leases /run/orion/leases.others; do sleep 0.2; done" >/dev/null
machine_quit "$dead"
node_run node1 "until grep -qx $at /sys/kernel/nfs_failover/*/active; do sleep 0.2; done; md5sum </run/orion/boot/bundle/root.erofs" 60 >/dev/null
node_run "$lives" "orion sync >/tmp/said; [ \$? = 1 ] && grep '^$gone: ' /tmp/said" 60 >/dev/null
# By itself, by the server that is left, and again: first its own server is asked, then all, when 90 of its 120 seconds are over. (What the client
# says of the server that it has the lease from stays what it was.)
for more in 1 2; do
	node_run "$lives" "n=\$(grep -c 'DHCPACK.* $address ' /run/log/messages); until [ \$(grep -c 'DHCPACK.* $address ' /run/log/messages) -gt \$n ]; do sleep 1; done" 200 >/dev/null
	node_run node1 "until [ \$($leases | wc -l) -gt $more ]; do sleep 1; done; ip -o -4 address show dev eth0 | grep -F ' $address/'" >/dev/null
done
no_line node1 'E-LEASE'
# --- and a node boots by the one that is left, with its root by NFS
node_start node2
VM_SILENCE=90 await_line node2 '^orion: ready ' -w "$WORK/$lives.log" >/dev/null
node_says node2 'hostname; . /run/orion/boot.conf; echo $server $generation' "two
$at $(node_digest)"
