#!/bin/sh
# SPDX-License-Identifier: MIT
# What a node may send stops no service of its server, and names from the net reach no shell. Each service that dies is started again and
# the log says so; `orion status` names what is down; the node that runs goes on, and the next one boots.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

services='dnsmasq httpd rpcbind mountd nfsdcld timed logd helper policyd'

pids() {
	node_run server "for s in $services; do echo \$s \$(cat /run/service/\$s/supervise/pid); done"
}

# What is not in the node's memory.
reads() {
	node_run node1 'echo 3 >/proc/sys/vm/drop_caches; cat /usr/lib/modules/*/modules.alias | sha256sum' >/dev/null
	equal 'what node1 reads' "$(cat "$WORK/node1.out")" "$content"
}

server_start
node_start node1
await_ready node1
node_run node1 'cat /usr/lib/modules/*/modules.alias | sha256sum' >/dev/null
content=$(cat "$WORK/node1.out")
before=$(pids)

cat >"$WORK/commands" <<'END'
udp() { timeout 2 nc -u -w 1 10.9.0.1 "$1" >/dev/null 2>&1; }
tcp() { timeout 2 nc -w 1 10.9.0.1 "$1" 2>/dev/null; }
zeros() { head -c "$1" /dev/zero; }
bootp() { printf '\001\001%b\000\001\002\003\004' "$1"; zeros 228; printf '\143\202\123\143'; }
: | udp 67 &
printf x | udp 67 &
zeros 1400 | udp 67 &
bootp '\006' | udp 67 &
{ bootp '\377'; printf '\065\001\001\377'; } | udp 67 &
{ bootp '\006'; printf '\065\001'; } | udp 67 &
{ bootp '\006'; printf '\065\001\001\014\377abc'; } | udp 67 &
{ bootp '\006'; printf '\065\001\001\122\377\001\377'; } | udp 67 &
{ bootp '\006'; printf '\065\001\003\062\001\012\066\000\075\000\377'; } | udp 67 &
{ bootp '\006'; printf '\065\001\001\064\001\003\377'; } | udp 67 &
printf '\000\001' | udp 69 &
printf '\000\001undionly.kpxe' | udp 69 &
{ printf '\000\001'; zeros 600 | tr '\000' a; printf '\000octet\000'; } | udp 69 &
printf '\000\002/etc/passwd\000octet\000' | udp 69 &
printf '\000\001undionly.kpxe\000octet\000blksize\000-1\000tsize\00099999999999\000' | udp 69 &
printf '\000\377%%n%%s\000' | udp 69 &
for port in 111 20048 2049; do
	zeros 40 | udp $port &
	printf '\177\377\377\377x' | tcp $port &
	{ printf '\200\000\000\050'; head -c 40 /dev/zero | tr '\000' '\377'; } | tcp $port &
done
printf '<999>\033[2J$(touch /run/pwned)\n' | udp 514 &
zeros 1400 | udp 514 &
printf 'x' | udp 123 &
printf 'GET /../../srv/orion/keys/root.key HTTP/1.1\r\nHost: x\r\n\r\n' | tcp 80 >/tmp/1 &
printf 'GET /%%2e%%2e/%%2e%%2e/etc/shadow HTTP/1.1\r\nHost: x\r\n\r\n' | tcp 80 >/tmp/2 &
printf 'POST /reports/..%%2f..%%2fx HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx' | tcp 80 >/tmp/3 &
printf '\000\000 / HTTP/9\r\n\r\n' | tcp 80 >/tmp/4 &
wait
! cat /tmp/[1-4] | grep '^HTTP/1.[01] 2'
for name in ../../etc/passwd /etc/passwd gen/../../../etc/shadow; do
	if tftp -g -r "$name" -l /tmp/got 10.9.0.1 2>/dev/null; then echo "TFTP gives $name"; fi
done
tftp -g -r undionly.kpxe -l /tmp/got 10.9.0.1 2>/dev/null && test -s /tmp/got && echo TFTP serves
interface=$(. /run/orion/boot.conf; echo $interface)
n=1
for name in '$(touch /run/pwned)' '`touch /run/pwned`' 'a;touch /run/pwned' '../../etc' 'a b' "a'b" '${netX/mac}' 'server'; do
	n=$((n + 1))
	udhcpc -n -q -f -t 3 -T 1 -i $interface -x 0x3d:0000000000000$n -x "hostname:$name" -s /bin/true >/dev/null 2>&1 &
done
wait
END
node_says node1 "$(cat "$WORK/commands")" 'TFTP serves'
node_says server 'ls /run/pwned 2>/dev/null; ls /run/orion/reports; awk "\$4 !~ /^[A-Za-z0-9*-]+\$/" /run/orion/leases; [ -s /run/orion/leases ] && echo leases' leases
equal 'services' "$(pids)" "$before"
reads

for service in $services nfsd; do
	node_run server "p=\$(cat /run/service/$service/supervise/pid) && kill -9 \$p; until n=\$(cat /run/service/$service/supervise/pid) && [ \"\$n\" ] && [ \"\$n\" != \$p ] && { [ ! -e /run/service/$service/check ] || /run/service/$service/check; }; do sleep 0.1; done; until grep -q 'the service $service was ended by signal 9: it is started again' /run/log/messages; do sleep 0.1; done" >/dev/null
	reads
done
# One that is down is named, and nothing else is.
node_run server 'for s in dnsmasq nfsd mountd rpcbind httpd timed policyd; do
	sv -w 9 stop /run/service/$s; orion status >/tmp/status; [ $? = 1 ] && grep -q " $s is down since" /tmp/status && [ "$(grep -c " is down since" /tmp/status)" = 1 ] || { cat /tmp/status; exit 1; }
	sv -w 9 start /run/service/$s; until [ ! -e /run/service/$s/check ] || /run/service/$s/check; do sleep 0.1; done
done; until orion status >/tmp/status; do sleep 0.1; done' >/dev/null
reads
node_start node2
await_ready node2
no_line server '^orion: E-'
