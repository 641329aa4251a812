#!/bin/sh
# SPDX-License-Identifier: MIT
# slow: a Debian whose root is on NFS, with Debian's kernel and the initrd that initramfs-tools makes when the agent's package is installed:
# orion-failover-agent moves that root when its server dies as systemd begins, when it is asked to, and while the node has no memory
# left, with no error and the same bytes. What the mount is answered counts as life when probes are lost. An agent that stood still moves
# nothing. From first to last it has all its memory locked, and no more of it.
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

AGENT=orion-failover-agent	# on the node
FSID=6f72696f-6e00-4000-8000-000000000001
READ=/usr/bin/systemctl	# is read all the time

# root_install: the root, as orion-failover-agent(8) says, in a machine that has it as its disk; $WORK/initrd.img comes of it.
root_install() {
	cp --sparse=always "$debian/disk" "$WORK/disk"
	mkdir "$WORK/media"
	agent_convert "$WORK/media" --deb
	cp "$WORK/stall" "$WORK/media/"
	mkfs.erofs --quiet --all-root -T 0 "$WORK/media.erofs" "$WORK/media"
	truncate -s 128M "$WORK/initrd"
	machine node2 -machine "$VM_BOARD" -smp 2 -m 1024 -kernel "$debian/vmlinuz" -initrd "$debian/initrd.img" \
		-append "$VM_CMDLINE console=ttyS0 init=/bin/sh" -drive "file=$WORK/disk,format=raw,if=virtio,cache=unsafe" \
		-drive "file=$WORK/media.erofs,format=raw,if=virtio,readonly=on" -drive "file=$WORK/initrd,format=raw,if=virtio" -serial chardev:con
	node_run node2 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin; mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t tmpfs tmpfs /tmp
		modprobe erofs; mount -t erofs -o ro /dev/vdb /mnt && dpkg -i /mnt/*.deb && cp /mnt/stall /usr/local/bin/ && umount /mnt' >&2
	node_run node2 "printf '%s\n' 'SERVERS=\"$A $B\"' FILE=/etc/image-made SAMPLE=$READ 'OPTIONS=\"--interval 100 --misses 10\"' >/etc/default/orion-failover-agent
		date >/etc/image-made" >/dev/null
	node_run node2 'rm /etc/systemd/network/*; : >/etc/fstab; ln -s /usr/share/systemd/tmp.mount /etc/systemd/system/
		ln -s /dev/null /etc/systemd/system/nfs-server.service' >/dev/null
	node_run node2 'update-initramfs -c -k $(uname -r) && cat /boot/initrd.img-* >/dev/vdc && sync && stat -c %s /boot/initrd.img-*' 900 >"$WORK/size"
	head -c "$(tail -n 1 "$WORK/size")" "$WORK/initrd" >"$WORK/initrd.img"
	rm "$WORK/initrd"
	node_run node2 "md5sum <$READ" >"$WORK/md5"
	node_run node2 'mount -o remount,ro /' >/dev/null
	machine_quit node2
}

# exports SERVER: it has that disk, too, which has the same handles there.
exports() {
	node_run "$1" "mkdir -p /run/debian /etc/exports.d; mount -t ext4 -o ro /dev/vdb /run/debian
		echo '/run/debian *(ro,no_subtree_check,no_root_squash,insecure,fsid=$FSID)' >/etc/exports.d/debian.exports; exportfs -r" >/dev/null
}

# agent_has: what the agent has of the machine: memory in kB, page faults for which something was read, files.
agent_has() {
	node_run node1 'read -r p </run/agent.pid; sed -n "s/^\(VmSize\|VmLck\|VmRSS\|Threads\):[^0-9]*\([0-9]*\).*/\1 \2/p" /proc/$p/status
		set -- $(cat /proc/$p/stat); echo "major faults ${12}, files $(ls /proc/$p/fd | wc -l), oom_score_adj $(cat /proc/$p/oom_score_adj)"' >/dev/null
	cat "$WORK/node1.out"
}

# probes_lost ADDRESS [WORDS]: what that server answers to the agent, and nothing else, is lost; the words choose of it. probes_back: no more.
probes_lost() {
	node_run node1 "nft 'add table ip probes; add set ip probes lost { typeof tcp sequence; size 1; flags dynamic; }; add chain ip probes in { type filter hook input priority 0; }'
		port=\$(ss -Htnp dst $1 | sed -n 's/.*:\([0-9]*\)  *$1:2049 .*orion-failover.*/\1/p'); nft add rule ip probes in ip saddr $1 tcp dport \$port ${2-} counter drop" >/dev/null
}

probes_back() {
	node_run node1 'nft list table ip probes | sed -n "s/.* counter packets \([0-9]*\) .*/\1/p"; nft delete table ip probes' >"$WORK/lost"
	[ "$(cat "$WORK/lost")" -gt 0 ] || fail 'no probe was lost: this has tested nothing'
}

# reading STOP|CONT: all that reads the root stands still, or goes on.
reading() {
	node_run node1 "kill -$1 \$(cat /run/stalls.pid /run/hashes.pid)" >/dev/null
}

codes_expected
debian=$("$ORION/tests/vm/debian-disk" "${DEBIAN:-bookworm}") || fail 'no disk of Debian'
failover_programs
root_install
export SERVER_BUNDLE="$WORK/disk"
server2_boot
server_start
await_line server2 '^orion: ready ' >/dev/null
exports server
exports server2

