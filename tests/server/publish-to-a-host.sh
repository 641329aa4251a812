#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion publish --host` sends of a build what the server hasn't, goes on where it was cut, and nothing is seen of it before it is whole. ssh is one here that
# gives its words to a shell, as sshd does.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
boot_packages
head -c 400000 /dev/urandom >"$WORK/linux/usr/lib/orion/kernel/vmlinuz"
pack linux 1-r0 "$WORK/linux"
for n in 1 2 3; do
	simple core $n-r0
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
done
builder ann
for n in 1 2 3; do
	signed ann $n
done
new_site "$WORK/site"
base=$WORK/site/base

mkdir "$WORK/bin"
cat >"$WORK/pass" <<'END'
import os, sys
left = int(sys.argv[1])
with open(sys.argv[2], 'wb', 0) as sent:
    while left and (data := os.read(0, min(left, 65536))):
        sent.write(data)
        left -= len(data)
        while data:
            data = data[os.write(1, data):]
END
cat >"$WORK/bin/ssh" <<END
#!/bin/sh
[ "\$1 \$2 \$3" = "-T -- server" ] || exit 255
shift 3
echo "\$*" >"$WORK/words"
rm -f "$WORK/fifo"
mkfifo "$WORK/fifo"
exec 3<&0
python3 "$WORK/pass" "\$(cat "$WORK/cut")" "$WORK/sent" <&3 >"$WORK/fifo" 2>/dev/null &
exec 3<&-
umask 077	# as some sshd has it
PATH="$WORK/bin:\$PATH" sh -c "\$*" <"$WORK/fifo"
END
cat >"$WORK/bin/orion" <<END
#!/bin/sh
exec "$ORION" "\$@" --base "$base" --run "$WORK/site/run" --lib "$WORK/site/lib"
END
chmod 755 "$WORK"/bin/*
PATH=$WORK/bin:$PATH
to_host() {	# STATUS TEXT DIR [CHANNEL]: all that is said is in $WORK/said
	want=$1 text=$2
	shift 2
	ends "$want" "$text" "$ORION" publish --host server "$@"
}
sent() {
	stat -c %s "$WORK/sent"
}
whole=$(cat "$WORK"/2/*.bundle "$WORK/2/repository/core-2-r0.x86_64.opk" | wc -c)
echo 100000000 >"$WORK/cut"

to_host 3 'orion trust' "$WORK/1" stable
grep -q 'the same command sends what is missing' "$WORK/said"
[ ! -e "$base/channels" ] || fail 'an unknown key, and a channel'
orion trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
to_host 0 'stable: (new) -> node@1' "$WORK/1" stable
[ "$(sent)" -lt 20000 ] || fail "what was sent before was sent again: $(sent) bytes"
cmp "$WORK"/1/*.bundle "$base"/bundles/node/*.bundle
[ -e "$base/repository/linux-1-r0.x86_64.opk" ] || fail 'the packages did not come'
[ ! -e "$base/.incoming" ] || fail '.incoming is left over'
echo 'orion publish --receive - stable' | diff - "$WORK/words"

to_host 0 'candidate: node@1 -> node@2' "$WORK/2"
[ "$(sent)" -lt $((whole / 4)) ] || fail "of $whole bytes were sent $(sent)"
second=$(basename "$WORK"/2/*.bundle)
cmp "$WORK/2/$second" "$base/bundles/node/$second"
to_host 0 'candidate: node@2 already' "$WORK/2"
to_host 0 'stable: node@1 -> node@2' "$WORK/2" node/stable

# Cut at several places: nothing is seen of it, and in the end it is there.
head -c 300000 /dev/urandom >"$WORK/linux/usr/lib/orion/kernel/vmlinuz"
pack linux 1-r0 "$WORK/linux"
simple core 4-r0
build 4 node core "$WORK/core-4-r0.x86_64.opk"
signed ann 4
rm -rf "$WORK/kept"
cp -a "$base" "$WORK/kept"
for cut in 0 10 2000 50000 100000 120000; do
	echo $cut >"$WORK/cut"
	to_host 3 '' "$WORK/4" stable
	rm -f "$base/lock" "$WORK/kept/lock"
	diff -r --exclude=.incoming "$WORK/kept" "$base" || fail "cut at $cut, something is seen"
done
echo 100000000 >"$WORK/cut"
to_host 0 'stable: node@2 -> node@3' "$WORK/4" stable
[ "$(sent)" -lt 450000 ] || fail "of 600000 bytes, after the cuts $(sent) bytes were sent"
cmp "$WORK"/4/*.bundle "$base/bundles/node/$(basename "$WORK"/4/*.bundle)"
no_leftovers "$base"

secret=$(cd "$base" && find bundles channels repository roles ! -perm -o=r)
[ -z "$secret" ] || fail "only root can read: $secret"

# What is no host or channel reaches no shell.
ends 2 'is no name of a host' "$ORION" publish --host -oProxyCommand=true "$WORK/1"
to_host 2 'a name is of' "$WORK/1" 'stable;touch x'
to_host 2 'before / stands a role' "$WORK/1" '$(touch x)/stable'
ends 3 'no answer from nowhere: ssh says above why' "$ORION" publish --host nowhere "$WORK/1"
mv "$WORK/bin/orion" "$WORK/bin/not-orion"
to_host 3 'server has no command orion' "$WORK/1"

