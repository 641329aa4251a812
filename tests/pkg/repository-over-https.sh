#!/bin/sh
# SPDX-License-Identifier: MIT
# A repository over HTTPS: read when an authority of the machine's certificates vouches for the server's name; refused with another
# authority, another name, an old protocol, or by way of plain HTTP. The program that fetches has no rights meanwhile.
# ORION_FETCH: that program, another than the one built here (the static one of an image).
case ${2-} in	# a mount namespace of its own, for the machine's certificates
'') if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" root; else exec unshare -rm "$0" "$1" user; fi ;;
root) as= ;;
user) as='unshare --map-user=1000 --map-group=1000' ;;	# who is root of a namespace of one user can't become nobody
esac
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
[ "${ORION_FETCH-}" ] || fetcher
export ORION_FETCH HOME="$WORK"
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR
server=
finish() {
	[ -z "$server" ] || kill -9 "$server" 2>/dev/null || :
	rm -rf "$WORK"
}
trap finish EXIT

authority() {	# NAME
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$WORK/$1.key" -out "$WORK/$1.crt" 2>/dev/null
}

certificate() {	# NAME AUTHORITY SUBJECT-ALTERNATIVE-NAME
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=x" -keyout "$WORK/$1.key" -out "$WORK/$1.csr" 2>/dev/null
	echo "subjectAltName=$3" >"$WORK/$1.ext"
	openssl x509 -req -in "$WORK/$1.csr" -CA "$WORK/$2.crt" -CAkey "$WORK/$2.key" -CAcreateserial -days 2 \
		-extfile "$WORK/$1.ext" -out "$WORK/$1.crt" 2>/dev/null
}

# serve_tls CERTIFICATE [OPTION...]: serves $WORK at https://127.0.0.1:$port
serve_tls() {
	[ -z "$server" ] || { kill -9 "$server" 2>/dev/null || :; wait "$server" 2>/dev/null || :; }
	certificate=$1
	shift
	rm -f "$WORK/accept"
	(cd "$WORK" && exec openssl s_server -WWW -accept 127.0.0.1:0 -cert "$certificate.crt" -key "$certificate.key" "$@" >accept 2>&1) &
	server=$!
	until port=$(sed -n 's/^ACCEPT .*:\([0-9]*\)$/\1/p' "$WORK/accept" 2>/dev/null) && [ -n "$port" ]; do
		kill -0 "$server" || fail "no server: $(cat "$WORK/accept")"
		sleep 0.05
	done
}

ask() {	# [URL]: a repository that was never asked before; what is said is in $WORK/said
	rm -rf "$WORK/.local" "$WORK/.cache"
	# shellcheck disable=SC2086 # words
	$as "$PKG" search --repository "${1:-https://127.0.0.1:$port/repo}" --key "$WORK/keys/root.pub" >"$WORK/said" 2>&1
}

refused() {	# TEXT [URL]
	if ask ${2:+"$2"}; then fail "taken, not refused: $1"; fi
	grep -qi -- "$1" "$WORK/said" || fail "no \`$1\` in: $(cat "$WORK/said")"
}

authority ours
authority theirs
certificate good ours IP:127.0.0.1
certificate name ours DNS:example.org
certificate stranger theirs IP:127.0.0.1
# As a root of ours has it; no other authority is known here.
mount -t tmpfs tmpfs /etc/ssl
mkdir /etc/ssl/certs
cp "$WORK/ours.crt" /etc/ssl/certs/ca-certificates.crt

mkdir -p "$WORK/tree" "$WORK/repo"
head -c 3000000 /dev/urandom >"$WORK/tree/big"
pack hello 1-r1 "$WORK/tree"
mv "$WORK/hello-1-r1.x86_64.opk" "$WORK/repo/"
"$PKG" keygen --site --keys "$WORK/keys" >/dev/null
"$PKG" index --keys "$WORK/keys" "$WORK/repo" >/dev/null

serve_tls good
ask || fail "not taken: $(cat "$WORK/said")"
grep -q '^hello 1-r1' "$WORK/said" || fail "it lists: $(cat "$WORK/said")"
mkdir "$WORK/got"
# shellcheck disable=SC2086 # words
$as "$PKG" fetch -o "$WORK/got" --repository "https://127.0.0.1:$port/repo" --key "$WORK/keys/root.pub" hello >/dev/null
cmp "$WORK/got/hello-1-r1.x86_64.opk" "$WORK/repo/hello-1-r1.x86_64.opk"

# While it waits for the server.
kill -STOP "$server"
ask &
client=$!
child_of() {	# PID
	cat "/proc/$1/task/$1/children" 2>/dev/null
}
until asks=$(child_of "$client") && [ "$asks" ] && child=$(child_of "${asks% }") && [ "$child" ] &&
	grep -q '^Seccomp:	2$' "/proc/${child% }/status"; do
	kill -0 "$client" || fail "it has ended without the server: $(cat "$WORK/said")"
	sleep 0.05
done
grep -q '^NoNewPrivs:	1$' "/proc/${child% }/status" || fail "orion-fetch may gain rights"
[ -n "$as" ] || awk '/^Uid:/ { for (i = 2; i <= 5; i++) if (!$i) exit 1 }' "/proc/${child% }/status" || fail "orion-fetch is root"
kill -CONT "$server"
wait "$client" || fail "not taken after a wait: $(cat "$WORK/said")"

serve_tls stranger
refused certificate
serve_tls name
refused certificate
serve_tls good -tls1_1 -cipher 'DEFAULT@SECLEVEL=0'
refused 'ssl\|tls'
serve_tls good
refused '' "http://127.0.0.1:$port/repo"
