#!/bin/sh
# SPDX-License-Identifier: MIT
# A root image has what its packages have, to the last mode and byte, and what their actions make: fsck.erofs extracts it and, where
# this runs as root, the kernel mounts it. The same packages give the same bytes, wherever, however and in whatever order.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

mkdir -p "$WORK/base/etc" "$WORK/base/usr/bin" "$WORK/base/tmp" "$WORK/web/usr/bin" "$WORK/web/usr/lib/orion/sv/web"
echo 'root:x:0:0:root:/root:/bin/sh' >"$WORK/base/etc/passwd"
echo 'root:x:0:' >"$WORK/base/etc/group"
ln -s usr/bin "$WORK/base/bin"
head -c 3000000 /dev/urandom >"$WORK/base/usr/bin/large"
for size in 0 1 4095 4096 4097; do
	head -c "$size" /dev/zero | tr '\0' x >"$WORK/base/usr/bin/$size"
done
echo web >"$WORK/web/usr/bin/web"
echo '#!/bin/sh' >"$WORK/web/usr/lib/orion/sv/web/run"
chmod 755 "$WORK/web/usr/bin/web" "$WORK/web/usr/lib/orion/sv/web/run"
pack base 1-r1 "$WORK/base" 'mode\t1777\ttmp' 'mode\t4755\tusr/bin/1' 'setuid\tusr/bin/1' 'd\t0755\t0\t0\tdev' \
	'c\t0666\t0\t0\t1\t3\tdev/null' 'device\tdev/null'
pack web 2.0-r3 "$WORK/web" 'needs\tbase>=1' 'user\tweb\t33\t33\t/run\t/bin/false\tserves' 'group\tweb\t33\t' \
	'service\tweb' 'owner\t33\t33\tusr/bin/web' 'capability\tusr/bin/web\t0000000000000400\t0000000000000000\teffective'
base=$WORK/base-1-r1.x86_64.opk web=$WORK/web-2.0-r3.x86_64.opk

digest=$("$PKG" image -o "$WORK/one.erofs" --lock "$WORK/lock" --wish web "$base" "$web")
[ "$(sha256sum <"$WORK/one.erofs")" = "$digest  -" ] || fail "the digest it prints is not the image's"
mkdir "$WORK/deep directory"
(umask 077 && cd "$WORK/deep directory" && LC_ALL=C.UTF-8 TZ=Asia/Tokyo HOME=/nonexistent \
	"$PKG" image --wish web --output=two.erofs "$web" "$base" >/dev/null)
cmp "$WORK/one.erofs" "$WORK/deep directory/two.erofs"
[ "$(stat -c %a "$WORK/one.erofs")" = 644 ] || fail "the mode of the image is the umask's"
for image in "$base" "$web"; do "$PKG" show --json "$image"; done |
	python3 -c 'import json, sys
d = json.JSONDecoder(); s = sys.stdin.read()
while s.strip():
    p, n = d.raw_decode(s.lstrip()); s = s.lstrip()[n:]
    print(p["name"], p["version"], p["digest"], sep="\t")' >"$WORK/want"
cmp "$WORK/want" "$WORK/lock"

