#!/bin/sh
# make bump takes version and hashes from an archive's index: same branch, nothing guessed; outdated names what is newer or gone.
. "$(dirname "$0")/lib"
checkout "$work/tree"
cd "$work/tree" || exit
find pkgs toolchain -mindepth 2 -name recipe -delete

# An archive of three versions of thing, each file with a hash that shows where it comes from, and one of fw.
mkdir "$work/archive"
hash() { # TEXT
	printf %s "$1" | sha256sum | cut -c 1-64
}
for version in 1.5.1 1.5.9 2.0.0; do
	cat <<-END
		Package: thing
		Binary: thing
		Version: 1:$version+ds-1
		Format: 3.0 (quilt)
		Directory: pool
		Checksums-Sha256:
		 $(hash "dsc $version") 10 thing_$version+ds-1.dsc
		 $(hash "orig $version") 10 thing_$version+ds.orig.tar.xz
		 $(hash "debian $version") 10 thing_$version+ds-1.debian.tar.xz

	END
done >"$work/archive/Sources"
cat >"$work/archive/Packages" <<END
Package: fw
Version: 3.20260102.1~deb13u1
Architecture: all
Filename: pool/fw_3.20260102.1~deb13u1_all.deb
Size: 10
SHA256: $(hash fw)
END
{
	printf 'Origin: test\nSuite: test\nArchitectures: amd64\nDate: Thu, 01 Jan 2026 00:00:00 UTC\nSHA256:\n'
	for file in Sources Packages; do
		printf ' %s %s %s\n' "$(sha256sum <"$work/archive/$file" | cut -c 1-64)" "$(stat -c %s "$work/archive/$file")" $file
	done
} >"$work/archive/Release"
printf 'Types: deb deb-src\nURIs: file:%s/archive\nSuites: ./\nTrusted: yes\n' "$work" >"$work/archive.sources"
ORION_ARCHIVE=$work/archive.sources
export ORION_ARCHIVE

mkdir pkgs/thing pkgs/fw pkgs/other pkgs/ours
printf '%s\t%s\n' summary 'A thing' license MIT version 1.5.1 date 2020-01-01 \
	source "$(hash upstream) https://example.org/1.5/thing-1.5.1.tar.gz" \
	source "$(hash 'orig 1.5.1') apt:thing=1:1.5.1+ds-1/thing_1.5.1+ds.orig.tar.xz" \
	source "$(hash 'orig 1.5.1') https://example.org/mirror/thing-1.5.1.tar.xz" \
	'# fixes' '' \
	file "fixes.tar $(hash 'debian 1.5.1') apt:thing=1:1.5.1+ds-1/thing_1.5.1+ds-1.debian.tar.xz" \
	style tree >pkgs/thing/recipe
sed -i 's/^# fixes\t$/# fixes/' pkgs/thing/recipe
printf '%s\t%s\n' summary Firmware license MIT version 20250102 date 2025-01-02 style deb \
	file "fw.deb $(hash old) deb:fw=3.20250102.1/fw_3.20250102.1_all.deb" >pkgs/fw/recipe
printf '%s\t%s\n' summary Another from thing style tree >pkgs/other/recipe
printf '%s\t%s\n' summary Ours license MIT version 1 date 2025-01-02 style tree >pkgs/ours/recipe

! make outdated >"$work/out" 2>&1 || fail "outdated says that nothing is"
contains "$work/out" 'pkgs/thing/recipe: thing 1:1.5.1+ds-1 -> 1:2.0.0+ds-1'
contains "$work/out" 'pkgs/fw/recipe: fw 3.20250102.1 is gone from the archive; it has 3.20260102.1~deb13u1'

make bump PKG=thing >"$work/out" 2>&1 || { cat "$work/out"; fail "bump"; }
contains "$work/out" '+version	1.5.9'
contains "$work/out" 'left out, its new hash is not known: https://example.org/1.5/thing-1.5.1.tar.gz'
printf '%s\t%s\n' summary 'A thing' license MIT version 1.5.9 date "$(date -u +%F)" \
	source "$(hash 'orig 1.5.9') apt:thing=1:1.5.9+ds-1/thing_1.5.9+ds.orig.tar.xz" \
	source "$(hash 'orig 1.5.9') https://example.org/mirror/thing-1.5.9.tar.xz" \
	'# fixes' '' \
	file "fixes.tar $(hash 'debian 1.5.9') apt:thing=1:1.5.9+ds-1/thing_1.5.9+ds-1.debian.tar.xz" \
	style tree >"$work/expected"
sed -i 's/^# fixes\t$/# fixes/' "$work/expected"
diff "$work/expected" pkgs/thing/recipe || fail "not the recipe that was expected"

make bump PKG=thing >"$work/out" 2>&1 || { cat "$work/out"; fail "bump of what is the newest"; }
contains "$work/out" 'the newest of its branch'
contains "$work/out" 'BRANCH=2.0 takes it'
diff "$work/expected" pkgs/thing/recipe || fail "changed without need"
make bump PKG=thing BRANCH=2.0 >"$work/out" 2>&1 || { cat "$work/out"; fail "bump to a branch"; }
contains pkgs/thing/recipe "$(hash 'orig 2.0.0') apt:thing=1:2.0.0+ds-1/thing_2.0.0+ds.orig.tar.xz"

make bump PKG=fw >"$work/out" 2>&1 || { cat "$work/out"; fail "bump of a binary package"; }
contains pkgs/fw/recipe 'version	20260102'
contains pkgs/fw/recipe "$(hash fw) deb:fw=3.20260102.1~deb13u1/fw_3.20260102.1~deb13u1_all.deb"

refused() { # NAME MESSAGE
	! make bump PKG="$1" >"$work/out" 2>&1 || fail "bump of $1"
	contains "$work/out" "$2"
}
refused other 'make bump PKG=thing'
refused ours 'edit it by hand'
refused thign 'the nearest name is thing'
refused '' 'usage: make bump PKG=name'
