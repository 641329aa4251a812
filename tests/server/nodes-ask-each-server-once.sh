#!/bin/sh
# SPDX-License-Identifier: MIT
# Lists of servers as the scripts of a node take them apart: each address once, in its order, IPv6 in brackets in a URL and never a pattern. And who is asked: for ssh keys one after the
# other, each once, until one answers; with a report each at once.
set -eu
WORK=$1
base=$(cd "${0%/*}/../../rootfs/base" && pwd)
mkdir -p "$WORK/bin" "$WORK/run/orion" "$WORK/supervise"
cd "$WORK"
WORK=$PWD
: >f	# what [fd6f::1] stands for as a pattern
: >./1
: >run/orion/ready

fail() {
	echo "$*" >&2
	exit 1
}

# --- what a list is: LIST|ITS HOSTS IN URLS
cat >cases <<'END'
|
,|
10.9.0.1|10.9.0.1
10.9.0.1,|10.9.0.1
10.9.0.2,10.9.0.1,10.9.0.2|10.9.0.2 10.9.0.1
10.9.0.1,10.9.0.11,10.9.0.1|10.9.0.1 10.9.0.11
fd6f::1|[fd6f::1]
[fd6f::1]|[fd6f::1]
[fd6f::1],[fd6f::2],fd6f::1,10.9.0.1|[fd6f::1] [fd6f::2] 10.9.0.1
::1,f::1|[::1] [f::1]
10.9.0.1,10.9.0.2,10.9.0.3,10.9.0.4,10.9.0.5,10.9.0.6,10.9.0.7,10.9.0.8|10.9.0.1 10.9.0.2 10.9.0.3 10.9.0.4 10.9.0.5 10.9.0.6 10.9.0.7 10.9.0.8
END
cat >hosts <<END
set -eu
. $base/usr/lib/orion/servers
servers_of "\$1"
for one in \$list; do
	host_of "\$one"
	printf '%s\n' "\$host"
done
END
while IFS='|' read -r given wanted; do
	got=$(sh hosts "$given" | paste -sd ' ' -)
	[ "$got" = "$wanted" ] || fail "'$given' has '$got', not '$wanted'"
done <cases

# --- who is asked
for program in dropbear dropbearkey logger; do
	printf '#!/bin/sh\necho Fingerprint: x\n' >"bin/$program"
done
cat >bin/wget <<'END'
#!/bin/sh
# Answers for $LIVES only. A limit of a few seconds is always said.
file= limit= url=
while [ $# -gt 0 ]; do
	case $1 in
	-O) file=$2 && shift ;;
	-T) limit=$2 && shift ;;
	--post-data) shift ;;
	-q) ;;
	*) url=$1 ;;
	esac
	shift
done
echo "${url#http://}" >>asked
case $limit in [1-5]) ;; *) echo 'no limit' >>asked ;; esac
case $url in
"http://$LIVES/"*) echo "key of $LIVES" >"$file" ;;
*) exit 1 ;;
esac
END
chmod 755 bin/*
PATH=$WORK/bin:$PATH
export PATH LIVES
echo quiet >cmdline
service() {	# NAME: as it is on a node of ours
	sed "s#/proc/cmdline#$WORK/cmdline#g; s#/run/#$WORK/run/#g; s#/sys/#$WORK/sys/#g; s#/usr/lib/orion/#$base&#g" "$base/usr/lib/orion/sv/$1/run" >"$1"
}
boots() {	# SERVER SERVERS
	printf 'root=nfs\nserver=%s\nservers=%s\nnode=n1\nrole=node\nmac=52:54:00:00:00:01\ngeneration=x\n' "$1" "$2" >run/orion/boot.conf
	rm -rf asked run/ssh
}
keys() {	# KEY ASKED...: who may log in then, and who was asked
	sh sshd >/dev/null
	wanted=$1
	shift
	[ "$(cat run/ssh/keys/authorized_keys)" = "$wanted" ] || fail "keys: $(cat run/ssh/keys/authorized_keys), not '$wanted'"
	printf '%s/node/authorized_keys\n' "$@" | cmp - asked || fail "asked were $(cat asked)"
}
service sshd
boots 10.9.0.1 10.9.0.1,10.9.0.2
LIVES=10.9.0.1
keys 'key of 10.9.0.1' 10.9.0.1
LIVES=10.9.0.2
rm asked
keys 'key of 10.9.0.2' 10.9.0.1 10.9.0.2
LIVES=
rm asked
keys '' 10.9.0.1 10.9.0.2
boots fd6f::2 fd6f::1,fd6f::2,fd6f::3
LIVES='[fd6f::3]'
keys 'key of [fd6f::3]' '[fd6f::2]' '[fd6f::1]' '[fd6f::3]'

told() {	# HOST...: it reports to these once, and is alone then
	service report
	: >asked
	bash --posix report &
	pid=$!
	n=200
	until [ "$(wc -l <asked)" = $# ]; do
		n=$((n - 1))
		[ $n -gt 0 ] || fail "told were $(cat asked)"
		sleep 0.05
	done
	kill $pid
	wait $pid || :
	head -n $# asked | sort >told
	printf '%s/reports/node\n' "$@" | sort | cmp - told || fail "told were $(cat asked)"
}
boots fd6f::2 fd6f::1,fd6f::2,fd6f::1
told '[fd6f::1]' '[fd6f::2]'
boots 10.9.0.1 ''
told 10.9.0.1
