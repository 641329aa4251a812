#!/bin/sh
# SPDX-License-Identifier: MIT
# A package as a tar archive and for dpkg: tar and dpkg-deb read it, types, modes, owners, links, long names, capabilities and contents
# are the package's, relations are said in Debian's words, and it is the same bytes each time.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
long=usr/share/$(printf '%0120d' 1)/$(printf '%0150d' 2)

mkdir -p "$WORK/tree/usr/bin" "$WORK/tree/etc/t" "$WORK/tree/${long%/*}" "$WORK/out" "$WORK/again"
echo prog >"$WORK/tree/usr/bin/prog"
chmod 755 "$WORK/tree/usr/bin/prog"
ln -s prog "$WORK/tree/usr/bin/link"
ln -s "$(printf '%0180d' 3)" "$WORK/tree/usr/bin/far"
echo setting >"$WORK/tree/etc/t/conf"
echo long >"$WORK/tree/$long"
: >"$WORK/tree/usr/empty"
head -c 1500000 /dev/urandom >"$WORK/tree/usr/big"
head -c 512 /dev/zero >"$WORK/tree/usr/block"
pack t_x 1.2_rc1-r3 "$WORK/tree" 'mode\t4755\tusr/bin/prog' 'setuid\tusr/bin/prog' 'owner\t5\t3000000\tusr/empty' \
	'capability\tusr/big\t0000000000000400\t0000000000000000\teffective' 'needs\tmusl>=1.2.5' 'needs\tso:libX_y.so.6' \
	'needs\ta=2|b>3-r1' 'needs\tlib=2.0' 'provides\tvirtual=3' 'conflicts\told<=2' 'user\ttt\t77\t77\t/\t/bin/sh\t' \
	'url\thttps://example.org/'
opk=$WORK/t_x-1.2_rc1-r3.x86_64.opk

# --- tar
[ "$("$PKG" convert -o "$WORK/out" "$opk")" = t_x-1.2_rc1-r3.x86_64.tar ] || fail "the name is another"
tar=$WORK/out/t_x-1.2_rc1-r3.x86_64.tar
has() { # LINE: fixed text that is a line of the list, blanks squeezed
	tr -s ' ' <"$WORK/list" | grep -qxF -- "$1" || fail "no line \`$1\` in: $(cat "$WORK/list")"
}
time=$(date -u -d @1700000000 '+%Y-%m-%d %H:%M:%S')
TZ=UTC tar --numeric-owner --full-time -tvf "$tar" >"$WORK/list"
has "-rwsr-xr-x 0/0 5 $time usr/bin/prog"
has "lrwxrwxrwx 0/0 0 $time usr/bin/link -> prog"
has "lrwxrwxrwx 0/0 0 $time usr/bin/far -> $(printf '%0180d' 3)"
has "-rw-r--r-- 5/3000000 0 $time usr/empty"
has "drwxr-xr-x 0/0 0 $time etc/t/"
has "-rw-r--r-- 0/0 5 $time $long"
[ "$(wc -l <"$WORK/list")" = "$("$PKG" files "$opk" | wc -l)" ] || fail "not as many paths as the package has"
mkdir "$WORK/x"
tar --no-same-owner -xf "$tar" -C "$WORK/x"
diff -r --no-dereference "$WORK/tree" "$WORK/x"
python3 - "$tar" <<'END'
import sys, tarfile
t = tarfile.open(sys.argv[1])
value = t.getmember("usr/big").pax_headers["SCHILY.xattr.security.capability"]
assert value.encode("utf-8", "surrogateescape") == bytes([1, 0, 0, 2, 0, 4] + 14 * [0]), value
END
if [ "$(id -u)" = 0 ] && command -v getcap >/dev/null; then
	mkdir "$1/caps"
	tar --xattrs --xattrs-include='*' -xf "$tar" -C "$1/caps"
	getcap "$1/caps/usr/big" | grep -q 'cap_net_bind_service=ep' || fail "tar didn't set the capability"
fi

# --- deb
"$PKG" convert --deb -o "$WORK/out" "$opk" >"$WORK/said"
grep -q 'without its users' "$WORK/said" || fail "it doesn't say what is left out"
deb=$WORK/out/t_x-1.2_rc1-r3.x86_64.deb
dpkg-deb -f "$deb" >"$WORK/control"
for line in 'Package: t-x' 'Version: 1.2~rc1-r3' 'Architecture: amd64' 'Provides: virtual (= 3)' 'Conflicts: old (<< 2-s)' \
	'Depends: a (>= 2) | b (>> 3-r1), lib (>= 2.0), lib (<< 2.0-s), musl (>= 1.2.5), so-libx-y.so.6' 'License: MIT' 'Description: A test'; do
	grep -qxF "$line" "$WORK/control" || fail "no \`$line\` in: $(cat "$WORK/control")"
done
[ "$(dpkg-deb -I "$deb" conffiles)" = /etc/t/conf ] || fail "conffiles"
TZ=UTC dpkg-deb -c "$deb" | tr -s ' ' >"$WORK/list"
has "-rwsr-xr-x 0/0 5 ${time%:*} ./usr/bin/prog"
has "drwxr-xr-x 0/0 0 ${time%:*} ./etc/t/"
has "-rw-r--r-- 0/0 5 ${time%:*} ./$long"
mkdir "$WORK/d"
dpkg-deb -x "$deb" "$WORK/d"
diff -r --no-dereference "$WORK/tree" "$WORK/d"

# dpkg installs it, and orders versions as orion-pkg does.
if [ "$(id -u)" = 0 ]; then
	mkdir -p "$WORK/root/var/lib/dpkg/info" "$WORK/root/var/lib/dpkg/updates" "$WORK/root/var/lib/dpkg/triggers"
	: >"$WORK/root/var/lib/dpkg/status"
	dpkg --root="$WORK/root" --log=/dev/null --force-depends --force-script-chrootless -i "$deb" >"$WORK/said" 2>&1 || fail "$(cat "$WORK/said")"
	[ "$(stat -c '%a %u %g' "$WORK/root/usr/bin/prog" "$WORK/root/usr/empty" | tr '\n' ' ')" = '4755 0 0 644 5 3000000 ' ] ||
		fail "dpkg made other modes or owners"
	grep -qF ' /etc/t/conf ' "$WORK/root/var/lib/dpkg/status" || fail "dpkg knows of no configuration file"
fi
for pair in '1.2~rc1-r3 lt 1.2-r0' '2.0 le 2.0-r5' '2.0-r5 lt 2.0-s' '1.2-r3 lt 1.2+p1-r0'; do
	# shellcheck disable=SC2086 # three words
	dpkg --compare-versions $pair || fail "dpkg says that not $pair"
done

# --- the same bytes, whoever makes them and when
(
	umask 077
	TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$PKG" convert -o "$WORK/again" "$opk"
	"$PKG" convert --deb -o "$WORK/again" "$opk"
) >/dev/null
diff -r "$WORK/out" "$WORK/again"

# Damage is found before anything is there. What lies at 9000 is random: another byte than the one that is there.
byte=x
[ "$(dd if="$opk" bs=1 skip=9000 count=1 2>/dev/null)" != x ] || byte=y
printf %s "$byte" | dd of="$opk" bs=1 seek=9000 conv=notrunc 2>/dev/null
got=0
"$PKG" convert -o "$WORK/x" "$opk" >"$WORK/said" 2>&1 || got=$?
[ $got = 3 ] || fail "damaged: status $got, $(cat "$WORK/said")"
[ ! -e "$WORK/x/${tar##*/}" ] || fail "an archive of a damaged package is there"
