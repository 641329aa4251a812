#!/bin/sh
# SPDX-License-Identifier: MIT
# A machine that boots by UEFI HTTP boot, without TFTP, becomes ready. What DHCP says to other architectures: each is told the loader
# that we have for it, and who has none (IA32, arm64) is told of no file.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
# OVMF tries PXE first; QEMU's NICs have an iPXE, which knows no other way than its own.
NODE_NIC=virtio-net-pci,romfile= FIRMWARE=uefi node_start node1 -fw_cfg name=opt/org.tianocore/IPv4PXESupport,string=n \
	-fw_cfg name=opt/org.tianocore/IPv6PXESupport,string=n
await_line node1 'URI: http://10.9.0.1/loader/snponly.efi' -s 120 >/dev/null
await_ready node1
node_run server '! grep "dnsmasq-tftp.*sent" /run/log/messages' >/dev/null

cat >"$WORK/commands" <<'END'
printf '#!/bin/sh\n[ "$1" != bound ] || echo $arch: $boot_file $bootfile\n' >/tmp/told
chmod 755 /tmp/told
asks() { # ARCHITECTURE [OPTION...]
	arch=$1 udhcpc -n -q -f -t 3 -T 2 -i eth0 -O bootfile -V "${class:-PXEClient}:Arch:$1:UNDI:003000" -x 0x5d:00$1 ${2:+-x} ${2-} -s /tmp/told 2>/dev/null
}
export arch class
for a in 00 06 07 09 0b 13; do asks $a; done
class=HTTPClient
asks 10
class= asks 07 0xaf:b10101
class= asks 0b 0xaf:b10101
END
node_says node1 "$(cat "$WORK/commands")" '00: undionly.kpxe
06:
07: snponly.efi
09: snponly.efi
0b:
13:
10: http://10.9.0.1/loader/snponly.efi
07: http://10.9.0.1/boot.ipxe
0b:'
