#!/bin/sh
# SPDX-License-Identifier: MIT
# An index that is signed and says of a package what its manifest doesn't: nothing is installed.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
repo=$WORK/repo keys=$WORK/config/orion/keys root=$WORK/root

digest() {	# FILE
	sha256sum "$1" | cut -d ' ' -f 1
}

# The repository's KIND is what $WORK/KIND has, signed; $name is the file's name.
publish() {	# KIND
	name=$1-$(digest "$WORK/$1")
	rm "$repo/$1"-*
	mv "$WORK/$1" "$repo/$name"
	minisign -S -s "$keys/$1.key" -m "$repo/$name" -t "orion $1, serial 1" >/dev/null
}

mkdir -p "$WORK/tree/usr" "$repo" "$root/etc/orion/repositories"
echo x >"$WORK/tree/usr/x"
pack box 1.0-r1 "$WORK/tree"
mv "$WORK"/*.opk "$repo"
"$PKG" keygen --site >/dev/null
"$PKG" index "$repo" >/dev/null 2>&1
printf 'url\t%s\nkey\t%s\n' "$repo" "$(sed -n 2p "$keys/root.pub")" >"$root/etc/orion/repositories/site"

"$PKG" install --simulate --root "$root" box >/dev/null
zstd -dcq "$repo"/index-* >"$WORK/index"
printf 'provides\tother\n' >>"$WORK/index"
zstd -q "$WORK/index" -o "$WORK/index.zst"
rm "$repo"/index-*
index=$(digest "$WORK/index.zst")
sed "s/^\(index.\).*/\1$(wc -c <"$WORK/index.zst")	$index/" "$repo"/release-*[0-9a-f] >"$WORK/release"
sed "s/^\(release.1.\).*/\1$(digest "$WORK/release")/" "$repo"/timestamp-*[0-9a-f] >"$WORK/timestamp"
mv "$WORK/index.zst" "$repo/index-$index.zst"
publish release
publish timestamp
printf 'orion-repository\t1\nroot\t%s\t1\ntimestamp\t%s\n' "$(digest "$repo"/root-*[0-9a-f])" "${name#*-}" >"$repo/latest"

for what in box other; do
	got=0
	"$PKG" install --root "$root" "$what" >"$WORK/said" 2>&1 || got=$?
	[ "$got" = 3 ] || fail "install $what: status $got, not 3: $(cat "$WORK/said")"
	grep -qF "the package has another \`provides\` than the index says" "$WORK/said" || fail "$(cat "$WORK/said")"
	[ ! -e "$root/usr" ] || fail "something of $what was written"
done
[ -z "$("$PKG" list --root "$root")" ] || fail "a package is listed"
