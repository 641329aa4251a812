#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion doctor` on a server that serves finds nothing; of each fault it names the hop, and what comes after it is not tried. `orion up`
# brings back what `orion down` stopped, and refuses beside another DHCP server.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
codes_expected
doctor 0 'ok +DHCP servers: only' 'ok +BIOS TFTP: undionly' 'ok +UEFI boot script: ' 'ok +initrd: ' 'ok +portmapper: ' 'ok +root: the manifest' \
	'ok +time: this clock, as stratum 10'
if grep -vE '^(ok|warning) ' "$WORK/doctor"; then fail 'something is not ok'; fi

node_run server 'sv -w 9 stop /run/service/nfsd; sv -w 9 stop /run/service/timed' >/dev/null
doctor 1 'ok +initrd' 'FAILED +nfsd: ' 'not tried +mountd' 'not tried +root' 'warning +time: nobody tells it: '
node_run server 'sv -w 9 start /run/service/nfsd; sv -w 9 start /run/service/timed; sv -w 9 stop /run/service/mountd' >/dev/null
doctor 1 'ok +nfsd' 'ok +time' 'FAILED +mountd: ' 'not tried +root'

# Together: a next-server that isn't ours, a server of HTTP that takes connections and says nothing, a file that is nearly as large as what is free.
node_run server 'sv -w 9 start /run/service/mountd; sed -i "s/^dhcp-boot=.*undionly.kpxe/&,,10.9.0.77/" /run/orion/state/dnsmasq.conf; sv restart /run/service/dnsmasq; kill -STOP $(pidof orion-httpd); fallocate -l $(df -k /srv/orion | awk "NR == 2 { print \$4 - 100 }")k /srv/orion/full' >/dev/null
doctor 1 'FAILED +room in /srv/orion: it is full' 'FAILED +BIOS DHCP: next-server is 10.9.0.77' 'not tried +BIOS TFTP' \
	'ok +UEFI DHCP: .* snponly.efi from 10.9.0.1' 'ok +UEFI DHCP of its loader' 'FAILED +UEFI boot script: .*no answer' 'not tried +kernel'

# No DHCP server of our own, but a foreign one, beside which ours isn't started.
node_run server 'rm /srv/orion/full; kill -CONT $(pidof orion-httpd); orion down && orion apply' >/dev/null
uplink_start
doctor 1 'FAILED +DHCP servers: 10.9.0.254 gives addresses, too' 'FAILED +BIOS DHCP: 10.9.0.1 makes no offer' 'FAILED +UEFI DHCP' 'not tried +root'
if node_try server 'orion up' >"$WORK/up"; then fail "orion up beside another DHCP server: $(cat "$WORK/up")"; fi
grep -q '10.9.0.254 gives addresses on eth0 already' "$WORK/up" || fail "orion up: $(cat "$WORK/up")"
net 'cut uplink'
node_run server 'orion up' >/dev/null
doctor 0 'ok +DHCP servers: only' 'ok +BIOS DHCP' 'ok +root'
