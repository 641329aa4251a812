#!/bin/sh
# SPDX-License-Identifier: MIT
# Two servers that share an orion.conf come to the same: generations, channels, pins, trusted keys, orion.conf; one that was away catches up; what was
# changed on both counts the same on both, and what counts no more is kept. What is signed by another key, or isn't what its digest says, isn't taken.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
# shellcheck source=replica-lib
. "${0%/*}/replica-lib"
boot_packages
head -c 3000000 /dev/urandom >"$WORK/linux/usr/lib/orion/kernel/vmlinuz"
pack linux 1-r0 "$WORK/linux"
builder ann
for n in 1 2 3 4; do
	simple core $n-r0
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
	signed ann $n
done
replicas
first=$(basename "$WORK"/1/*.bundle .bundle) second=$(basename "$WORK"/2/*.bundle .bundle)
third=$(basename "$WORK"/3/*.bundle .bundle) fourth=$(basename "$WORK"/4/*.bundle .bundle)

# --- alone, and then not
on alpha trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on alpha publish "$WORK/1" stable >/dev/null
says beta 1 "alpha: what it tells: http://127.0.0.1:$port/peer/state: " sync	# nothing yet
on alpha sync >/dev/null
says beta 0 'alpha: took authorized_keys, trusted/' sync
cmp "$WORK/1/$first.bundle" "$WORK/beta/base/bundles/node/$first.bundle"
[ "$(stat -c %a "$WORK/beta/base/bundles/node/$first.bundle")" = 644 ] || fail 'the mode of the bundle'
agree channels/node.stable orion.conf authorized_keys roles/node/generations
says beta 0 'alpha: nothing new' sync
says beta 0 '"taken":[],"lost":[],"generations":0,"bytes":0}' sync --json
says alpha 0 'beta: nothing new' sync
says beta 0 'node/candidate   node@1' channels
says beta 0 'node/stable      node@1' channels
grep -q "$first" "$WORK/beta/run/state/http/boot.ipxe" || fail 'beta serves another generation'
rm -r "$WORK"/beta/base/lost/keys.*	# those of its repository, in whose place the first one's are
rmdir "$WORK/beta/base/lost" || fail "there was nothing else to lose: $(ls "$WORK/beta/base/lost")"

# --- a generation that differs in one package; a tenth of its bytes
on alpha publish "$WORK/2" >/dev/null
on alpha sync >/dev/null
bytes=$(on beta sync --json | sed 's/.*"bytes":\([0-9]*\).*/\1/')
[ "$bytes" -lt 300000 ] || fail "$bytes bytes were sent"
echo "$bytes of $(stat -c %s "$WORK/2/$second.bundle") bytes"
cmp "$WORK/2/$second.bundle" "$WORK/beta/base/bundles/node/$second.bundle"
says beta 0 'node/candidate   node@2               node@1' channels
no_leftovers "$WORK/beta/base"

# --- both ways: a channel, a pin, trust and its end
on beta promote candidate stable >/dev/null
on beta pin n1 node@1 >/dev/null
on beta sync >/dev/null
says alpha 0 'beta: took channels/node.stable, pins' sync
agree channels/node.stable pins
grep -q "$second" "$WORK/alpha/run/state/http/boot.ipxe" || fail 'alpha serves another generation'
grep -q "$first" "$WORK/alpha/run/state/http/boot/52-54-00-00-00-01.ipxe" || fail 'the pin of beta'
fingerprint=$(on alpha trust)
on alpha distrust "${fingerprint%% *}" >/dev/null
on alpha sync >/dev/null
says beta 0 'took trusted/' sync
[ -z "$(ls "$WORK/beta/base/trusted")" ] || fail 'beta still trusts'
says beta 0 'alpha: nothing new' sync

# --- orion.conf: one that is wrong isn't shared; one that isn't applied is shared and not applied; then it is
echo 'root = x' >>"$WORK/alpha/base/orion.conf"
on alpha sync >/dev/null
says beta 0 'alpha: nothing new' sync
sed -i '$d' "$WORK/alpha/base/orion.conf"
echo 'root = tree' >>"$WORK/alpha/base/orion.conf"
on alpha sync >/dev/null
says beta 0 'took orion.conf' sync
agree orion.conf
says beta 1 'http/boot.ipxe: changed' plan
on alpha apply >/dev/null
on alpha sync >/dev/null
on beta sync >/dev/null
says beta 0 'nothing would change' plan
grep -q 'root tree:' "$WORK/beta/run/state/http/boot.ipxe" || fail 'beta did not apply it'

# --- changed on both: the later counts on both, and what counts no more is kept
on alpha promote candidate beta >/dev/null
both
sleep_until_next_second
on alpha rollback stable node@1 >/dev/null
on alpha sync >/dev/null
sleep_until_next_second
on beta trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on beta publish "$WORK/3" stable >/dev/null
says beta 0 'changed on both: channels/node.stable' sync
on alpha sync >/dev/null
agree channels/node.stable roles/node/generations
[ "$(sed -n 1p "$WORK/alpha/base/channels/node.stable")" = "$third" ] || fail 'the earlier counts'
[ "$(sed -n 1p "$WORK"/beta/base/lost/channels-node.stable.*)" = "$first" ] || fail 'what counts no more is not kept'
both
agree channels/node.stable
on beta status >"$WORK/said" || [ $? = 1 ]
grep -q "^lost  *1 file in $WORK/beta/base/lost, .*: channels-node.stable\.[0-9]*\$" "$WORK/said" || fail "status doesn't say it: $(cat "$WORK/said")"
on beta status --json >"$WORK/said" || [ $? = 1 ]
grep -q '"lost":1[,}]' "$WORK/said" || fail "status doesn't say it: $(cat "$WORK/said")"
on beta check >"$WORK/said" || [ $? = 1 ]
grep -q "1 file in $WORK/beta/base/lost, the last is channels-node.stable" "$WORK/said" || fail "check doesn't say it: $(cat "$WORK/said")"
rm -r "$WORK/beta/base/lost"
on beta status >"$WORK/said" || [ $? = 1 ]
if grep -q ^lost "$WORK/said"; then fail 'it is still said'; fi
# The same on both is no conflict.
for server in alpha beta; do
	on $server promote candidate gamma >/dev/null
done
both
agree channels/node.gamma
on alpha rollback gamma node@1 >/dev/null	# and each knows of the other's then
both
agree channels/node.gamma
if [ -e "$WORK/beta/base/lost" ] || [ -e "$WORK/alpha/base/lost" ]; then fail 'something was lost'; fi

# --- changed alike on both, and here again while it is looked at, by a clock that is behind: what wasn't fetched isn't taken, and the next run takes it
cp "$WORK/alpha/base/authorized_keys" "$WORK/keys"
for server in alpha beta; do
	echo 'ssh-rsa AAAAB3 both' >"$WORK/$server/base/authorized_keys"
done
on alpha sync >/dev/null
sed -i 's/^\(item\tauthorized_keys\t[^\t]*\t\)[0-9]*/\11999999999/' "$WORK/alpha/base/shared"
on alpha sync >/dev/null
cat >"$WORK/fetch" <<END
#!/bin/sh
echo 'ssh-rsa AAAAB3 beta' >"$WORK/beta/base/authorized_keys"
exec "$ORION_FETCH" "\$@"
END
chmod 755 "$WORK/fetch"
ORION_FETCH=$WORK/fetch on beta sync >/dev/null
[ "$(cat "$WORK/beta/base/authorized_keys")" = 'ssh-rsa AAAAB3 beta' ] || fail "it took what it hadn't fetched: $(cat "$WORK/beta/base/authorized_keys")"
says beta 0 'changed on both: authorized_keys' sync
[ "$(cat "$WORK/beta/base/authorized_keys")" = 'ssh-rsa AAAAB3 both' ] || fail "the later doesn't count: $(cat "$WORK/beta/base/authorized_keys")"
[ "$(cat "$WORK"/beta/base/lost/authorized_keys.*)" = 'ssh-rsa AAAAB3 beta' ] || fail 'what counts no more is not kept'

# --- two versions of one stamp, as when a server forgot what it knew: both come to the same, and say so
cp "$WORK/keys" "$WORK/alpha/base/authorized_keys"
both
agree authorized_keys
rm -rf "$WORK"/*/base/lost
sed -i '/^item\tauthorized_keys\t/d' "$WORK/beta/base/shared"
stamp=$(sed -n 's/^item\tauthorized_keys\t[^\t]*\t//p' "$WORK/alpha/base/shared")
echo 'ssh-rsa AAAAB3 other' >"$WORK/beta/base/authorized_keys"
digest=$(sha256sum <"$WORK/beta/base/authorized_keys")
{
	sed 1q "$WORK/beta/base/shared"
	printf 'item\tauthorized_keys\t%s\t%s\n' "${digest%% *}" "$stamp"
	sed 1d "$WORK/beta/base/shared"
} >"$WORK/shared"
cp "$WORK/shared" "$WORK/beta/base/shared"
both
on beta sync >/dev/null
agree authorized_keys
[ "$(cat "$WORK"/*/base/lost/authorized_keys.* | wc -l)" = 1 ] || fail 'what was lost is not kept, or twice'
rm -r "$WORK"/*/base/lost
cp "$WORK/keys" "$WORK/alpha/base/authorized_keys"
both

# --- away, and back: several generations, numbers and all
on alpha publish "$WORK/4" stable >/dev/null
on alpha publish "$WORK/1" stable >/dev/null
on alpha sync >/dev/null 2>&1 || :
on beta sync >/dev/null
agree channels/node.stable roles/node/generations
cmp "$WORK/4/$fourth.bundle" "$WORK/beta/base/bundles/node/$fourth.bundle"
# What a server knew is lost: it takes what the others know.
rm "$WORK/beta/base/shared"
on alpha unpin n1 >/dev/null
on alpha sync >/dev/null
on beta sync >/dev/null
both
agree pins channels/node.stable orion.conf

# --- the node table: of each machine the newer row
printf '52:54:00:00:00:01\tn1\t10.9.0.11\tnode\t%s\t100\trunning\n52:54:00:00:00:02\tn2\t10.9.0.12\tnode\t%s\t300\trunning\n' \
	"$first" "$first" >"$WORK/alpha/base/nodes"
printf '52:54:00:00:00:01\tn1\t10.9.0.11\tnode\t%s\t200\tgone\n52:54:00:00:00:03\tn3\t10.9.0.13\tnode\t%s\t50\trunning\n' \
	"$second" "$second" >"$WORK/beta/base/nodes"
both
agree nodes
cut -f 1,6,7 "$WORK/beta/base/nodes" | tr '\t\n' '  ' >"$WORK/rows"
[ "$(cat "$WORK/rows")" = '52:54:00:00:00:01 200 gone 52:54:00:00:00:02 300 running 52:54:00:00:00:03 50 running ' ] ||
	fail "rows: $(cat "$WORK/rows")"

# One that a clock gave a time to come isn't taken: it would count more than what is reported when the clock is right.
printf '52:54:00:00:00:02\tn2\t10.9.0.12\tnode\t%s\t4102444800\trunning\n' "$first" >"$WORK/alpha/base/nodes"
both
grep -q "^52:54:00:00:00:02.*	300	" "$WORK/beta/base/nodes" || fail "a row to come: $(cat "$WORK/beta/base/nodes")"
cp "$WORK/beta/base/nodes" "$WORK/alpha/base/nodes"

# What is reported while it takes rows of others isn't lost.
printf '52:54:00:00:00:04\tn4\t10.9.0.14\tnode\t%s\t400\trunning\n' "$first" >>"$WORK/alpha/base/nodes"
on alpha sync >/dev/null
exec 9<"$WORK/beta/base"
flock 9
on beta sync >/dev/null &
until grep -q -- "-> FLOCK .*:$(stat -c %i "$WORK/beta/base") " /proc/locks; do
	kill -0 $! || fail 'it takes rows without waiting'
	sleep 0.02
done
printf '52:54:00:00:00:05\tn5\t10.9.0.15\tnode\t%s\t500\trunning\n' "$first" >>"$WORK/beta/base/nodes"
flock -u 9
wait $!
grep -q ^52:54:00:00:00:04 "$WORK/beta/base/nodes" || fail 'it took no row'
grep -q ^52:54:00:00:00:05 "$WORK/beta/base/nodes" || fail 'it lost a row'

# --- leases of the other are kept for whom they were given to
printf '1900000000 52:54:00:00:00:09 10.9.0.150 * *\n1900000000 52:54:00:00:00:01 10.9.0.151 n1 *\n' >"$WORK/alpha/run/leases"
both
[ "$(cat "$WORK/beta/run/leases.others")" = 52:54:00:00:00:09,10.9.0.150 ] || fail "leases: $(cat "$WORK/beta/run/leases.others")"

# --- one that accepts connections and is silent is given up soon, since others are waiting; what is said of it is the same each time
# shellcheck disable=SC2086 # numbers
set -- $pids
kill -STOP "$1"
began=$(date +%s)
says beta 1 'it is silent or too slow' sync
[ $(($(date +%s) - began)) -lt 15 ] || fail "given up after $(($(date +%s) - began)) s"
kill -CONT "$1"

# --- what must not be taken
stays() {	# TEXT: beta says that of alpha, and is as it was
	rm -rf "$WORK/kept"
	cp -a "$WORK/beta/base" "$WORK/kept"
	says beta 1 "$1" sync
	rm -f "$WORK/beta/base/lock" "$WORK/kept/lock"
	diff -r --exclude=.sync "$WORK/kept" "$WORK/beta/base" || fail 'something moved'
}
told=$WORK/alpha/run/http/peer
cp "$told/state" "$WORK/state"
sed 's/^item\torion.conf\t[^\t]*/item\torion.conf\t-/' "$WORK/state" >"$told/state"
stays 'signature'
: >"$told/state"
stays 'it is not signed'
mv "$WORK/alpha/base/keys" "$WORK/alpha/keys"
mkdir -m 700 "$WORK/alpha/base/keys"
rm "$told/state"
on alpha sync >/dev/null
stays 'alpha: '
rm -r "$WORK/alpha/base/keys"
mv "$WORK/alpha/keys" "$WORK/alpha/base/keys"
rm "$told/state"
on alpha publish "$WORK/2" stable >/dev/null
on alpha sync >/dev/null
digest=$(sed -n 's/^item\tchannels.node.stable\t\([^\t]*\).*/\1/p' "$told/state")
cp "$told/$digest" "$WORK/content"
printf '%s\n' "$first" >"$told/$digest"
says beta 1 'is something else than its name says' sync
cp "$WORK/content" "$told/$digest"
on beta sync >/dev/null
agree channels/node.stable

