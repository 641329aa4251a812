#!/bin/sh
# make release: the same commit gives the same bytes whatever the time zone, umask and times of files; what differs from the
# commit is refused by name. The images here are small stand-ins; the script, git and zstd are the real ones.
. "$(dirname "$0")/lib"
: "${ZSTD:?is set by make test: our own zstd}"
mkdir -p "$work/tree/tools/build"
cp "$top/tools/build/release" "$work/tree/tools/build/"
cd "$work/tree" || exit
printf '/dist/\n' >.gitignore
echo text >README.md
git init -q .
git add -A
git -c user.name=t -c user.email=t@example.org commit -q -m one
dist=dist/x86_64
mkdir -p $dist
truncate -s 3M $dist/server.img
for file in 1.bundle 1.bundle.minisig 2.bundle 2.bundle.minisig release.pub packages.txt sbom.spdx.json; do
	echo "$file" >$dist/$file
done
ln -s 1.bundle $dist/node.bundle
ln -s 2.bundle $dist/server.bundle

tools/build/release "$ZSTD" >"$work/out" 2>&1 || { cat "$work/out"; fail "release"; }
cp dist/release/SHA256SUMS "$work/first"
name=orionos-0-g$(git rev-parse --short=12 HEAD)
(cd dist/release && sha256sum --quiet -c SHA256SUMS)
"$ZSTD" -qdc "dist/release/$name.tar.zst" | tar -xO "$name/README.md" | grep -qx text || fail "the source is not in it"
"$ZSTD" -qdc "dist/release/$name-server.img.zst" | cmp - $dist/server.img

touch -d yesterday README.md
(umask 077; TZ=Asia/Tokyo tools/build/release "$ZSTD" >"$work/out" 2>&1) || fail "release again"
diff "$work/first" dist/release/SHA256SUMS || fail "other bytes the second time"

git -c user.name=t -c user.email=t@example.org tag v1.2
tools/build/release "$ZSTD" >"$work/out" 2>&1 || fail "release of a tag"
[ -e dist/release/orionos-1.2.tar.zst ] || fail "not named by its tag"

echo more >>README.md
echo stray >stray
! tools/build/release "$ZSTD" >"$work/out" 2>&1 || fail "released what is in no commit"
contains "$work/out" ' M README.md'
contains "$work/out" '?? stray'
rm -rf .git
! (GIT_CEILING_DIRECTORIES=$work tools/build/release "$ZSTD") >"$work/out" 2>&1 || fail "released without git"
contains "$work/out" 'no git checkout'
