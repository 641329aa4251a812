#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: for kernels without our driver: a root on NFS under Debian's own kernel is moved by orion-failover-agent, from an initrd, when it is asked
# to, when its server stops NFS, and when all packets vanish: no error, the same bytes. A mount by NFSv4.2 of the same server stays there.
# A server with other files is never moved to. Without the agent the same root stands still. From outside: DEBIAN (bookworm,
# trixie), CONNECTIONS (how many the root has; 1).
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"
# shellcheck source=../vm/failover
. "${0%/*}/../vm/failover"
# shellcheck source=../vm/agent
. "$ORION/tests/vm/agent"
# shellcheck source=../vm/debian
. "$ORION/tests/vm/debian"
PATH=$PATH:/usr/sbin:/sbin

IMAGE=/run/orion/gen/node/$(node_digest)
AGENT=/run/agent	# on the node

# debian_initrd FILE: Debian's modules and busybox, the agent, and an init that boots our node's image, as an administrator may write it.
debian_initrd() {
	tree=$WORK/initrd
	mkdir -p "$tree/bin" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/nfs" "$tree/image" "$tree/rw" "$tree/new" "$WORK/lib/modules"
	version=$(debugfs -R 'ls -p /lib/modules' "$debian/disk" 2>/dev/null | awk -F/ '$6 ~ /^[0-9]/ { print $6 }')
	debugfs -R "rdump /lib/modules/$version $WORK/lib/modules" "$debian/disk" >/dev/null 2>&1
	debugfs -R "dump /usr/bin/busybox $tree/bin/busybox" "$debian/disk" >/dev/null 2>&1
	chmod 755 "$tree/bin/busybox"
	ln -s busybox "$tree/bin/sh"
	for module in virtio_pci virtio_net nfsv3 nfsv4 loop erofs overlay tcp_diag; do
		modprobe -d "$WORK" -S "$version" --show-depends "$module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$WORK/modules"
	n=100
	while read -r file; do
		case $file in
		*.xz) xz -dc "$file" >"$tree/$n.ko" ;;
		*) cp "$file" "$tree/$n.ko" ;;
		esac
		n=$((n + 1))
	done <"$WORK/modules"
	cp "$WORK/stall" "$tree/stall"
	cp "$WORK/agent" "$tree/bin/orion-failover-agent"
	chmod 755 "$tree/stall" "$tree/bin/orion-failover-agent"
	debian_init >"$tree/init"
	chmod 755 "$tree/init"
	(cd "$tree" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet) | gzip -1 >"$1"
	rm -rf "$tree" "$WORK/lib"
}

debian_init() {
	cat <<-END
		#!/bin/sh
		export PATH=/bin
		busybox mount -t devtmpfs dev /dev
		busybox mount -t proc proc /proc
		busybox mount -t sysfs sys /sys
		for module in /*.ko; do busybox insmod \$module; done
		busybox ip link set eth0 up
		busybox ip addr add 10.9.0.11/24 dev eth0
		until busybox mount -i -t nfs -o ro,vers=3,nolock,proto=tcp,${CONNECTIONS:+nconnect=$CONNECTIONS,}port=2049,mountproto=tcp,mountport=20048,addr=$A,mountaddr=$A $A:$IMAGE /nfs; do
			busybox sleep 1
		done
		orion-failover-agent watch --background --sample /nfs/root.erofs /nfs/manifest $A $B || echo 'no agent'
		busybox mount -t erofs -o ro,loop /nfs/root.erofs /image
		busybox mount -t tmpfs tmpfs /rw
		busybox mkdir /rw/upper /rw/work
		busybox mount -t overlay -o lowerdir=/image,upperdir=/rw/upper,workdir=/rw/work root /new
		busybox mount -t tmpfs tmpfs /new/run
		busybox mkdir /new/run/nfs
		busybox cp /stall /new/run/stall
		busybox cp /bin/orion-failover-agent /new/run/agent
		for dir in nfs dev proc sys; do
			to=\$dir; [ \$dir != nfs ] || to=run/nfs
			busybox mount -o move /\$dir /new/\$to
		done
		exec busybox switch_root /new /bin/sh -c 'exec setsid sh -c "exec sh -i </dev/ttyS0 >/dev/ttyS0 2>&1"'
	END
}

codes_expected
need_files "$DIST/node.bundle"
debian=$("$ORION/tests/vm/debian-disk" "${DEBIAN:-bookworm}") || fail 'no disk of Debian'
failover_programs
agent_convert "$WORK"
tar -xOf "$WORK"/orion-failover-agent-*.tar usr/bin/orion-failover-agent >"$WORK/agent"
debian_initrd "$WORK/initrd.img"
server2_boot
server_start
await_line server2 '^orion: ready ' >/dev/null

# shellcheck disable=SC2046
machine node1 -machine "$VM_BOARD" -m 512 $(nic node1 virtio-net-pci),romfile= -kernel "$debian/vmlinuz" -initrd "$WORK/initrd.img" \
	-append "$VM_CMDLINE loglevel=6 console=ttyS0 net.ifnames=0" -serial chardev:con
node_run node1 "uname -r; ls /sys/kernel/nfs_failover 2>/dev/null || echo 'no driver'; grep -E ' / | nfs ' /proc/mounts; $AGENT status" >&2
both_alive
node_run node1 "echo 0 0 0 >/run/stalls; /run/stall /run/nfs/root.erofs >>/run/stalls 2>&1 & echo \$! >/run/stalls.pid" >/dev/null
node_run node1 'hash() { echo 3 >/proc/sys/vm/drop_caches; md5sum </run/nfs/root.erofs; }
	(while :; do hash || echo failed; done) >/run/hashes 2>&1 &' >/dev/null
node_run node1 'until [ -s /run/hashes ]; do sleep 0.2; done' 120 >/dev/null
stall_of 'no move' 3000

# Another mount of the server that the root is on, by a connection of its own: where it goes, from which port, the how many-th it is.
node_run node1 "mkdir -p /run/other && mount -i -t nfs4 -o ro,vers=4.2,proto=tcp,addr=$A,clientaddr=10.9.0.11 $A:/run/orion/tree/node/$(node_digest) /run/other" >/dev/null
other() {
	node_run node1 "ls /run/other/usr >/dev/null && sed -n 's/.* \/run\/other nfs4 .*,addr=\([0-9.]*\).*/\1/p' /proc/mounts
		awk '\$1 == \"device\" { on = \$5 == \"/run/other\" } on && \$1 == \"xprt:\" { print \$3, \$5 }' /proc/self/mountstats" >/dev/null
	cat "$WORK/node1.out"
}
other >"$WORK/other"
head -n 1 "$WORK/other" | grep -qx "$A" || fail "the other mount is on: $(cat "$WORK/other")"

