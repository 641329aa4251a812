#!/bin/sh
# SPDX-License-Identifier: MIT
# One of three servers answers at just above a kilobyte a second: what is small comes from the others all the same, before any generation is fetched; what is large
# goes on where it was cut off, and orion.conf comes after the channel that it may name.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
# shellcheck source=replica-lib
. "${0%/*}/replica-lib"
boot_packages
builder ann
for n in 1 2; do
	mkdir -p "$WORK/core/usr/share"
	head -c 1000000 /dev/urandom >"$WORK/core/usr/share/core"
	pack core $n-r0 "$WORK/core"
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
	signed ann $n
done
first=$(basename "$WORK"/1/*.bundle .bundle) second=$(basename "$WORK"/2/*.bundle .bundle)
# shellcheck disable=SC2034 # of replica-lib
SHARED_CONF='network lan { interface = eth0 address = 127.0.0.1/24 dhcp = off }
server alpha { address = 127.0.0.1/24 }
server beta { address = 127.0.0.2/24 }
server gamma { address = 127.0.0.3/24 }'
replicas
new_site "$WORK/gamma"
mkdir -p "$WORK/gamma/base/channels" "$WORK/gamma/base/bundles/node"
cp "$WORK/alpha/base/orion.conf" "$WORK/gamma/base/"
sed -i 's/10.9.0.1/127.0.0.3/' "$WORK/gamma/run/network.conf"
start_httpd gamma 127.0.0.3 "$port"
echo gamma >"$WORK/gamma/base/server-name"
on gamma sync >/dev/null
cp -R "$WORK/alpha/base/peers" "$WORK/gamma/base/"
for server in alpha beta gamma; do
	cp "$WORK/gamma/base/keys/server.pub" "$WORK/$server/base/peers/gamma.pub"
done
rm -f "$WORK"/*/base/shared "$WORK"/*/run/http/peer/state

# What is asked of alpha goes by a server that sends 1500 bytes a second of the paths that $WORK/slow names.
# shellcheck disable=SC2086 # numbers
set -- $pids
kill "$1"
wait "$1" || :
start_httpd alpha 127.0.0.4 "$port"
cat >"$WORK/slow.py" <<'END_OF_SCRIPT'
import http.server, re, sys, time, urllib.error, urllib.request
port, slow = sys.argv[1:3]
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ask = urllib.request.Request("http://127.0.0.4:" + port + self.path)
        if "Range" in self.headers:
            ask.add_header("Range", self.headers["Range"])
        try:
            answer = urllib.request.urlopen(ask)
        except urllib.error.HTTPError as e:
            answer = e
        data = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        pattern = open(slow).read().strip()
        if not pattern or not re.match(pattern, self.path):
            self.wfile.write(data)
            return
        for at in range(0, len(data), 150):
            self.wfile.write(data[at:at + 150])
            time.sleep(0.1)
    def log_message(self, *args):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()
END_OF_SCRIPT
echo >"$WORK/slow"
python3 "$WORK/slow.py" "$port" "$WORK/slow" 2>/dev/null &
pids="$pids $!"
until socat -u /dev/null "TCP:127.0.0.1:$port" 2>/dev/null; do
	kill -0 "$!" || fail 'no slow server'
	sleep 0.02
done

all() {
	for server in alpha gamma beta alpha gamma beta; do
		on $server sync >/dev/null || [ $? = 1 ]	# one may have told nothing yet
	done
}
begin() {	# beta's run; ended says how
	began=$(date +%s)
	on beta sync >"$WORK/run" 2>&1 &
	run=$!
	pids="$pids $run"
}
within() {	# SECONDS WHAT COMMAND...: it is so by then, of what began
	most=$1 what=$2
	shift 2
	until "$@"; do
		[ $(($(date +%s) - began)) -lt "$most" ] || fail "$what: not after $most s: $(cat "$WORK/run")"
		sleep 0.1
	done
	echo "$what: $(($(date +%s) - began)) s"
}
ended() {
	! kill -0 $run 2>/dev/null
}
too_slow() {
	status=0
	wait $run || status=$?
	[ $status = 1 ] || fail "status $status: $(cat "$WORK/run")"
	grep -q '^alpha: .*it is silent or too slow$' "$WORK/run" || fail "it says: $(cat "$WORK/run")"
}
on alpha trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on alpha publish "$WORK/1" stable >/dev/null
all
all

# --- the node table of alpha would take two minutes
awk -v "d=$first" 'BEGIN { for (i = 0; i < 1300; i++)
	printf "52:54:00:00:%02x:%02x\tn%d\t10.9.0.1\tnode\t%s\t100\trunning\t0\t127.0.0.1\n", i / 256, i % 256, i, d }' >"$WORK/alpha/base/nodes"
on alpha sync >/dev/null
echo 'ssh-rsa AAAAB3 gamma' >"$WORK/gamma/base/authorized_keys"
on gamma sync >/dev/null
echo '/peer/[0-9a-f]*$' >"$WORK/slow"
begin
within 30 'a file of gamma is on beta' cmp -s "$WORK/gamma/base/authorized_keys" "$WORK/beta/base/authorized_keys"
within 40 'and the run ended' ended
too_slow
echo >"$WORK/slow"
on beta sync >/dev/null
agree nodes

# --- so would a generation of it, of which gamma knows nothing yet
echo 'ssh-rsa AAAAB3 again' >"$WORK/gamma/base/authorized_keys"
printf '1900000000 52:54:00:00:00:09 10.9.0.150 * *\n' >"$WORK/gamma/run/leases"
on gamma sync >/dev/null
on alpha publish "$WORK/2" stable >/dev/null
on alpha distrust "$(on alpha trust | cut -d ' ' -f 1)" >/dev/null
echo 'root = tree' >>"$WORK/alpha/base/orion.conf"
on alpha sync >/dev/null
echo '/bundles/' >"$WORK/slow"
begin
within 15 'a file of gamma is on beta' cmp -s "$WORK/gamma/base/authorized_keys" "$WORK/beta/base/authorized_keys"
within 15 'an address that gamma gave' grep -qs 10.9.0.150 "$WORK/beta/run/leases.others"
within 15 'alpha trusts nobody' diff -r "$WORK/alpha/base/trusted" "$WORK/beta/base/trusted"
! ended || fail "it didn't wait for the generation: $(cat "$WORK/run")"
within 60 'and the run ended' ended
too_slow
grep -q 'root = tree' "$WORK/beta/base/orion.conf" && fail 'orion.conf came before the channel'
grep -q "$second" "$WORK/beta/base/channels/node.stable" && fail 'the channel came before the generation'
echo >"$WORK/slow"
bytes=$(on beta sync --json | sed 's/.*"server":"alpha"[^}]*"bytes":\([0-9]*\)}.*/\1/')
size=$(($(stat -c %s "$WORK/2/$second.bundle") + $(stat -c %s "$WORK/core-2-r0.x86_64.opk")))	# the package, too
[ "$bytes" -lt $((size - 20000)) ] || fail "$bytes bytes came of $size, as if there had been nothing"
agree channels/node.stable orion.conf
cmp "$WORK/2/$second.bundle" "$WORK/beta/base/bundles/node/$second.bundle"
says beta 0 'gamma: nothing new' sync
