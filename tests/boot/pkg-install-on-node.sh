#!/bin/sh
# SPDX-License-Identifier: MIT
# A package that is added to the server's repository is installed on a running node, over HTTP, with the key that the boot script gave
# it: it is there until the node boots again. What nobody signed is refused.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
server_package hello 1-r1
node_start node1
await_ready node1
node_says node1 'cat /etc/orion/repositories/server' "url	http://10.9.0.1/repository
key	$(node_run server 'sed -n 2p /srv/orion/keys/root.pub')"
node_says node1 'orion-pkg install hello | head -n 1' 'this node, until reboot'
node_says node1 hello 'hello 1-r1'
node_run node1 'orion-pkg list | grep "^hello "' >/dev/null

# Somebody who is in the way of the network, and has no key.
node_run server 'mkdir /tmp/other; cp /srv/orion/repository/hello-* /tmp/other/; orion-pkg keygen --site --keys /tmp/keys' >/dev/null
node_run server 'orion-pkg index --keys /tmp/keys /tmp/other && ln -sfn /tmp/other /run/orion/http/repository' >/dev/null
if node_try node1 'orion-pkg remove hello && orion-pkg install hello' >"$WORK/said"; then fail 'an unsigned package was taken'; fi
grep -q 'signed by the key' "$WORK/said" || fail "it says: $(cat "$WORK/said")"
node_run server 'ln -sfn /srv/orion/repository /run/orion/http/repository' >/dev/null
node_run node1 'orion-pkg install hello' >/dev/null

console_send node1 reboot
machine_gone node1
node_start node1
await_ready node1
if node_try node1 'hello || orion-pkg list | grep "^hello "'; then fail 'the package outlived a reboot'; fi
