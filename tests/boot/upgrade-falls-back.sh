#!/bin/sh
# SPDX-License-Identifier: MIT
# A generation on trial that isn't ready is started once, and then the one before again, which says so and why: after a loss of power, when its
# time is over, after a panic; and when not even its /init comes to an end.
# slow: it waits until trials are over
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

first=$(basename "$(readlink "$DIST/server.bundle")" .bundle)
SERVER_BUNDLE=$WORK/second.bundle
SECOND_SERVICE='if [ -e /srv/orion/panic ]; then
	until grep -q is.on.trial /run/log/messages; do sleep 0.1; done
	echo c >/proc/sysrq-trigger
fi
exec sleep inf'
export SECOND_SERVICE
second=$(second_bundle server "$SERVER_BUNDLE")
SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
codes_expected	# E-SERVICE, E-UPGRADE

try() { # OPERAND
	console_send server "orion upgrade --within 60 $1"
	VM_SILENCE=400 machine_gone server
	server_launch
	await_line server "^orion: server@$(printf %.12s "$second") is on trial" >/dev/null
}

end() {
	while machine_alive server; do sleep 1; done
}

falls_back() { # WHY
	server_boots "$first" 'current quiet orion.console=open'
	await_line server "^orion: E-UPGRADE: server@$(printf %.12s "$second") was tried, and $1: this is server@$(printf %.12s "$first")" >/dev/null
	node_says server 'orion upgrade; sed 1q /srv/orion/channels/server.stable; until ! grep trial /run/orion/orion.cfg >/dev/null; do sleep 0.1; done' \
		"server@1 runs: server@2 was tried, and $1
$first"
}

server_boots "$first" 'current quiet orion.console=open'
try /dev/vdb
machine_quit server
falls_back 'was started anew before it was ready'

try --candidate
await_line server 'E-UPGRADE: .* was not ready within 60 s, not up: second' -s 100 >/dev/null
end
falls_back 'was not ready within 60 s, not up: second'

node_run server 'touch /srv/orion/panic; sync' >/dev/null
try --candidate
await_line server 'Kernel panic' >/dev/null
end
falls_back 'was started anew before it was ready'
machine_quit server

server_launch -kernel "$DIST/server/vmlinuz" -initrd "$DIST/server/initrd.img" \
	-append "$VM_CMDLINE console=ttyS0 orion.trial=10 orion.root=disk:LABEL=none:/x orion.manifest=$first"
await_line server 'E-UPGRADE: this start was on trial' -s 100 >/dev/null
end