# A bundle that is altered on its way isn't taken, nor the channel that names it; when it is right again it is.
simple core 5-r0
build 5 node core "$WORK/core-5-r0.x86_64.opk"
signed ann 5
fifth=$(basename "$WORK"/5/*.bundle .bundle)
on alpha trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on alpha publish "$WORK/5" >/dev/null
on alpha pin n1 "node@$(awk -v "d=$fifth" '$2 == d { print $1 }' "$WORK/alpha/base/roles/node/generations")" >/dev/null
on alpha sync >/dev/null
bundle=$WORK/alpha/base/bundles/node/$fifth.bundle
cp "$bundle" "$WORK/bundle"
python3 - "$bundle" <<'END'
import sys
data = bytearray(open(sys.argv[1], 'rb').read())
at = data.index(b'core 5-r0\n')
data[at] = ord('C')
open(sys.argv[1], 'wb').write(data)
END
says beta 1 'is something else than was told' sync
[ ! -e "$WORK/beta/base/bundles/node/$fifth.bundle" ] || fail 'an altered bundle was taken'
[ "$(sed -n 1p "$WORK/beta/base/channels/node")" != "$fifth" ] || fail 'a channel names what is not here'
# One whose marks are those of a damaged file is brought once, and not at each run.
on alpha sync >/dev/null
says beta 1 'has not the digest that the manifest gives' sync
says beta 1 'was damaged when it came' sync --json
grep -q '"bytes":0' "$WORK/said" || fail "it was brought again: $(cat "$WORK/said")"
[ ! -e "$WORK/beta/base/bundles/node/$fifth.bundle" ] || fail 'an altered bundle was taken'
! grep -q "$fifth" "$WORK/beta/base/pins" || fail 'a pin names what is not here'
touch -d '2 hours ago' "$WORK/beta/base/.sync/$fifth.wrong"
says beta 1 'has not the digest that the manifest gives' sync
cp "$WORK/bundle" "$bundle"
on alpha sync >/dev/null
on beta sync >/dev/null
cmp "$bundle" "$WORK/beta/base/bundles/node/$fifth.bundle"
[ ! -e "$WORK/beta/base/.sync/$fifth.wrong" ] || fail 'it is still said to be wrong'
no_leftovers "$WORK/beta/base"

# --- a firewall that keeps the others' words out is named
mkdir "$WORK/bin"
printf '#!/bin/sh\ncat "%s"\n' "$WORK/rules" >"$WORK/bin/nft"
chmod 755 "$WORK/bin/nft"
printf 'table inet t {\n chain in {\n  type filter hook input priority filter; policy accept;\n  udp dport 7427 drop\n }\n}\n' >"$WORK/rules"
for nic in /sys/class/net/*; do	# any one of this machine
	[ "${nic##*/}" = lo ] || break
done
sed -i "s/eth0/${nic##*/}/" "$WORK/beta/base/orion.conf" "$WORK/beta/run/network.conf"
PATH=$WORK/bin:$PATH on beta check >"$WORK/said" || [ $? = 1 ]
grep -q 'a rule drops UDP 7427' "$WORK/said" || fail "check doesn't say it: $(cat "$WORK/said")"
# --- and so is one that would keep a server out that joins, by whom waits for it
on beta apply >/dev/null
sed -i 's/udp dport 7427/tcp dport 17447/' "$WORK/rules"
PATH=$WORK/bin:$PATH "$ORION" invite --base "$WORK/beta/base" --run "$WORK/beta/run" --lib "$WORK/beta/lib" --port 17447 >"$WORK/said" 2>&1 &
invited=$!
until grep -q '^code: ' "$WORK/said"; do
	kill -0 $invited || fail "invite: $(cat "$WORK/said")"
	sleep 0.02
done
kill $invited
grep -q 'a rule drops TCP 17447' "$WORK/said" || fail "invite doesn't say it: $(cat "$WORK/said")"
