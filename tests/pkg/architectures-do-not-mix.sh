#!/bin/sh
# SPDX-License-Identifier: MIT
# A repository may have packages for several architectures: a target gets its own and those for all, and a file for another one is refused.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
repo=$WORK/repo here=$(uname -m) other=riscv64

for_arch() {	# ARCH NAME VERSION [LINE...]: packs one into the repository
	arch=$1 name=$2 version=$3
	shift 3
	describe "$name" "$version" "$@"
	sed -i "s/^arch.*/arch\t$arch/" "$WORK/$name.txt"
	mkdir -p "$WORK/$arch/usr/share/$name"
	echo "$arch" >"$WORK/$arch/usr/share/$name/arch"
	"$PKG" pack -o "$repo" "$WORK/$name.txt" "$WORK/$arch" >/dev/null
	rm -r "$WORK/$arch"
}

mkdir "$repo"
for_arch "$here" box 1.0-r1 'needs\tdata'
for_arch "$other" box 1.0-r1 'needs\tdata'
for_arch "$other" box 2.0-r1
for_arch "$other" only 1-r0
for_arch all data 1-r0
"$PKG" keygen --site >/dev/null
"$PKG" index "$repo" >/dev/null
"$PKG" verify "$repo" >/dev/null
for root in mine theirs; do
	mkdir -p "$WORK/$root/etc/orion/repositories"
	printf 'url\t%s\nkey\t%s\n' "$repo" "$(sed -n 2p "$XDG_CONFIG_HOME/orion/keys/root.pub")" \
		>"$WORK/$root/etc/orion/repositories/site"
done

# the newest is for another one; what isn't for this one isn't there at all
exits 0 'box 1.0-r1' install --root "$WORK/mine" box
[ "$(cat "$WORK/mine/usr/share/box/arch" "$WORK/mine/usr/share/data/arch" | tr '\n' ' ')" = "$here all " ] ||
	fail "the wrong package is installed"
exits 0 'nothing to do' upgrade --root "$WORK/mine"
exits 1 only install --root "$WORK/mine" only
exits 2 "is for $other" install --root "$WORK/mine" "$repo/only-1-r0.$other.opk"
exits 2 "$WORK/mine is for $here" install --arch "$other" --root "$WORK/mine" only
[ "$("$PKG" list --root "$WORK/mine" | tr '\n' ' ')" = 'box 1.0-r1 data 1-r0 ' ] || fail "something else is installed"

# a directory for other machines, which it stays
exits 2 'nothing is known of such machines' install --arch toaster --root "$WORK/theirs" box
exits 0 'box 2.0-r1' install --arch "$other" --root "$WORK/theirs" box
[ "$(cat "$WORK/theirs/usr/share/box/arch")" = "$other" ] || fail "the wrong package is installed"
exits 0 'only 1-r0' install --root "$WORK/theirs" only
exits 2 "is for $here" install --root "$WORK/theirs" "$repo/box-1.0-r1.$here.opk"

exits 0 'box 1.0-r1' search --repository "$repo" box
exits 1 'nothing found' search --repository "$repo" only
exits 0 'only 1-r0' search --repository "$repo" --arch "$other" only
exits 0 "box-2.0-r1.$other.opk" fetch -o "$WORK" --repository "$repo" --arch "$other" box
exits 1 'no repository has only' fetch -o "$WORK" --repository "$repo" only

# an image is for one
exits 3 "for $other" image -o "$WORK/root.erofs" "$repo/data-1-r0.all.opk" "$repo/box-1.0-r1.$here.opk" "$repo/only-1-r0.$other.opk"
"$PKG" image -o "$WORK/root.erofs" "$repo/data-1-r0.all.opk" "$repo/box-1.0-r1.$here.opk" >/dev/null

# for all and for one: which?
for_arch all box 1.0-r1
exits 3 'box 1.0-r1 is there for all and for' index "$repo"
