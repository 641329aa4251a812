#!/bin/sh
# SPDX-License-Identifier: MIT
# The service `move` of a node: the root leaves a server that is drained, for the first in the node's order that serves, and is back when that is over, also when the node
# booted meanwhile; one that the kernel moved stays where it is, and so does one whose server doesn't tell. By IPv4, by IPv6, and beside servers of the release before. The
# files of the kernel are plain ones here, and the answer is a file.
set -eu
WORK=$1
mkdir -p "$WORK/kernel/0:33" "$WORK/bin" "$WORK/service/supervise"
WORK=$(cd "$WORK" && pwd)
root=$WORK/kernel/0:33
base=$(cd "${0%/*}/../../rootfs/base" && pwd)
sed "s#/sys/kernel/nfs_failover#$WORK/kernel#; s#/run/orion/ready#$WORK/ready#; s#/proc/cmdline#$WORK/cmdline#; s# -t 10 # -t 0.05 #; s#/usr/lib/orion#$base&#" \
	"$base/usr/lib/orion/sv/move/run" >"$WORK/service/run"
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
: >"$WORK/ready"
: >"$WORK/service/f"	# what [fd6f::1] stands for as a pattern
pid=
trap '[ -z "$pid" ] || kill $pid 2>/dev/null || :; wait' EXIT

fail() {
	echo "$kind: $*" >&2
	exit 1
}
said_of() {	# SERVER: the file of its answer
	case $1 in
	*:*) echo "$WORK/said.[$1]" ;;
	*) echo "$WORK/said.$1" ;;
	esac
}
says() {	# SERVER DRAINED...
	one=$1
	shift
	case " $* " in
	*" $one "*) echo drained ;;
	*) echo serves ;;
	esac
}
# drained SERVER...: these say so; SILENT doesn't tell. The list of addresses is that of IPv4. The first, where a root mostly is, says it last.
drained() {
	for server in $c $b $a; do
		file=$(said_of "$server")
		{
			[ "$kind" = before ] || echo "self $(says "$server" "$@")"
			for n in 1 2 3; do
				echo "10.9.0.$n $(says "$(echo $a $b $c | cut -d ' ' -f $n)" "$@")"
			done
		} >"$file.new"
		if [ "$server" = "${SILENT-}" ]; then rm -f "$file"; else mv "$file.new" "$file"; fi
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
ends() {
	kill -0 $pid || fail 'it ended'
	kill $pid
	wait $pid 2>/dev/null || :
	pid=
	rm -f "$WORK/service"/sent.*
}
# boots ORDER SERVER...: a node with these in its boot script, on the first of them, begins; of the order it may have been told nothing. The kernel has MOVES.
boots() {
	echo "quiet${1:+ orion.order=$1} -- orion.order=10.9.0.9" >"$WORK/cmdline"
	shift
	echo "$*" >"$root/servers"
	echo "$1" >"$root/active"
	printf %s "${MOVES:+$MOVES
}" >"$root/moves"
	# busybox' read has -t, as bash's.
	(cd "$WORK/service" && PATH=$WORK/bin:$PATH exec bash --posix run) &
	pid=$!
}

for kind in IPv4 before IPv6; do
	a=10.9.0.1 b=10.9.0.2 c=10.9.0.3 order=$a,$b,$c
	if [ $kind = IPv6 ]; then a=fd6f::1 b=fd6f::2 c=fd6f:0:0:1::3 order=[$a],[$b],[$c]; fi
	drained
	boots '' $a $b $c
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
	asked
	drained
	stays $c
	drained $c
	goes $a

	# --- the kernel alone: a server that is back doesn't take its nodes along
	asked
	echo $b >"$root/active"
	stays $b

	# --- who doesn't tell, and who tells nonsense
	SILENT=$b
	drained
	asked
	SILENT=
	drained $b
	goes $a
	echo "$a drained x" >"$(said_of $a)"
	stays $a
	printf 'no\n%s\nself\n' "$a" >"$(said_of $a)"
	stays $a
	drained $a $b $c
	stays $a
	SILENT=$b
	drained $a
	goes $c
	SILENT=$a
	drained
	goes $b
	stays $b
	SILENT=
	drained
	goes $a
	ends

	# --- who booted while its first was drained goes there when that is over; not so when the kernel moved it, or where nobody said what the order is
	drained $a
	boots "$order" $b $c $a
	stays $b
	drained
	goes $a
	ends
	drained $a $b
	boots "$order" $c $a $b
	stays $c
	drained $a
	goes $b
	drained
	goes $a
	ends
	drained $a
	boots '' $b $c $a
	asked
	drained
	stays $b
	ends
	drained $a
	boots "$order" $b $c $a
	asked
	echo $c >"$root/active"
	asked
	drained
	stays $c
	ends
	drained $a
	MOVES="1 7.000 $c $b doesn't answer"
	boots "$order" $b $c $a
	drained
	stays $b
	ends
	MOVES=
done
