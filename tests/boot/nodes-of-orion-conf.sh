#!/bin/sh
# SPDX-License-Identifier: MIT
# Nodes of orion.conf get the name, address, root, keys and arguments that it says, by MAC and by UUID; a change is what they boot next,
# and only what reads it is told. What a node shall keep is there again when it boots the next time; nodes resolve each other's names.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

uuid=4c4c4544-0051-3510-8057-b7c04f4b354a
server_conf 'dns = yes' \
	'group lab { root = tree arguments = "lab=1" ssh-keys = "ssh-ed25519 AAAAC3Nza ann" persist = {/var/lib/thing, /root/kept} persist-server = "10.9.0.1:/kept" }' \
	"node 'n[01-02]' { mac = {$(mac node1), $(mac node8)} address = 10.9.0.[33-34] group = lab }" \
	"node by-uuid { hostname = named uuid = $uuid arguments = \"by=uuid\" }"
server_start
node_says server 'orion plan; orion apply; orion nodes --names' 'nothing would change
nothing changed
n01
n02
by-uuid'

# What moves channels does so before: the command below has another file than the service that applies then.
node_run server 'until [ -e /srv/orion/roles/node/generations ]; do sleep 0.1; done' 120 >/dev/null
# The server of files is ours for want of another: an export below the root of its tree of NFSv4.
node_run server 'cd /run/orion/export && mkdir /srv/orion/kept kept && mount -o bind /srv/orion/kept kept' >/dev/null
node_run server "exportfs -o rw,no_root_squash,no_subtree_check,insecure,fsid=7 '*:/run/orion/export/kept'" >/dev/null
node_start node1
await_ready node1
node_says node1 'hostname; . /run/orion/boot.conf; echo $address $root; grep -o "lab=1" /proc/cmdline' 'n01
10.9.0.33 tree
lab=1'
node_says node1 'cat /run/ssh/keys/authorized_keys' 'ssh-ed25519 AAAAC3Nza ann'
node_run node1 'echo mine >/var/lib/thing/a; mkdir /root/kept/b; sync' >/dev/null
node_says server 'cd /srv/orion/kept; find . -type f' './n01/var/lib/thing/a'
node_says node1 'until grep -q nameserver /etc/resolv.conf; do sleep 0.1; done; for name in n02 stranger; do ping -c 1 -W 1 $name 2>&1 | sed "s/:.*//;q"; done' 'PING n02 (10.9.0.34)
ping'
machine_quit node1
node_start node2 -uuid $uuid
await_ready node2
node_says node2 'hostname; . /run/orion/boot.conf; echo $root; grep -o "by=uuid" /proc/cmdline' 'named
image
by=uuid'
machine_quit node2

cat >"$WORK/commands" <<'END'
sed 's/root = tree/root = ram/' /sys/firmware/qemu_fw_cfg/by_name/opt/org.orion/orion.conf/raw >/tmp/orion.conf
orion apply --conf /tmp/orion.conf; orion apply --conf /tmp/orion.conf
END
node_says server "$(cat "$WORK/commands")" '2 files changed
nothing changed'
node_start node1
await_ready node1
node_says node1 '. /run/orion/boot.conf; echo $root' ram
node_says node1 'cat /var/lib/thing/a; ls /root/kept' 'mine
b'
