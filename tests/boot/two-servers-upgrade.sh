#!/bin/sh
# SPDX-License-Identifier: MIT
# Two replicas are upgraded, one after the other, each drained for that, while a node reads its root, past its cache and through it, hashes it and starts programs: no
# error, the same bytes, and its root is back where it was. Servers of two versions agree, both ways; the node gets packages from the one that is on.
# slow: two servers start twice from their disks
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/load
. "${0%/*}/../vm/load"
# shellcheck source=../vm/replicas
. "${0%/*}/../vm/replicas"

# disk_start NAME: that server from its own disk, by its loader's choice
disk_start() {
	# shellcheck disable=SC2046
	machine "$1" -machine "$VM_BOARD" -m 512 $(nic "$1" virtio-net-pci),romfile= -drive "file=$WORK/$1.img,format=raw,if=virtio" \
		-drive "file=$WORK/second.bundle,format=raw,if=virtio,readonly=on" \
		-fw_cfg "name=opt/org.orion/trusted.pub,file=$WORK/keys/release.pub" -serial chardev:con
}

# on ADDRESS COMMAND: what a server prints, asked by ssh from the node: who started by its loader's choice has no open console.
on() {
	node1_says "dbclient -y -y -i /run/key root@$1 '$2' </dev/null 2>/run/dbclient || cat /run/dbclient"
}

# upgraded NAME COMMAND: it starts the second version, which stays. The command is run while it is off.
upgraded() {
	console_send "$1" 'orion upgrade /dev/vdb'
	VM_SILENCE=400 machine_gone "$1"
	"$2"
	disk_start "$1"
	VM_SILENCE=120 await_line "$1" "^orion: server@$(printf %.12s "$second") is ready and stays" >/dev/null
}

second=$(second_bundle server "$WORK/second.bundle")
failover_programs
net_start
net 'cut server2'
for s in server server2; do
	cp --sparse=always "$DIST/server.img" "$WORK/$s.img"
	disk_start $s
	console_type $s '' 'boot: '
	firmware_type $s 'current quiet orion.console=open'
	console_type $s '\r' 'init: OrionOS'
	await_line $s '^orion: ready ' >/dev/null
done
replicas_join off "node n1 { mac = $(mac node1) address = 10.9.0.11 }"
node_run server 'until [ -e /srv/orion/repository/latest ]; do sleep 0.2; done; sed -n 2p /srv/orion/keys/root.pub' 120 >/dev/null
node_of "$A,$B" "orion.repository-key=$(tail -n 1 "$WORK/server.out")"
node_run node1 'dropbearkey -t ed25519 -f /run/key | grep ^ssh-' >/dev/null
node_run server "echo '$(tail -n 1 "$WORK/node1.out")' >>/srv/orion/authorized_keys" >/dev/null
node_run server2 'until grep -q ^ssh- /srv/orion/authorized_keys; do sleep 0.2; done' >/dev/null
knob misses 30	# a machine that is slow isn't dead
until_is states 'alive alive'
load_start

# --- the first: what changes on the second meanwhile it has afterwards, and the other way
alpha_is_off() {
	node_run node1 'orion-pkg search --all | wc -l' 120 >/dev/null
	[ "$(tail -n 1 "$WORK/node1.out")" -gt 0 ] || fail 'the node finds no packages'
	node_run server2 'orion pin n1 node@1' >/dev/null
}
node_run server 'orion drain alpha' >/dev/null
until_is active "$B"
upgraded server alpha_is_off
equal 'the version of alpha' "$(on "$A" 'until grep -q n1 /srv/orion/pins; do sleep 0.2; done; cat /etc/second')" server
node_run server2 'test ! -e /etc/second && orion undrain alpha' >/dev/null
until_is active "$A"
equal 'a pin is taken away' "$(on "$A" 'orion unpin n1 >/dev/null && echo done')" 'done'
node_run server2 'while grep -q n1 /srv/orion/pins; do sleep 0.2; done' >/dev/null

# --- the second
beta_is_off() {
	equal 'a pin' "$(on "$A" 'orion pin n1 node@1 >/dev/null && echo done')" 'done'
}
node_run server2 'orion drain beta' >/dev/null
upgraded server2 beta_is_off
equal 'the version of beta' "$(on "$B" 'until grep -q n1 /srv/orion/pins; do sleep 0.2; done; cat /etc/second')" server
equal 'alpha hears' "$(on "$A" 'orion undrain beta >/dev/null && orion servers | grep drained || echo none')" none
equal 'beta hears' "$(on "$B" 'while grep -q beta /srv/orion/drained; do sleep 0.2; done; orion sync')" 'alpha: nothing new'
for address in $A $B; do
	equal 'what runs' "$(on "$address" 'orion upgrade')" 'server@2 runs'
done

load_took 'both servers upgraded' 10000
node1_says "cut -d ' ' -f 3-4 $DIR/moves" >"$WORK/moved"
equal 'moves' "$(paste -s -d , "$WORK/moved")" "$A $B,$B $A"
load_end
