#!/bin/sh
# SPDX-License-Identifier: MIT
# A server makes its keys, lists and signs its packages; orion-repository takes packages or says why not, all of them or none; a node
# that is told the key on its command line finds them. The scripts are those of the image, on directories of the test's own.
if [ "${2-}" != inside ]; then
	if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" inside; else exec unshare -rm "$0" "$1" inside; fi
fi
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
top=$HERE/../..
mount -t tmpfs tmpfs /srv
mount -t tmpfs tmpfs /run
mkdir -p /srv/orion /run/orion /run/upper /run/work "$WORK/bin"
mount -t overlay -o lowerdir=/etc,upperdir=/run/upper,workdir=/run/work none /etc
mkdir -p /etc/orion/repositories
ln -s "$PKG" "$WORK/bin/orion-pkg"
for tool in fsync:sync logger:true; do
	printf '#!/bin/sh\nexec %s "$@"\n' "${tool#*:}" >"$WORK/bin/${tool%:*}"
	chmod +x "$WORK/bin/${tool%:*}"
done
PATH=$top/server/root/usr/bin:$WORK/bin:$PATH
export PATH

lists() {	# TEXT: all packages of the repository, as readers of it see them
	found=$(orion-pkg search --all --repository /srv/orion/repository --key /srv/orion/keys/root.pub || :)
	found=$(echo "$found" | awk 'NF { print $1 "=" $2 }' | paste -sd' ' -)
	[ "$found" = "$1" ] || fail "the repository lists '$found', not '$1'"
}

