#!/bin/sh
# SPDX-License-Identifier: MIT
# orion-timed tells the time to who asks for it, by IPv4 and IPv6, from the address that was asked; to nothing else it says a word.
set -eu
. "${0%/*}/lib"

top=$HERE/../..
"${HOSTCC:-gcc}" -std=c11 -D_GNU_SOURCE -g -O1 -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all \
	-iquote "$top/tools/lib" -o "$WORK/timed" "$top/server/timed.c" "$top/tools/lib/ntp_packet.c"
if [ "$(id -u)" = 0 ]; then	# whom a server has an account `ntp` for; nobody else may go where the program is
	set -- setpriv --reuid 65534 --regid 65534 --clear-groups
else
	set --
fi
port=$((20000 + $$ % 10000))
until "$@" /proc/self/fd/9 $port 9<"$WORK/timed" 2>"$WORK/timed.log" & pid=$!; sleep 0.1; kill -0 $pid; do	# somebody's port: another one
	port=$((port + 1))
done
# shellcheck disable=SC2034 # lib ends it
pids=$pid

# question BYTES FIRST...: packets whose first byte that is (octal), with 00 11 22 33 44 55 66 77 for the moment it leaves.
question() {
	bytes=$1
	shift
	for first; do
		{
			# shellcheck disable=SC2059 # a format on purpose
			printf "\\$first"
			head -c 39 /dev/zero
			printf '\000\021\042\063\104\125\146\167'
			head -c 20 /dev/zero
		} | head -c "$bytes"
	done
}

# told ADDRESS BYTES FIRST...: the answers, a line each, in hexadecimal. socat hears only the address that it asks.
told() {
	address=$1 bytes=$2
	shift 2
	question "$bytes" "$@" | socat -b "$bytes" -t 1 - "UDP$address:$port" | od -An -v -tx1 -w48
}

right() {	# ANSWER FIRST
	case $1 in
	" $2 0a 00 ec 00 00 00 00 00 00 00 00 7f 7f 01 01 "*' 00 11 22 33 44 55 66 77 '*) ;;
	*) fail "the answer is '$1'" ;;
	esac
	# The seconds of the moment at which it left, since 1900.
	seconds=$(echo "$1" | awk '{ print $41 $42 $43 $44 }')
	apart=$((0x$seconds - 2208988800 - $(date +%s)))
	[ "${apart#-}" -le 5 ] || fail "it is $apart s apart"
}

right "$(told 4:127.0.0.1 48 043)" 24
right "$(told 4:127.0.0.2 68 033)" 1c	# version 3, with a digest that nobody asked for
right "$(told '6:[::1]' 48 043)" 24

# Half a packet; then an answer, a broadcast, a control message, a version that isn't, and a question behind them.
got=$(told 4:127.0.0.1 47 043)
[ -z "$got" ] || fail "to half a packet it says $got"
right "$(told 4:127.0.0.1 48 044 045 046 047 003 053 043)" 24
