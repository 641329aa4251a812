#!/bin/sh
# SPDX-License-Identifier: MIT
# A generation takes compressed parts from the one before only if this program would have made the same bytes: the same packages lead to
# the same bundle, whether something was taken or not. A bundle that another program wrote is refused.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"

boot_packages
simple core 1-r0
for name in tool more most; do
	simple $name 1-r0
done
set -- "$WORK/tool-1-r0.x86_64.opk" "$WORK/more-1-r0.x86_64.opk" "$WORK/most-1-r0.x86_64.opk"
build one node core "$WORK/core-1-r0.x86_64.opk"

publish() {	# BUILD BASE PACKAGE...
	from=$1 base=$2
	shift 2
	[ -d "$base" ] || new_base "$base"
	"$PKG" publish --base "$base" "$from" "$@" >/dev/null
}
install() {	# BASE NAME
	"$PKG" install --base "$1" "$2" >/dev/null
}
same() {	# BASE BASE: what they boot
	cmp "$1/bundles/node/$(channel "$1").bundle" "$2/bundles/node/$(channel "$2").bundle" || fail "$1 and $2 differ"
}

# One that takes what it can, one that remembers nothing, one whose record is damaged.
for base in takes forgets damaged; do
	publish "$WORK/one" "$WORK/$base" "$@"
done
for name in tool more most; do
	for base in takes forgets damaged; do
		install "$WORK/$base" $name
	done
	same "$WORK/takes" "$WORK/forgets"
	same "$WORK/takes" "$WORK/damaged"
	rm "$WORK/forgets/roles/node/packed"
	tr 0-9a-f 1-9a-f0 <"$WORK/takes/roles/node/packed" >"$WORK/damaged/roles/node/packed"
done
[ "$(wc -l <"$WORK/takes/roles/node/packed")" = 2 ] || fail "the record: $(cat "$WORK/takes/roles/node/packed")"

# The same build by another program, its initrd.img compressed otherwise: what another program wrote is no bundle.
mkdir "$WORK/other" "$WORK/other/parts"
cp -r "$WORK/one/repository" "$WORK/other"
fsck.erofs --extract="$WORK/extracted" "$WORK/one/$(cat "$WORK/one/node.digest").bundle" >/dev/null
cp "$WORK/extracted"/* "$WORK/other/parts"
zstd -qdc "$WORK/extracted/initrd.img" >"$WORK/initrd"
zstd -q1f --no-check "$WORK/initrd" -o "$WORK/other/parts/initrd.img"
if cmp -s "$WORK/extracted/initrd.img" "$WORK/other/parts/initrd.img"; then fail "it isn't compressed otherwise"; fi
size=$(stat -c %s "$WORK/other/parts/initrd.img")
theirs=$(sha256sum <"$WORK/other/parts/initrd.img" | cut -d ' ' -f 1)
sed "s/^file	initrd.img	.*/file	initrd.img	$size	$theirs/" "$WORK/extracted/manifest" >"$WORK/other/parts/manifest"
mkfs.erofs -T1 -E noinline_data "$WORK/other/$(sha256sum <"$WORK/other/parts/manifest" | cut -d ' ' -f 1).bundle" \
	"$WORK/other/parts" >/dev/null 2>&1
new_base "$WORK/by-other"
ends 3 'it is not laid out as orion-pkg writes it' "$PKG" publish --base "$WORK/by-other" "$WORK/other" "$@"

# What changed is made anew.
rm -r "$WORK/init/usr"
mkdir -p "$WORK/init/usr/lib/orion/initrd"
printf 'dir /dev 0755 0 0\ndir /proc 0755 0 0\n' >"$WORK/init/usr/lib/orion/initrd/list"
pack init 2-r0 "$WORK/init"
for base in takes forgets; do
	"$PKG" publish --base "$WORK/$base" "$WORK/init-2-r0.x86_64.opk" >/dev/null
	"$PKG" upgrade --base "$WORK/$base" >/dev/null
done
same "$WORK/takes" "$WORK/forgets"
part "$WORK/takes" "$(channel "$WORK/takes")" initrd.img | zstd -qdc | cpio --quiet -t >"$WORK/list"
printf 'dev\nproc\n' | diff - "$WORK/list"
