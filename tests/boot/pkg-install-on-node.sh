#!/bin/sh
# SPDX-License-Identifier: MIT
# A package that is added to the server's repository is installed on a running node, over HTTP, with the key that the boot script gave
# it: it is there until the node boots again. What another key signed is refused.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
server_package hello 1-r1
node_start node1
await_ready node1
node_says node1 'cat /etc/orion/repositories/server' "url	http://10.9.0.1/repository
key	$(node_run server 'sed -n 2p /srv/orion/keys/root.pub')"
node_says node1 'orion-pkg install hello >/tmp/said && head -n 1 /tmp/said' 'this node, until reboot'
node_says node1 hello 'hello 1-r1'
node_run node1 'orion-pkg list | grep "^hello "' >/dev/null

console_send node1 reboot
machine_gone node1
node_start node1
await_ready node1
if node_try node1 'hello || orion-pkg list | grep "^hello "'; then fail 'the package outlived a reboot'; fi

# Somebody who is in the way of the network, and has no key: before this node has seen the repository, and after.
serves() {	# DIR: in the place of the server's repository, or `own`; orion-httpd has the directory open
	node_run server 'sv stop /run/service/httpd' >/dev/null
	case $1 in
	own) node_run server 'umount /srv/orion/repository' >/dev/null ;;
	*) node_run server "mount --bind $1 /srv/orion/repository" >/dev/null ;;
	esac
	node_run server 'sv start /run/service/httpd' >/dev/null
}
refused() {	# COMMAND TEXT
	if node_try node1 "$1" >"$WORK/said"; then fail "$1: a repository of another key was believed"; fi
	grep -q "$2" "$WORK/said" || fail "$1: no \`$2\` in: $(cat "$WORK/said")"
}
node_run server 'mkdir /tmp/other; cp /srv/orion/repository/hello-* /tmp/other/; orion-pkg keygen --site --keys /tmp/keys' >/dev/null
node_run server 'orion-pkg index --keys /tmp/keys /tmp/other' >/dev/null
serves /tmp/other
refused 'orion-pkg install hello' 'signed by the key'
serves own
node_run node1 'orion-pkg install hello' >/dev/null
serves /tmp/other
refused 'orion-pkg upgrade hello' 'seen before with other content'
