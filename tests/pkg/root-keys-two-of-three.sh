#!/bin/sh
# SPDX-License-Identifier: MIT
# Three root keys in three hands, of which two must sign: a root waits until they have; keys come and go one root after the
# other, and who was away for some finds the way; what too few signed, an old root and a key that went are refused.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home"
unset XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME
repo=$WORK/repo hands=$WORK/hands

# A root of a machine that trusts two of the three first keys: $WORK/NAME. What it sees of the repository is `search`.
machine() {	# NAME
	mkdir -p "$WORK/$1/etc/orion/repositories"
	{
		printf 'url\t%s\n' "$repo"
		for who in ann bob cat; do
			printf 'key\t%s\n' "$(sed -n 2p "$hands/$who/root-$who.pub")"
		done
		printf 'threshold\t2\n'
	} >"$WORK/$1/etc/orion/repositories/site"
}

# Installing keeps what was seen, as `search` in a directory does not.
sees() {	# STATUS TEXT NAME
	exits "$1" "$2" install --root "$WORK/$3" box
	[ "$1" != 0 ] || "$PKG" remove --root "$WORK/$3" box >/dev/null
}

mkdir -p "$WORK/tree/usr" "$repo" "$hands"
echo x >"$WORK/tree/usr/x"
pack box 1.0-r1 "$WORK/tree"
mv "$WORK"/*.opk "$repo"
for who in ann bob cat dan; do
	"$PKG" keygen --keys "$hands/$who" "root-$who" >/dev/null
done
"$PKG" keygen --keys "$hands/site" release timestamp >/dev/null
cp "$hands/ann/root-ann.pub" "$hands/bob/root-bob.pub" "$hands/cat/root-cat.pub" "$hands/site"

# The first root: nothing is published before two have signed.
exits 2 '3 root keys: --root-keys says how many' index --keys "$hands/site" "$repo"
exits 2 'there are 3 root keys (root.pub, root-NAME.pub), not 4' index --keys "$hands/site" --root-keys 4 "$repo"
exits 3 'root 1 waits in root-next: it is signed by 0 of the 2' index --keys "$hands/site" --root-keys 2 "$repo"
[ ! -e "$repo/latest" ] || fail "it is published already"
exits 0 'signed by 1 of the 2 keys that are needed now' sign --root --keys "$hands/ann" "$repo"
exits 0 'signed by 1 of the 2' sign --root --keys "$hands/ann" "$repo"
exits 0 'signed by 1 of the 2' sign --root --keys "$hands/dan" "$repo"
exits 3 'it is signed by 1 of the 2' index --keys "$hands/site" --root-keys 2 "$repo"
exits 0 'signed by 2 of the 2' sign --root --keys "$hands/bob" "$repo"
exits 0 'release 1 (new)' index --keys "$hands/site" "$repo"
for f in "$repo"/root-*.minisig; do
	root=${f%.minisig}
	root=${root%.2}
	minisign -V -q -H -p "$hands/ann/root-ann.pub" -m "$root" -x "$f" 2>/dev/null ||
		minisign -V -q -H -p "$hands/bob/root-bob.pub" -m "$root" -x "$f" || fail "$f: minisign doesn't verify it"
done
[ "$(find "$repo" -name 'root-*.minisig' | wc -l)" = 2 ] || fail "not two signatures"
[ ! -e "$repo/root-next" ] || fail "root-next stayed"
exits 1 'no root waits' sign --root --keys "$hands/ann" "$repo"
exits 0 'release 1,' index --keys "$hands/site" "$repo"
exits 0 'release 1,' sign --keys "$hands/site" "$repo"

machine early
machine late
sees 0 '' early
exits 0 'box 1.0-r1' search --root "$WORK/early"
exits 0 'box 1.0-r1' search --repository "$repo" --key "$hands/ann/root-ann.pub" --key "$hands/bob/root-bob.pub"
exits 3 'signed by 1 of its 2 keys, 2 are needed' search --repository "$repo" --key "$hands/ann/root-ann.pub" --key "$hands/cat/root-cat.pub"

# Cat goes, Dan comes; the stock program signs as well. Meanwhile the old root serves on.
rm "$hands/site/root-cat.pub"
cp "$hands/dan/root-dan.pub" "$hands/site"
exits 3 'root 2 waits in root-next: it is signed by 0 of the 2 root keys that were, 0 of the 2 that shall be' \
	index --keys "$hands/site" --root-keys 2 "$repo"
cp -r "$repo" "$WORK/first"
exits 0 'release 1,' index --keys "$hands/site" "$repo"
exits 0 'signed by 1 of the 2 keys that were needed before' sign --root --keys "$hands/cat" "$repo"
exits 0 'new  ' sign --root --keys "$hands/dan" "$repo"
exits 0 'release 1,' sign --keys "$hands/site" "$repo"
minisign -S -q -W -s "$hands/ann/root-ann.key" -m "$repo/root-next" -x "$repo/root-next.3.minisig" </dev/null
exits 0 'signed by 2 of the 2 keys that are needed now' sign --root --keys "$hands/cat" "$repo"
exits 0 'release 1,' index --keys "$hands/site" "$repo"
cp -r "$repo" "$WORK/second"

# Then one key is enough, and the release key is another.
rm "$hands/site"/root-ann.pub "$hands/site"/root-bob.pub "$hands/site"/release.*
"$PKG" keygen --keys "$hands/site" release >/dev/null
exits 3 'root 3 waits' index --keys "$hands/site" --root-keys 1 "$repo"
exits 0 'signed by 1 of the 2 keys that were needed before' sign --root --keys "$hands/dan" "$repo"
exits 3 'it is signed by 1 of the 2 root keys that were, 1 of the 1 that shall be' index --keys "$hands/site" "$repo"
exits 3 'it is signed by 1 of the 2' index --keys "$hands/site" --root-keys 1 "$repo"
exits 0 '' sign --root --keys "$hands/bob" "$repo"
exits 0 'release 2 (new)' index --keys "$hands/site" "$repo"

# Who knew the first, and who knew none, come to the third.
sees 0 '' early
sees 0 '' late
grep -q "$(printf '^root\t3\t')" "$WORK/early/var/lib/orion/pkg/trust/site" || fail "root 3 isn't what was seen"
exits 0 'box 1.0-r1' search --repository "$repo" --key "$hands/dan/root-dan.pub"

# What was is refused where what is was seen, and taken where it wasn't.
mv "$repo" "$WORK/third"
cp -r "$WORK/second" "$repo"
sees 3 'root: serial 2, but 3 was seen before: an old state is offered' early
machine fresh
sees 0 '' fresh

# A gap: root 3 in the place of root 2.
rm -r "$repo"
cp -r "$WORK/third" "$repo"
sed -i 3d "$repo/latest"
machine gap
sees 3 'root 2' gap
rm -r "$repo"
cp -r "$WORK/first" "$repo"
sees 3 'an old state is offered' early

# Ann alone, who is one of three, makes a root 2 of her own behind the first one; with a signature of hers twice.
"$PKG" keygen --keys "$WORK/thief" release timestamp >/dev/null
cp "$hands/ann"/root-ann.* "$WORK/thief"
rm -f "$repo"/root-next*
exits 3 'root 2 waits' index --keys "$WORK/thief" --root-keys 1 "$repo"
digest=$(sha256sum <"$repo/root-next" | cut -d' ' -f1)
cp "$repo/root-next" "$repo/root-$digest"
cp "$repo/root-next.minisig" "$repo/root-$digest.minisig"
cp "$repo/root-next.minisig" "$repo/root-$digest.2.minisig"
sed -i "2a root	$digest	2" "$repo/latest"
machine other
exits 3 'root 2: by the keys of the one before: signed by 1 of its 3 keys, 2 are needed' install --root "$WORK/other" box
