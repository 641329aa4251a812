#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion invite` and `orion join`: a server becomes a replica by a code that is good once; it has all that the first has before nodes are told it first. A wrong
# code, a second use, a name that is taken or a copied disk is refused, and nothing is changed by it. Then drain, undrain, leave.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
# shellcheck source=replica-lib
. "${0%/*}/replica-lib"
boot_packages
head -c 3000000 /dev/urandom >"$WORK/linux/usr/lib/orion/kernel/vmlinuz"
pack linux 1-r0 "$WORK/linux"
builder ann
for n in 1 2; do
	simple core $n-r0
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
	signed ann $n
done
first=$(basename "$WORK"/1/*.bundle .bundle) second=$(basename "$WORK"/2/*.bundle .bundle)
# shellcheck disable=SC2034 # of replica-lib
SHARED_CONF='network lan { interface = eth0 address = 127.0.0.1/24 dhcp = off }
node n1 { mac = 52:54:00:00:00:07 }'
two_sites
# beta is installed, and has another generation.
printf '%s\n' 'network own { interface = eth9 address = 127.0.0.2/24 dhcp = off }' >"$WORK/beta/base/orion.conf"
sed -i s/eth0/eth9/ "$WORK/beta/run/network.conf"
on alpha trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on alpha publish "$WORK/1" stable >/dev/null
on beta trust --yes "$WORK/2/release.pub" >/dev/null 2>&1
on beta publish "$WORK/2" stable >/dev/null

invite() {	# [ARGUMENT...]: waits for its code; invited is its process
	: >"$WORK/invited"
	on alpha invite --port 17427 "$@" >"$WORK/invited" 2>&1 &
	invited=$!
	until code=$(sed -n 's/^code: //p' "$WORK/invited") && [ -n "$code" ]; do
		kill -0 "$invited" 2>/dev/null || fail "invite: $(cat "$WORK/invited")"
		sleep 0.02
	done
}
join() {	# STATUS TEXT [ARGUMENT...]: of beta, with $code
	want=$1 text=$2
	shift 2
	printf '%s\n' "$code" >"$WORK/code"
	ends "$want" "$text" on beta join 127.0.0.1 --port 17427 --http "$port" "$@" <"$WORK/code"
}
kept() {
	rm -rf "$WORK/kept"
	mkdir "$WORK/kept"
	cp -a "$WORK/alpha/base" "$WORK/kept/alpha"
	cp -a "$WORK/beta/base" "$WORK/kept/beta"
}
unchanged() {
	for server in alpha beta; do
		diff -r --exclude=lock --exclude=keys --exclude=.sync "$WORK/kept/$server" "$WORK/$server/base" || fail "$server changed"
	done
}

# --- what is refused
kept
code=0000-0000-0000-0000
join 3 'nobody waits at 127.0.0.1 port 17427: `orion invite` there shows a code' --name beta
says beta 2 'orion join: `alpha` is no IPv4 address' join alpha
invite --name alpha
right=$code code=0123-4567-89ab-cdef
join 3 "orion join: 127.0.0.1 didn't take this server in and gave no reason: is the code right? Its \`orion invite\` says more" --name beta
grep -q '^orion: somebody came: the code is another one; still waiting$' "$WORK/invited" || fail "invited: $(cat "$WORK/invited")"
code=0123
join 2 'orion join: the code has 16 letters and digits, not 4' --name beta
printf 'GET / HTTP/1.1\r\n\r\n' | socat -t 1 - TCP:127.0.0.1:17427 >/dev/null 2>&1 &
code=$right
join 1 "orion join: 127.0.0.1 didn't take this server in: there is a server \`alpha\` already: --name says another for the one that joins (to try again, \`orion invite\` there" --name alpha
wait "$invited" || :
grep -q 'there is a server `alpha` already' "$WORK/invited" || fail "invited: $(cat "$WORK/invited")"
unchanged
invite --name alpha
mv "$WORK/beta/base/keys/server.key" "$WORK/key"
mv "$WORK/beta/base/keys/server.pub" "$WORK/pub"
cp "$WORK/alpha/base/keys/server.key" "$WORK/alpha/base/keys/server.pub" "$WORK/beta/base/keys/"
join 1 "didn't take this server in: both servers have the same key: was a disk copied?" --name beta
wait "$invited" || :
grep -q 'was a disk copied' "$WORK/invited" || fail "invited: $(cat "$WORK/invited")"
mv "$WORK/key" "$WORK/beta/base/keys/server.key"
mv "$WORK/pub" "$WORK/beta/base/keys/server.pub"
unchanged
echo 'root = tree' >>"$WORK/alpha/base/orion.conf"
says alpha 1 'orion.conf differs from what is applied' invite --port 17427
sed -i '$d' "$WORK/alpha/base/orion.conf"

# --- the first can't be reached any more when it took it in
invite --name alpha
join 3 'not all came; `orion invite` on the first and `orion join` here, once more, go on: http://127.0.0.1:1/' --name beta --http 1
wait "$invited" || fail "invite: $(cat "$WORK/invited")"
says beta 0 'there is one server only' servers
says alpha 0 'beta             127.0.0.2/24         drained' servers

# --- it joins
invite
join 0 'this server is `beta` now, a replica of `alpha`: 1 generation came' --name beta
wait "$invited" || fail "invite: $(cat "$WORK/invited")"
grep -q '^beta joined' "$WORK/invited" || fail "invited: $(cat "$WORK/invited")"
grep -q "$code" -r "$WORK/alpha/base" "$WORK/beta/base" && fail 'the code is in a file'
cmp "$WORK/1/$first.bundle" "$WORK/beta/base/bundles/node/$first.bundle"
[ "$(sed -n 1p "$WORK/beta/base/channels/node.stable")" = "$first" ] || fail 'stable of beta counts'
[ "$(sed -n 1p "$WORK/beta/base/channels/node")" = "$first" ] || fail 'the candidate of beta counts'
[ "$(cat "$WORK"/beta/base/lost/channels-node.stable.*)" = "$second" ] || fail 'what beta had is not kept'
cat "$WORK"/beta/base/orion.conf.2* | grep -q eth9 || fail 'the orion.conf of beta is not kept'
# What was the same, what join itself wrote, and orion.conf aren't lost.
lost=$(cd "$WORK/beta/base/lost" && echo *)
case $lost in
'channels-node.'[0-9]*' channels-node.stable.'*' keys.'*) ;;
*) lost= ;;
esac
[ "$(echo "$lost" | wc -w)" = 3 ] || fail "in lost are: $(ls "$WORK/beta/base/lost")"
agree orion.conf peers/alpha.pub peers/beta.pub
says beta 0 'eth9 127.0.0.2/24 off' networks
says alpha 0 'eth0 127.0.0.1/24 off' networks
grep -q 'image:127.0.0.1,127.0.0.2:' "$WORK/alpha/run/state/http/boot.ipxe" || fail 'alpha does not tell nodes of beta'
grep -q 'image:127.0.0.2,127.0.0.1:' "$WORK/beta/run/state/http/boot.ipxe" || fail 'beta does not tell nodes of itself'
grep -q 'image:127.0.0.1,127.0.0.2:' "$WORK/alpha/run/state/http/boot/52-54-00-00-00-07.ipxe" || fail 'n1 takes another one first'
both
says alpha 0 'beta: nothing new' sync
says beta 0 'alpha: nothing new' sync
agree channels/node.stable drained roles/node/generations
says beta 0 'beta             127.0.0.2/24         this one' servers
says alpha 0 '{"name":"beta","addresses":["127.0.0.2/24"],"self":false,"drained":false,"key":true}' servers --json
says beta 2 'this server is a replica already' join 127.0.0.1

# --- once more, the same code
join 2 'this server is a replica already'
code=$right
if printf '%s\n' "$code" | on beta join 127.0.0.1 --port 17427 >/dev/null 2>&1; then fail 'a code was good twice'; fi

# --- a channel moved there is seen here
on beta publish "$WORK/2" stable >/dev/null
on beta sync >/dev/null
on alpha sync >/dev/null
agree channels/node.stable roles/node/generations
grep -q "$second" "$WORK/alpha/run/state/http/boot.ipxe" || fail 'alpha serves another generation'

# --- drain, undrain
says alpha 2 'there is no server bet: is `beta` meant?' drain bet
says alpha 0 'no node runs from it' drain beta
says alpha 0 'beta is drained no longer' undrain beta
row() {	# MACHINE NAME SERVER STATE: of the node table
	printf '52:54:00:00:00:0%s\t%s\t10.9.0.1%s\tnode\t%s\t%s\t%s\t0\t%s\n' "$1" "$2" "$1" "$first" "$(date +%s)" "$4" "$3"
}
{ row 1 n1 127.0.0.2 running; row 2 n2 127.0.0.1 running; row 3 n3 127.0.0.2 gone; row 4 n4 fd6f:7269:6f6e::2 running; row 5 n5 fd6f:7269:6f6e:1::2 running; } >"$WORK/alpha/base/nodes"
says alpha 0 '2 run from it: n1, n4; who has another server moves there within seconds, `orion drain beta` once more says who is left' drain beta
grep -qx '127.0.0.2 drained' "$WORK/alpha/run/state/http/servers" || fail 'nodes of alpha are not told'
grep -qx '127.0.0.1 serves' "$WORK/alpha/run/state/http/servers" || fail 'nodes are told to leave alpha'
grep -qx 'self serves' "$WORK/alpha/run/state/http/servers" || fail 'alpha says that it is drained'
says alpha 1 'no other server would be left' drain
on alpha sync >/dev/null
on beta sync >/dev/null
grep -q 'image:127.0.0.1,127.0.0.2:' "$WORK/beta/run/state/http/boot.ipxe" || fail 'beta is not drained on beta'
grep -qx '127.0.0.2 drained' "$WORK/beta/run/state/http/servers" || fail 'nodes of beta are not told'
grep -qx 'self drained' "$WORK/beta/run/state/http/servers" || fail 'beta does not say that it is drained'
agree nodes
says beta 0 '{"server":"beta","drained":false,' undrain --json
on beta sync >/dev/null
on alpha sync >/dev/null
grep -q 'image:127.0.0.2,127.0.0.1:' "$WORK/beta/run/state/http/boot.ipxe" || fail 'beta is drained'
agree drained

# --- leave
says alpha 2 'this is `alpha` itself' leave alpha
says alpha 2 'there is no server gamma' leave gamma
says alpha 1 '2 run from it: n1, n4; `orion drain beta` moves' leave beta
grep -q 127.0.0.2 "$WORK/alpha/run/state/http/boot.ipxe" || fail 'it left all the same'
row 1 n1 127.0.0.1 running >"$WORK/alpha/base/nodes"	# it moved
says alpha 0 'beta is no replica any more' leave beta
grep -q '127.0.0.2' "$WORK/alpha/run/state/http/boot.ipxe" && fail 'nodes are told of beta'
says alpha 0 'there are no other servers' sync
says beta 0 'took leave of this server' sync	# it hears of it
says beta 0 'this one, which left drained' servers
if grep 'without a key' "$WORK/said"; then fail 'who left is to invite'; fi
says beta 0 '"self":true,"drained":true,"left":true,' servers --json
says beta 1 'this server left: `orion join` lets it come back' undrain
grep -qx '127.0.0.2 drained' "$WORK/beta/run/state/http/servers" || fail 'nodes of beta are not told to leave'
grep -qx 'self drained' "$WORK/beta/run/state/http/servers" || fail 'beta does not say to leave'
says beta 0 'there are no other servers' sync
says beta 0 '' sync
on beta promote candidate beta >/dev/null
on beta sync >/dev/null
on alpha sync >/dev/null
[ ! -e "$WORK/alpha/base/channels/node.beta" ] || fail 'alpha takes what beta tells'

# --- and joins again, as it is
invite
join 0 'this server is `beta` now' --name beta
wait "$invited" || fail "invite: $(cat "$WORK/invited")"
both
agree orion.conf channels/node.stable drained
says beta 0 'beta             127.0.0.2/24         this one' servers
[ ! -e "$WORK/beta/base/left" ] || fail 'beta still thinks that it left'
row 1 n1 127.0.0.2 running >"$WORK/alpha/base/nodes"
says alpha 0 'beta is no replica any more' leave --force beta
on alpha sync >/dev/null
says beta 0 'took leave of this server' sync
# --- and once more, with an orion.conf as of a server that was just installed
# and no generation; on a terminal it says how far it is.
rm "$WORK/beta/base/orion.conf" "$WORK/beta/base/server-name" "$WORK/beta/base/left" "$WORK"/beta/base/channels/* "$WORK"/beta/base/bundles/node/*
printf '%s\n' 'network own { interface = eth9 address = 127.0.0.2/24 dhcp = off }' >"$WORK/beta/base/orion.conf"
cat >"$WORK/slow.py" <<'END'
# What comes from alpha's HTTP server, 2 MB a second of it.
import os, socket, sys, threading, time
def copy(a, b, pause):
    while data := a.recv(20000):
        b.sendall(data)
        time.sleep(pause)
    b.shutdown(socket.SHUT_WR)
listening = socket.create_server(("127.0.0.1", 0))
open(sys.argv[2] + ".new", "w").write(str(listening.getsockname()[1]))
os.rename(sys.argv[2] + ".new", sys.argv[2])
while True:
    near = listening.accept()[0]
    far = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    threading.Thread(target=copy, args=(near, far, 0), daemon=True).start()
    threading.Thread(target=copy, args=(far, near, 0.01), daemon=True).start()
END
python3 "$WORK/slow.py" "$port" "$WORK/slow.port" &
pids="$pids $!"
until [ -e "$WORK/slow.port" ]; do
	kill -0 "$!" || fail 'no slow server'
	sleep 0.02
done
invite
echo "$code" >"$WORK/code"
TERM=xterm script -qefc "'$ORION' join --base '$WORK/beta/base' --run '$WORK/beta/run' --lib '$WORK/beta/lib' 127.0.0.1 --port 17427 --http $(cat "$WORK/slow.port") \
	--name beta <'$WORK/code'" "$WORK/typescript" >"$WORK/screen" </dev/null || fail "join: $(cat -v "$WORK/screen")"
grep -q 'fetching \[#' "$WORK/screen" || fail "no word of how far it is: $(cat -v "$WORK/screen")"
grep -q 'this server is `beta` now' "$WORK/screen" || fail "join: $(cat -v "$WORK/screen")"
wait "$invited" || fail "invite: $(cat "$WORK/invited")"
both
agree orion.conf channels/node.stable drained