# Keys, once.
"$top/server/root/usr/lib/orion/server/repository-keys"
[ "$(stat -c %a /srv/orion/keys /srv/orion/keys/*.key | paste -sd' ' -)" = '700 600 600 600' ] || fail "keys are open to others"
sum=$(cat /srv/orion/keys/*.pub)
mv /srv/orion/keys/root.key "$WORK/"
"$top/server/root/usr/lib/orion/server/repository-keys"
[ "$sum" = "$(cat /srv/orion/keys/*.pub)" ] || fail "other keys were made"
[ ! -e /srv/orion/keys/root.key ] || fail "the root key that was taken away is there again"
mv "$WORK/root.key" /srv/orion/keys/

mkdir -p "$WORK/a" "$WORK/b" "$WORK/other"
echo hello >"$WORK/a/hello"
echo world >"$WORK/b/world"
pack hello 1-r1 "$WORK/a"
pack world 2-r1 "$WORK/b"
hello=$WORK/hello-1-r1.x86_64.opk world=$WORK/world-2-r1.x86_64.opk

ends 2 usage: orion-repository
ends 2 usage: orion-repository add
ends 2 usage: orion-repository renew more
ends 0 'release 1 (new)' orion-repository renew
ends 0 'release 1, good until' orion-repository renew
ends 0 'added hello-1-r1.x86_64.opk' orion-repository add "$hello"
ends 0 'is there already' orion-repository add - <"$hello"
lists 'hello=1-r1'

# What can't be taken, also beside what could.
echo changed >"$WORK/a/hello"
mv "$hello" "$WORK/other/"
pack hello 1-r1 "$WORK/a"
ends 1 'another hello 1-r1' orion-repository add "$world" "$hello"
head -c 200 "$world" >"$WORK/other/short.opk"
ends 1 'damaged' orion-repository add "$world" "$WORK/other/short.opk"
ends 1 'damaged' orion-repository add - </dev/null
ends 3 'No such file' orion-repository add "$WORK/nowhere.opk"
printf 'name\tfar\nversion\t1-r1\narch\taarch64\nsummary\tA\nlicense\tMIT\norigin\tt\ndate\t1700000000\n' >"$WORK/far.txt"
orion-pkg pack -o "$WORK" "$WORK/far.txt" "$WORK/b" >/dev/null
ends 1 'is for aarch64' orion-repository add "$WORK/far-1-r1.aarch64.opk"
mv /srv/orion/keys/release.key "$WORK/"
ends 3 release.key orion-repository add "$world"
mv "$WORK/release.key" /srv/orion/keys/
lists 'hello=1-r1'
[ "$(cd /srv/orion && echo *)" = 'keys repository repository.listed' ] || fail "something stayed: $(ls /srv/orion)"

# Taken away: others are told by a file of its name, until it is there again.
cp "$WORK/other/hello-1-r1.x86_64.opk" "$WORK/first.opk"
ends 2 usage: orion-repository remove
ends 1 'no such package' orion-repository remove hello-1-r1.x86_64.opk nothing-1-r1.x86_64.opk
lists 'hello=1-r1'
ends 0 'removed hello-1-r1.x86_64.opk' orion-repository remove hello-1-r1.x86_64.opk
lists ''
[ "$(cat /srv/orion/removed/hello-1-r1.x86_64.opk)" = "$(orion-pkg show "$WORK/first.opk" | sed -n 's/^digest *//p')" ] || fail 'it is not said what was removed'
ends 0 'added hello-1-r1.x86_64.opk' orion-repository add "$WORK/first.opk"
[ ! -e /srv/orion/removed/hello-1-r1.x86_64.opk ] || fail 'it is still told to be removed'
rmdir /srv/orion/removed
lists 'hello=1-r1'

# Two at once; a file that somebody put there.
orion-repository add "$world" >/dev/null &
pack third 3-r1 "$WORK/b"
orion-repository add "$WORK/third-3-r1.x86_64.opk" >/dev/null
wait $!
pack fourth 4-r1 "$WORK/b"
cp "$WORK/fourth-4-r1.x86_64.opk" /srv/orion/repository/
ends 0 '(new)' orion-repository renew
lists 'fourth=4-r1 hello=1-r1 third=3-r1 world=2-r1'
orion-pkg verify --key /srv/orion/keys/root.pub /srv/orion/repository >/dev/null

# A server that was lost and restored, with its packages or without: machines that saw what it signed since the backup take what it signs now.
mkdir -p "$WORK/client/etc/orion/repositories"
printf 'url\t/srv/orion/repository\nkey\t%s\n' "$(sed -n 2p /srv/orion/keys/root.pub)" >"$WORK/client/etc/orion/repositories/server"
sees() {	# STATUS TEXT: a machine that keeps what it saw
	exits "$1" "$2" install --root "$WORK/client" hello
	[ "$1" != 0 ] || "$PKG" remove --root "$WORK/client" hello >/dev/null
}
cp -a /srv/orion/repository "$WORK/kept"
for _ in 1 2 3; do
	orion-repository renew >/dev/null
done
sees 0 ''
mv /srv/orion/repository "$WORK/lost"
cp -a "$WORK/kept" /srv/orion/repository
orion-repository renew >/dev/null
sees 3 'timestamp: serial'
orion-repository restored
ends 0 "release $(date +%s | cut -c 1-6)" orion-repository renew
sees 0 ''
then=$(date +%s)
until [ "$(date +%s)" -gt "$then" ]; do sleep 0.1; done	# a server is lost once a second at most
rm -r /srv/orion/repository /srv/orion/repository.listed
mkdir /srv/orion/repository
cp "$WORK"/lost/*.opk /srv/orion/repository/
orion-repository renew >/dev/null
sees 3 'timestamp: serial'
orion-repository restored
orion-repository renew >/dev/null
sees 0 ''
ends 0 'release' orion-repository renew
[ ! -e /srv/orion/repository.restored ] || fail 'it is restored for ever'

# The root key becomes another, then the server is lost, and another one is given its keys without the packages: who trusts the first key, and saw
# the second root, goes on; so does a machine that knows the new key only.
(
	cd /srv/orion/keys
	mv root.key root-old.key
	rm root.pub
	orion-pkg keygen --keys . root >/dev/null
	orion-pkg index --root-keys 1 --keys . /srv/orion/repository >/dev/null
	rm root-old.key
)
orion-repository renew >/dev/null
sees 0 ''
grep -q "$(printf '^root\t2\t')" "$WORK/client/var/lib/orion/pkg/trust/server" || fail "root 2 isn't what was seen"
mv /srv/orion/keys "$WORK/keys-of-backup"
until [ "$(date +%s)" -gt "$(($(sed -n 's/^timestamp\t\([0-9]*\).*/\1/p' "$WORK/client/var/lib/orion/pkg/trust/server") + 1))" ]; do sleep 0.1; done
"$top/server/root/usr/lib/orion/server/repository-keys"
rm -r /srv/orion/repository /srv/orion/repository.listed
mkdir /srv/orion/repository
cp "$WORK"/lost/*.opk /srv/orion/repository/
orion-repository renew >/dev/null
sees 3 ''
rm -r /srv/orion/keys
mv "$WORK/keys-of-backup" /srv/orion/keys
orion-repository restored
orion-repository renew >/dev/null
sees 0 ''
lists 'fourth=4-r1 hello=1-r1 third=3-r1 world=2-r1'
[ "$(grep -c '^root' /srv/orion/repository/latest)" = 2 ] || fail 'the way from the first root to the second is lost'

# A node is told of it on its command line.
rm -f /etc/orion/repositories/server
echo "quiet orion.repository-key=$(sed -n 2p /srv/orion/keys/root.pub) -- orion.repository-key=no" >"$WORK/cmdline"
mount --bind "$WORK/cmdline" /proc/cmdline
told() {	# SERVER SERVERS ADDRESS...: a node with these in its boot.conf asks there, in this order
	printf 'server=%s\nservers=%s\n' "$1" "$2" >/run/orion/boot.conf
	shift 2
	sed "s#/usr/lib/orion#$top/rootfs/base&#" "$top/rootfs/base/usr/lib/orion/own-repository" | sh -eu
	{
		printf 'url\thttp://%s/repository\n' "$@"
		printf 'key\t%s\n' "$(sed -n 2p /srv/orion/keys/root.pub)"
	} | cmp - /etc/orion/repositories/server || fail "a node of $1 isn't told right: $(cat /etc/orion/repositories/server)"
}
told fd00::1 '' '[fd00::1]'
told 10.9.0.1 10.9.0.1 10.9.0.1
told 10.9.0.2 10.9.0.1,10.9.0.2,10.9.0.3 10.9.0.2 10.9.0.1 10.9.0.3
