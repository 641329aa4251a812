#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion export` writes the root of a generation as a tar that has all that the image has: paths, types, modes, owners, times, contents, links,
# devices, capabilities; the same bytes each time. Nothing of a bundle that isn't what its digest says, and nothing to a terminal.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
DIST=${DIST:-$HERE/../../dist/x86_64}
[ -e "$DIST/node.bundle" ] || fail "$DIST/node.bundle is not there: make image"

# All that a package may have.
boot_packages
far=usr/share/$(printf %0200d 1)/$(printf %0100d 2)
mkdir -p "$WORK/odd/usr/bin" "$WORK/odd/etc" "$WORK/odd/${far%/*}"
for f in ping su; do
	echo $f >"$WORK/odd/usr/bin/$f"
done
head -c 300000 /dev/urandom >"$WORK/odd/$far"
ln -s "../$far" "$WORK/odd/etc/far"
ln -s "$(printf %0300d 3)" "$WORK/odd/etc/nowhere"
pack odd 1-r0 "$WORK/odd" 'mode\t0755\tusr/bin/ping' 'owner\t70000\t5\tusr/bin/ping' 'mode\t4711\tusr/bin/su' 'setuid\tusr/bin/su' \
	'capability\tusr/bin/ping\t0000000000002000\t0000000000000001\teffective' 'd\t1777\t0\t0\ttmp' \
	'c\t0620\t0\t5\t300\t70000\tdev/odd' 'device\tdev/odd'
build 1 node odd "$WORK/odd-1-r0.x86_64.opk"
builder ann
signed ann 1
new_site "$WORK/site"
for key in "$WORK/1/release.pub" "$DIST/release.pub"; do
	orion trust --yes "$key" >/dev/null 2>&1
done
orion publish "$WORK/1" >/dev/null
orion publish "$DIST/$(readlink "$DIST/node.bundle")" >/dev/null

# Members as root.manifest has them: type mode uid gid size sha256 path [target].
cat >"$WORK/list.py" <<'END'
import hashlib, sys, tarfile
TYPES = {tarfile.REGTYPE: 'f', tarfile.DIRTYPE: 'd', tarfile.SYMTYPE: 'l', tarfile.CHRTYPE: 'c', tarfile.BLKTYPE: 'b'}
with tarfile.open(sys.argv[1], 'r|') as t:
    for m in t:
        assert m.mtime == int(sys.argv[2]) and not m.uname and (m.name == '.' or m.name.startswith('./')), m.name
        size = m.size if m.isfile() else '%d,%d' % (m.devmajor, m.devminor) if m.ischr() else '-'
        digest = hashlib.sha256(t.extractfile(m).read()).hexdigest() if m.isfile() else '-'
        if m.name != '.':
            print(TYPES[m.type], '%o' % m.mode, m.uid, m.gid, size, digest, m.name[2:], *([m.linkname] if m.issym() else []))
        elif (m.mode, m.uid, m.gid) != (0o755, 0, 0) or not m.isdir():
            sys.exit('the top is another')
        for key, value in m.pax_headers.items():
            print(key, value.encode('utf-8', 'surrogateescape').hex(), m.name, file=sys.stderr)
END
equals_image() {	# GENERATION DIR: which has manifest and root.manifest
	orion export "$1" >"$WORK/root.tar"
	python3 "$WORK/list.py" "$WORK/root.tar" "$(awk '$1 == "date" { print $2 }' "$2/manifest")" >"$WORK/list" 2>"$WORK/more" ||
		fail "$1: $(cat "$WORK/more")"
	diff "$WORK/list" "$2/root.manifest" >"$WORK/diff" || fail "$1: $(head -n 20 "$WORK/diff")"
}
equals_image node@2 "$DIST/node"
[ "$(wc -l <"$WORK/list")" -gt 500 ] || fail "only $(wc -l <"$WORK/list") paths"
equals_image node@1 "$WORK/1/node"
echo "SCHILY.xattr.security.capability 0100000200200000010000000000000000000000 ./usr/bin/ping" |
	diff - "$WORK/more"

# What is unpacked is that, owners and all; the same bytes, whatever the machine says.
mkdir "$WORK/unpacked"
if [ "$(id -u)" = 0 ]; then
	tar -C "$WORK/unpacked" --numeric-owner --xattrs --xattrs-include='*' -xpf "$WORK/root.tar"
	cd "$WORK/unpacked"
	[ "$(stat -c '%a %u %g %t,%T %n' tmp dev/odd usr/bin/su usr/bin/ping)" = '1777 0 0 0,0 tmp
620 0 5 12c,11170 dev/odd
4711 0 0 0,0 usr/bin/su
755 70000 5 0,0 usr/bin/ping' ] || fail "$(stat -c '%a %u %g %t,%T %n' tmp dev/odd usr/bin/su usr/bin/ping)"
	python3 -c "import os; print(os.getxattr('usr/bin/ping', 'security.capability').hex())" | grep -q ^010000020020000001
	cmp "$far" "$WORK/odd/$far"
	tar --numeric-owner --xattrs --xattrs-include='*' -df "$WORK/root.tar"
	cd /
else
	echo 'it is not unpacked with owners and capabilities: that needs root'
fi
(umask 077; TZ=Asia/Tokyo LC_ALL=C.UTF-8 orion export "node@1-$(channel "$SITE/base" 2 | head -c 12)") | cmp - "$WORK/root.tar"

# Who reads may stop; a disk may be full.
wrote() {	# STATUS TEXT WHAT: it ended so, with code in $code
	if [ "$code" != "$1" ] || ! grep -qF -- "$2" "$WORK/said"; then fail "$3: $code, not $1: $(cat "$WORK/said")"; fi
}
orion export node@2 | head -c 1000 | wc -c | grep -qx 1000
code=0
python3 -c 'import signal, subprocess, sys
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, restore_signals=False)
p.stdout.read(10), p.stdout.close()
sys.exit(p.wait())' "$ORION" export node@2 --base "$SITE/base" --run "$SITE/run" --lib "$SITE/lib" 2>"$WORK/said" || code=$?
wrote 3 'the archive: Broken pipe' 'nobody reads'
if [ -c /dev/full ]; then
	code=0
	orion export node@1 2>"$WORK/said" >/dev/full || code=$?
	wrote 3 'No space left' 'a full disk'
fi

# What it refuses writes nothing.
refused() {	# STATUS TEXT GENERATION
	code=0
	orion export "$3" >"$WORK/root.tar" 2>"$WORK/said" || code=$?
	wrote "$@"
	[ ! -s "$WORK/root.tar" ] || fail "$3: it was refused, and something was written"
}
refused 2 'is no generation like node@7' stable
refused 2 'there was no generation node@3' node@3
script -qec "'$ORION' export node@1 --base '$SITE/base' --run '$SITE/run' --lib '$SITE/lib'" /dev/null >"$WORK/said" 2>&1 </dev/null &&
	fail 'it wrote to a terminal'
grep -q 'nothing for a terminal: .orion export node@1 >root.tar' "$WORK/said" || fail "a terminal: $(head -c 300 "$WORK/said")"
bundle=$SITE/base/bundles/node/$(generation "$SITE/base" 1).bundle
at=$(LC_ALL=C grep -abo 'su$' "$bundle" | tail -n 1)	# its content
printf X | dd of="$bundle" bs=1 seek="${at%%:*}" conv=notrunc 2>/dev/null
refused 3 'root.erofs has not the digest' node@1
rm "$bundle"
refused 1 'node@1 is not on this server any more' node@1