# shellcheck disable=SC2046
machine node1 -machine "$VM_BOARD" -m 512 $(nic node1 virtio-net-pci),romfile= -kernel "$debian/vmlinuz" -initrd "$WORK/initrd.img" \
	-append "$VM_CMDLINE loglevel=6 console=ttyS0 net.ifnames=0 root=/dev/nfs nfsroot=$A:/run/debian ro systemd.volatile=state \
		ip=10.9.0.11::10.9.0.254:255.255.255.0:debian:eth0:off" -serial chardev:con
await_line node1 "orion-failover-agent: $A:/run/debian: watching 2 servers, on $A" >/dev/null
net 'cut server'
await_line node1 "orion-failover-agent: moved from $A to $B: doesn't answer" >/dev/null
await_line node1 '^debian login: ' -w "$WORK/server2.log" >/dev/null
net 'up server'
both_alive
node_run node1 'uname -r; grep " / nfs " /proc/mounts; systemctl --failed --plain --no-legend --no-pager' >&2
node_run node1 'for p in /proc/[0-9]*; do [ "$(cat $p/comm)" != orion-failover- ] || echo ${p#/proc/}; done >/run/agent.pid; cat /run/agent.pid' >/dev/null
agent_has >"$WORK/had"
cat "$WORK/had"
node_run node1 "echo 0 0 0 >/run/stalls; stall $READ >>/run/stalls 2>&1 & echo \$! >/run/stalls.pid" >/dev/null
node_run node1 "hash() { dd if=$READ bs=64k iflag=direct | md5sum; }; (while :; do hash; done) >/run/hashes 2>/dev/null & echo \$! >/run/hashes.pid" >/dev/null
both_alive
stall_of 'no move' 3000

node_run node1 "$AGENT move $A" >/dev/null
agent_says "active $A"
stall_of 'planned move' 3000

# Probes are lost for longer than the second of silence that is a death, while the mount is answered; one of them, and once more when it is sent
# again, for which the others wait, while nothing is read; all of them meanwhile.
both_alive
probes_lost "$A"
sleep 3
probes_back
both_alive
reading STOP
probes_lost "$A" 'add @lost { tcp sequence } limit rate 1/day burst 2 packets'
sleep 3
probes_back
both_alive
agent_moves >"$WORK/moves"
equal 'moves' "$(cat "$WORK/moves")" "$A $B doesn't answer
$B $A was asked for"
size=$(stat -c %s "$WORK/node1.log")
probes_lost "$A"
await_line node1 "orion-failover-agent: moved from $A to $B: doesn't answer" -o "$size" >/dev/null
probes_back
reading CONT
both_alive

# The agent stands still, then the machine.
node_run node1 'kill -STOP $(cat /run/agent.pid); sleep 5; kill -CONT $(cat /run/agent.pid)' >/dev/null
both_alive
monitor node1 stop
sleep 5
monitor node1 cont
both_alive
agent_says "active $B"
agent_moves >"$WORK/moves"
equal 'number of moves' "$(wc -l <"$WORK/moves")" 3
stalled >/dev/null

# 32 MB are left, and somebody takes them again and again: a service, since systemd stops one of which a process is killed, the console's too.
node_run node1 'mkdir /run/ballast; mount -t tmpfs -o size=$(sed -n "s/^MemAvailable: *\([0-9]*\) .*/\1/p" /proc/meminfo)k tmpfs /run/ballast
	dd if=/dev/zero of=/run/ballast/b bs=1M count=$(($(sed -n "s/^MemAvailable: *\([0-9]*\) .*/\1/p" /proc/meminfo) / 1024 - 32)) 2>/dev/null
	echo 0 >/proc/sys/vm/oom_dump_tasks; grep -E "^(MemTotal|MemFree|MemAvailable)" /proc/meminfo' >"$WORK/memory"
cat "$WORK/memory"
size=$(stat -c %s "$WORK/node1.log")
node_run node1 'systemd-run --quiet --unit=hog -p OOMPolicy=continue -p OOMScoreAdjust=1000 sh -c "while :; do tail /dev/zero; done"' >/dev/null
await_line node1 'Killed process [0-9]* [(]tail[)]' -o "$size" >/dev/null
net 'cut server2'
await_line node1 "orion-failover-agent: moved from $B to $A: doesn't answer" -o "$size" >/dev/null
size=$(stat -c %s "$WORK/node1.log")
await_line node1 'Killed process [0-9]* [(]tail[)]' -o "$size" >/dev/null
net 'up server2'
node_run node1 'systemctl stop hog; umount /run/ballast' 300 >/dev/null
agent_says "active $A"
both_alive
stall_of 'no memory' 20000

sleep "${SECONDS_MORE:-60}"
both_alive
agent_has >"$WORK/has"
equal 'what the agent has' "$(cat "$WORK/has")" "$(cat "$WORK/had")"
node_run node1 'sort -u /run/hashes; wc -l </run/hashes' >"$WORK/hashes"
equal 'the bytes that were read' "$(head -n 1 "$WORK/hashes")" "$(cat "$WORK/md5")"
equal 'different hashes' "$(grep -vc '^[0-9]*$' "$WORK/hashes")" 1
echo "a file of the root was read whole $(tail -n 1 "$WORK/hashes") times"
node_run node1 'cut -d " " -f 1 /proc/uptime; orion-failover-agent status' >&2
console_send node1 'systemctl poweroff'
machine_gone node1
no_line node1 'I/O error|not responding|segfault|WARNING: CPU|BUG:'
if grep -a 'Killed process' "$WORK/node1.log" | grep -v ' (tail)'; then fail 'something else than the hog was killed'; fi
