#!/bin/sh
# SPDX-License-Identifier: MIT
# The service `move` of a node: the root leaves a server that is drained, for the first in the boot script's order that isn't, and is back when that is over; one that the
# kernel moved stays where it is, and so does one whose server doesn't tell. The files of the kernel are plain ones here, and the answer is a file.
set -eu
WORK=$1
mkdir -p "$WORK/kernel/0:33" "$WORK/bin" "$WORK/service/supervise"
WORK=$(cd "$WORK" && pwd)
root=$WORK/kernel/0:33
sed "s#/sys/kernel/nfs_failover#$WORK/kernel#; s#/run/orion/ready#$WORK/said#; s# -t 10 # -t 0.05 #" "${0%/*}/../../rootfs/base/usr/lib/orion/sv/move/run" >"$WORK/service/run"
cat >"$WORK/bin/wget" <<END
#!/bin/sh
: >>"$WORK/asked"
for url; do :; done
server=\${url#http://}
cat "$WORK/said.\${server%/servers}"
END
printf '#!/bin/sh\n' >"$WORK/bin/logger"
chmod 755 "$WORK/bin"/*
mkfifo "$WORK/service/supervise/ok"
: >"$WORK/said"
a=10.9.0.1 b=10.9.0.2 c=10.9.0.3
echo $a $b $c >"$root/servers"

fail() {
	echo "$*" >&2
	exit 1
}
drained() {	# SERVER...: each server says so of these
	for server in $a $b $c; do
		case " $* " in
		*" $server "*) echo "$server drained" ;;
		*) echo "$server serves" ;;
		esac
	done >"$WORK/new"
	for server in $a $b $c; do
		cp "$WORK/new" "$WORK/said.$server.new"
		mv "$WORK/said.$server.new" "$WORK/said.$server"
	done
}
is() {
	[ "$(cat "$root/active")" = "$1" ]
}
goes() {	# SERVER: the root is there soon
	n=200
	until is "$1"; do
		n=$((n - 1))
		[ $n -gt 0 ] || fail "the root is on $(cat "$root/active"), not on $1"
		sleep 0.05
	done
}
asked() {	# twice from now on: once more than what was under way
	for _ in 1 2; do
		rm -f "$WORK/asked"
		n=200
		until [ -e "$WORK/asked" ]; do
			n=$((n - 1))
			[ $n -gt 0 ] || fail 'it asks nobody any more'
			sleep 0.05
		done
	done
}
stays() {	# SERVER
	asked
	is "$1" || fail "the root went to $(cat "$root/active")"
}

echo $a >"$root/active"
drained
# busybox' read has -t, as bash's.
(cd "$WORK/service" && PATH=$WORK/bin:$PATH exec bash --posix run) &
pid=$!
trap 'kill $pid 2>/dev/null || :; wait' EXIT
stays $a

# --- away, and back in the order of the boot script
drained $a
goes $b
drained $a $b
goes $c
drained $a
goes $b
drained
goes $a

# --- drained once more, it goes again; where the kernel takes it since then it stays
drained $a
goes $b
asked
echo $c >"$root/active"
drained
stays $c
drained $c
goes $a

# --- the kernel alone: a server that is back doesn't take its nodes along
asked
echo $b >"$root/active"
stays $b

# --- who doesn't tell, and who tells nonsense
rm "$WORK/said.$b"
asked
drained $b
goes $a
echo "$a drained x" >"$WORK/said.$a"
stays $a
printf 'no\n%s\n' "$a" >"$WORK/said.$a"
stays $a
drained $a $b $c
stays $a
kill -0 $pid || fail 'it ended'