# contents DIR: what both ways of looking must find
contents() {
	[ "$(cat "$1/usr/bin/web" "$1/etc/orion/services" "$1/var/lib/orion/pkg/world")" = "$(printf 'web\nweb\nweb')" ]
	cmp "$1/usr/bin/large" "$WORK/base/usr/bin/large"
	cmp "$1/usr/lib/orion/packages" "$WORK/lock"
	for size in 0 1 4095 4096 4097; do
		cmp "$1/usr/bin/$size" "$WORK/base/usr/bin/$size"
	done
	grep -qx 'web:x:33:33:serves:/run:/bin/false' "$1/etc/passwd"
	grep -qx 'web:x:33:' "$1/etc/group"
	[ "$(readlink "$1/bin")" = usr/bin ]
	"$PKG" list --root "$1" >"$WORK/list"
	printf 'base 1-r1\nweb 2.0-r3\n' | cmp - "$WORK/list"
	(cd "$1" && find . | LC_ALL=C sort) | cmp - "$WORK/paths"
}
cat >"$WORK/paths" <<-EOF
	.
	./bin
	./dev
	./dev/null
	./etc
	./etc/group
	./etc/orion
	./etc/orion/services
	./etc/passwd
	./etc/shadow
	./tmp
	./usr
	./usr/bin
	./usr/bin/0
	./usr/bin/1
	./usr/bin/4095
	./usr/bin/4096
	./usr/bin/4097
	./usr/bin/large
	./usr/bin/web
	./usr/lib
	./usr/lib/orion
	./usr/lib/orion/packages
	./usr/lib/orion/sv
	./usr/lib/orion/sv/web
	./usr/lib/orion/sv/web/run
	./var
	./var/lib
	./var/lib/orion
	./var/lib/orion/pkg
	./var/lib/orion/pkg/installed
	./var/lib/orion/pkg/world
EOF
fsck.erofs "$WORK/one.erofs" >"$WORK/log" 2>&1 || fail "$(cat "$WORK/log")"
if [ "$(id -u)" = 0 ]; then
	fsck.erofs --extract="$WORK/extracted" "$WORK/one.erofs" >"$WORK/log" 2>&1 || fail "$(cat "$WORK/log")"
	contents "$WORK/extracted"
	mkdir "$WORK/mnt"
	mount -t erofs -o loop,ro "$WORK/one.erofs" "$WORK/mnt" || fail "the kernel does not mount it"
	trap 'umount "$WORK/mnt"; rm -rf "$WORK"' EXIT
	contents "$WORK/mnt"
	(cd "$WORK/mnt" && stat -c '%a %u:%g %Y %t,%T %n' dev/null etc/shadow tmp usr/bin/1 usr/bin/web) >"$WORK/stat"
	cat >"$WORK/want" <<EOF
666 0:0 1700000000 1,3 dev/null
600 0:0 1700000000 0,0 etc/shadow
1777 0:0 1700000000 0,0 tmp
4755 0:0 1700000000 0,0 usr/bin/1
755 33:33 1700000000 0,0 usr/bin/web
EOF
	diff "$WORK/want" "$WORK/stat"
	python3 -c 'import os, sys
v = os.getxattr(sys.argv[1], "security.capability").hex()
assert v == "0100000200040000" + "0" * 24, v' "$WORK/mnt/usr/bin/web"
fi

# refuses TEXT ARGUMENT...: it fails, says that, and the image that is there stays
refuses() {
	text=$1
	shift
	if "$PKG" image -o "$WORK/one.erofs" "$@" >"$WORK/out" 2>"$WORK/err"; then fail "image $*: it didn't fail"; fi
	grep -qF -- "$text" "$WORK/err" || fail "no \`$text\` in: $(cat "$WORK/err")"
	cmp "$WORK/one.erofs" "$WORK/deep directory/two.erofs"
	[ -z "$(find "$WORK" -maxdepth 1 -name '.*.new')" ] || fail "something stayed"
}
pack other 1-r0 "$WORK/web" 'owner\t33\t33\tusr/bin/web'
other=$WORK/other-1-r0.x86_64.opk
refuses 'web 2.0-r3 needs base>=1: no package of the list has it' "$web"
refuses 'usr/bin/web: both other 1-r0 and web 2.0-r3 have it' "$base" "$web" "$other"
refuses 'usr/lib/orion/sv/web/run: both other 1-r0 and web 2.0-r3 have it' "$base" "$web" "$other"
refuses '--wish Not a name' "$base" --wish 'Not a name'
refuses 'open none.opk' none.opk
head -c 3000000 "$base" >"$WORK/cut.opk"
refuses cut.opk "$WORK/cut.opk"
python3 -c 'import sys
b = bytearray(open(sys.argv[1], "rb").read()); b[2000000] ^= 1
open(sys.argv[2], "wb").write(b)' "$base" "$WORK/damaged.opk"
refuses 'content is damaged' "$WORK/damaged.opk"
