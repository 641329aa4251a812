#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion publish --host` through the sshd of a server: of a build only what the server lacks goes over the wire, also when the connection breaks in
# between; then nodes are served it. A wrong host key and a host that doesn't answer are said; the server's own key is the same after its next start.
# slow: what is sent, and what becomes of it, server/publish-to-a-host.sh shows in seconds
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

# What a machine that builds has: the build, the command orion, and ssh with a key.
SECOND_SIZE=3000000 second_parts node "$WORK/second"
second=$(cat "$WORK/second/digest")
fsck.erofs --extract="$WORK/server-root" --no-preserve "$DIST/server/root.erofs" >/dev/null
ssh-keygen -q -t ed25519 -N '' -f "$WORK/ours"
ssh-keygen -q -t ed25519 -N '' -f "$WORK/other"
server_keys "$WORK/ours.pub"
mkdir "$WORK/bin"
printf '#!/bin/sh\nexec %s -F "%s" "$@"\n' "$(command -v ssh)" "$WORK/ssh-config" >"$WORK/bin/ssh"
chmod 755 "$WORK/bin/ssh"
# Counts what it passes on, up to a number of bytes.
cat >"$WORK/wire.py" <<'END'
import os, socket, sys, threading
port, limit, count = int(sys.argv[1]), int(open(sys.argv[2]).read()), open(sys.argv[3], 'wb', 0)
s = socket.create_connection(('127.0.0.1', port))
sent = 0

def back():
    while data := s.recv(65536):
        os.write(1, data)
    os._exit(0)

threading.Thread(target=back, daemon=True).start()
while sent < limit and (data := os.read(0, min(65536, limit - sent))):
    s.sendall(data)
    sent += len(data)
    count.write(b'%d\n' % sent)
if sent >= limit:
    os._exit(1)
s.shutdown(socket.SHUT_WR)
threading.Event().wait(60)
END

to_host() {	# LIMIT STATUS TEXT HOST: publishes so
	echo "$1" >"$WORK/limit"
	code=0
	PATH=$WORK/bin:$PATH timeout 300 "$WORK/server-root/usr/bin/orion" publish --host "$4" "$WORK/second/build" stable >"$WORK/said" 2>&1 || code=$?
	if [ "$code" != "$2" ] || ! grep -qF -- "$3" "$WORK/said"; then fail "publish --host $4: status $code: $(cat "$WORK/said")"; fi
}
wanted() {	# bytes that the last of these had to send
	sed -n 's/^orion: \([0-9.]*\) of .* MB are to be sent.*/\1/p' "$WORK/said" | awk '{ print int($1 * 1e6) }'
}
sent() {	# bytes that went over the wire
	tail -n 1 "$WORK/wire"
}

SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
server_start
node_says server 'orion promote candidate stable | grep -c "(new) ->"' 1
uplink_start 'hostfwd=tcp:127.0.0.1:0-10.9.0.1:22'
port=$(monitor uplink 'info usernet' | awk '/HOST_FORWARD/ { print $4 }')
cat >"$WORK/ssh-config" <<END
	Host server stranger
	HostName 127.0.0.1
	ProxyCommand python3 "$WORK/wire.py" $port "$WORK/limit" "$WORK/wire"
	Host nowhere
	HostName 127.0.0.1
	Port 1
	Host stranger
	UserKnownHostsFile "$WORK/wrong"
	StrictHostKeyChecking yes
	Host *
	User root
	IdentityFile "$WORK/ours"
	IdentitiesOnly yes
	BatchMode yes
	UserKnownHostsFile "$WORK/known"
	StrictHostKeyChecking accept-new
END
echo "stranger,127.0.0.1 $(cut -d ' ' -f 1,2 "$WORK/other.pub")" >"$WORK/wrong"
size=$(stat -c %s "$WORK/second/build/$second.bundle")
marks=$((size / 256))
to_host 999999999 3 'no answer from nowhere' nowhere
grep -q 'Connection refused' "$WORK/said" || fail "a host that isn't there: $(cat "$WORK/said")"
to_host 999999999 3 'no answer from stranger' stranger
grep -q 'Host key verification failed' "$WORK/said" || fail "a wrong host key: $(cat "$WORK/said")"
to_host $((marks + 2000000)) 3 'broke: the same command goes on where it ended' server
first=$(wanted)
cut=$(sent)
node_says server 'ls /srv/orion/bundles/node' "$(node_digest).bundle"
to_host 999999999 0 'stable: node@1 -> node@2; 0 nodes of orion.conf take it at the next boot' server
[ "$(wanted)" -lt $((first - 1000000)) ] || fail "after $cut bytes $(wanted) were to be sent, before $first"
[ $((cut + $(sent))) -lt $((first + 2 * marks + 100000)) ] || fail "of $first bytes, $cut and $(sent) went over the wire"
[ "$first" -lt $((size / 4)) ] || fail "of $size bytes $first were to be sent"
echo "of $size bytes $first were to be sent; $cut and $(sent) went over the wire"

# What is served can be read by who serves it.
node_says server "wget -q -O - http://10.9.0.1/boot.ipxe | grep -q $second && echo served; wget -q -O - http://10.9.0.1/gen/node/$second/manifest | sha256sum" "served
$second  -"

# The server's log has the fingerprint that ssh was shown; it is the server's from now on.
fingerprint=$(ssh-keygen -lf "$WORK/known" | awk '{ print $2; exit }')
node_says server "grep -c 'host key $fingerprint' /run/log/messages; cd /srv/orion/keys; stat -c '%a %n' . *host*; sync" "1
700 .
600 ssh_host_ed25519"
machine_quit server
server_start
to_host 999999999 0 'stable: node@2 already' server
