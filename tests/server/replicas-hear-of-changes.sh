#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion sync --follow`: what is changed on one server is on the other at once, by a command or by an editor, though both look by themselves once in ten minutes only;
# words that mean nothing make nobody look more than once a second; with them lost the next look has it. Ends where there is one server only.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
# shellcheck source=replica-lib
. "${0%/*}/replica-lib"
boot_packages
builder ann
for n in 1 2; do
	simple core $n-r0
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
	signed ann $n
done
replicas
on alpha trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on alpha publish "$WORK/1" stable >/dev/null
both
both
on alpha publish "$WORK/2" >/dev/null	# stable is node@1
both

follow() {	# SERVER MS
	on "$1" sync --follow --every "$2" --poke "$port" &
	followers="${followers-} $!"
	pids="$pids $!"
}
still() {	# until nobody has anything to take any more
	for server in alpha beta; do
		until on "$server" sync --poke 0 >"$WORK/said" && grep -q 'nothing new' "$WORK/said"; do
			sleep 0.1
		done
	done
}
now() {
	date +%s%3N
}
measure() {	# WHAT CONDITION...: how long until it is so; the clock began at $began
	what=$1
	shift
	until "$@"; do
		[ $(($(now) - began)) -lt 20000 ] || fail "$what: not after 20 s"
		sleep 0.02
	done
	took=$(($(now) - began))
	echo "$what: $took ms"
}
serves() {	# SERVER DIGEST
	grep -q "^kernel $2 " "$WORK/$1/run/state/http/boot.ipxe"
}
follow alpha 600000
follow beta 600000
first=$(basename "$WORK"/1/*.bundle .bundle) second=$(basename "$WORK"/2/*.bundle .bundle)
still
most=0
for n in 1 2 3; do
	began=$(now)
	on alpha promote candidate stable >/dev/null
	measure 'stable was moved on alpha, beta serves it' serves beta "$second"
	[ "$took" -le $most ] || most=$took
	began=$(now)
	on beta rollback stable node@1 >/dev/null
	measure 'stable was moved on beta, alpha serves it' serves alpha "$first"
	[ "$took" -le $most ] || most=$took
done
[ $most -lt 5000 ] || fail "$most ms"	# one second where nothing else runs
echo 'ssh-rsa AAAAB3 other' >>"$WORK/beta/base/authorized_keys"	# an editor
began=$(now)
measure 'a file of beta is on alpha' cmp -s "$WORK/beta/base/authorized_keys" "$WORK/alpha/base/authorized_keys"
echo 'root = tree' >>"$WORK/alpha/base/orion.conf"
began=$(now)
measure 'orion.conf of alpha is on beta' cmp -s "$WORK/alpha/base/orion.conf" "$WORK/beta/base/orion.conf"
on alpha apply >/dev/null
began=$(now)
measure 'and counts there' grep -q 'root tree:' "$WORK/beta/run/state/http/boot.ipxe"
still

# --- words of nobody: one look a second
looks() {	# of beta: each asks alpha for its state
	grep -c 'GET /peer/state' "$WORK/alpha/httpd.log" || :
}
before=$(looks)
began=$(now)
while [ $(($(now) - began)) -lt 3000 ]; do
	printf '' | socat -u - "UDP-DATAGRAM:127.0.0.2:$port" || :
	printf 'x' | socat -u - "UDP-DATAGRAM:127.0.0.2:$port"
done
after=$(looks)
[ $((after - before)) -ge 1 ] || fail 'nobody heard'
[ $((after - before)) -le 6 ] || fail "$((after - before)) looks in 3 seconds"

# --- without words: the next look
# shellcheck disable=SC2086 # numbers
kill $followers
followers=
follow alpha 500
follow beta 500
still
began=$(now)
on alpha unpin n1 >/dev/null 2>&1 || :
on alpha pin n1 node@1 >/dev/null
measure 'a pin of alpha is on beta' cmp -s "$WORK/alpha/base/pins" "$WORK/beta/base/pins"
# shellcheck disable=SC2086 # numbers
kill $followers

# --- nobody to follow
rm "$WORK/alpha/base/server-name"
sed -i '/^server /d' "$WORK/alpha/base/orion.conf"
says alpha 0 '' sync --follow