node_run node1 "$AGENT move $B" >/dev/null
agent_says "active $B"
stall_of 'planned move' 3000
other >"$WORK/other.after"
equal 'the other mount' "$(cat "$WORK/other.after")" "$(cat "$WORK/other")"
node_run node1 'umount /run/other' >/dev/null

nfsd_stops server2
agent_says "active $A"
stall_of 'nfsd stopped' 5000
nfsd_starts server2
both_alive

net 'cut server'
agent_says "active $B"
stall_of 'packets vanish' 5000
net 'up server'
both_alive
net 'cut server2'
agent_says "active $A"
stall_of 'packets vanish again' 5000
net 'up server2'
both_alive
node_run node1 "$AGENT status --json | grep -q '\"reason\":\"closed the connection\"'" >/dev/null
agent_moves >"$WORK/moves"	# on a machine that has too much to do there may be others before
equal 'moves' "$(tail -n 4 "$WORK/moves")" "$A $B was asked for
$B $A closed the connection
$A $B doesn't answer
$B $A doesn't answer"

# The second server has other files under the handles of ours.
id=$(node_digest | sed 's/^\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)\(.\{12\}\).*/\1-\2-\3-\4-\5/')
node_run server2 "exportfs -ua; mkdir -p /run/false; mount -t tmpfs tmpfs /run/false; echo no >/run/false/manifest
	exportfs -o ro,no_subtree_check,no_root_squash,insecure,fsid=$id '*:/run/false'; exportfs -f" >/dev/null
agent_says "server $B different .*"
if node_try node1 "$AGENT move $B" >"$WORK/refused"; then fail 'was moved to other files'; fi
grep -q 'it has other files' "$WORK/refused" || fail "move says: $(cat "$WORK/refused")"
net 'cut server'
await_line node1 "orion-failover-agent: $A doesn't answer: waiting for a server" >/dev/null
net 'up server'
agent_says 'state watching' "active $A"
stalled >/dev/null

node_run node1 'sort -u /run/hashes; wc -l </run/hashes; dmesg | grep -E "I/O error|server .* not responding|WARNING|BUG|segfault" || :' >/dev/null
equal 'different hashes, and what failed' "$(grep -vc '^[0-9]*$' "$WORK/node1.out")" 1
echo "the root was read whole $(tail -n 1 "$WORK/node1.out") times"

# The control: the second server has the files again, and nobody is there to move the root.
node_run server2 'exportfs -ua; umount /run/false; exportfs -r; exportfs -f' >/dev/null
both_alive
node_run node1 'for p in /proc/[0-9]*; do [ "$(cat $p/comm)" != orion-failover- ] || kill ${p#/proc/}; done
	while '"$AGENT"' status >/dev/null; do sleep 0.1; done' >/dev/null
stalled >/dev/null
net 'cut server'
sleep 8
net 'up server'
stalled >"$WORK/longest"
echo "control, eight seconds without the agent: a read took up to $(cat "$WORK/longest") ms"
[ "$(cat "$WORK/longest")" -gt 7000 ] || fail 'the control took less than 7 s'
