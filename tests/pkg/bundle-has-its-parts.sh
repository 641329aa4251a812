#!/bin/sh
# SPDX-License-Identifier: MIT
# orion-pkg image --bundle makes what bundle(5) says: the parts, their digests in the manifest, the manifest's digest as the name, UUIDs
# that come from the digests; twice the same bytes. The directory appears whole or not at all.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

at=usr/lib/orion
mkdir -p "$WORK/base/etc" "$WORK/base/usr/lib/firmware" "$WORK/linux/$at/kernel" "$WORK/init/$at/initrd" \
	"$WORK/ucode/usr/lib/firmware/amd-ucode"
echo x >"$WORK/base/etc/x"
echo 6.1-test >"$WORK/linux/$at/kernel/release"
echo 0123456789abcdef0123 >"$WORK/linux/$at/kernel/build-id"
head -c 10000 /dev/urandom >"$WORK/linux/$at/kernel/vmlinuz"
printf 'dir /dev 0755 0 0\nnod /dev/console 0600 0 0 c 5 1\nfile /init %s/initrd/init 0755 0 0\n' $at >"$WORK/init/$at/initrd/list"
echo init >"$WORK/init/$at/initrd/init"
echo microcode >"$WORK/ucode/usr/lib/firmware/amd-ucode/a.bin"
pack base 1-r1 "$WORK/base"
pack linux 6.1-r2 "$WORK/linux"
pack init 1-r0 "$WORK/init"
pack ucode 7-r0 "$WORK/ucode"

bundle() {	# DIR [ARGUMENT...]
	to=$1
	shift
	"$PKG" image --bundle --role node -o "$to" --boot "$WORK/linux-6.1-r2.x86_64.opk" --boot "$WORK/init-1-r0.x86_64.opk" \
		--boot "$WORK/ucode-7-r0.x86_64.opk" "$WORK/base-1-r1.x86_64.opk" --wish base "$@"
}
digest=$(bundle "$WORK/one")
cd "$WORK/one"
[ "$(sha256sum <manifest)" = "$digest  -" ] || fail "what it prints is not the manifest's digest"
[ "$(cat digest)" = "$digest" ] && [ "$(readlink role.bundle)" = "$digest.bundle" ]
printf '%s\n' "$digest.bundle" digest initrd.img lock manifest net.img role.bundle root.erofs root.manifest ucode.img vmlinuz wish |
	LC_ALL=C sort >"$WORK/want"
find . -mindepth 1 | sed 's,^./,,' | LC_ALL=C sort | diff "$WORK/want" -
{
	printf 'orion-bundle\t1\nrole\tnode\narch\tx86_64\ndate\t1700000000\nkernel\t6.1-test\t0123456789abcdef0123\n'
	for file in initrd.img lock net.img root.erofs ucode.img vmlinuz wish; do
		sum=$(sha256sum <"$file")
		printf 'file\t%s\t%s\t%s\n' "$file" "$(stat -c %s "$file")" "${sum%% *}"
	done
	sed 's/^/package\t/' lock
} | diff - manifest
printf 'base\t1-r1\ninit\t1-r0\nlinux\t6.1-r2\nucode\t7-r0\n' >"$WORK/want"
cut -f 1,2 lock | diff "$WORK/want" -
printf 'boot\tinit\nboot\tlinux\nboot\tucode\npackage\tbase\nrole\tnode\n' | diff - wish
cmp vmlinuz "$WORK/linux/$at/kernel/vmlinuz"
printf 'dev\ndev/console\ninit\n' >"$WORK/want"
zstd -qdc initrd.img | cpio --quiet -t | diff "$WORK/want" -
cpio --quiet -i --to-stdout kernel/x86/microcode/AuthenticAMD.bin <ucode.img | cmp - "$WORK/ucode/usr/lib/firmware/amd-ucode/a.bin"
grep -q "^f 644 0 0 2 [0-9a-f]* etc/x\$" root.manifest || fail "no etc/x in root.manifest"

uuid() {	# FILE: 32 digits
	dd if="$1" bs=1 skip=1072 count=16 2>/dev/null | od -An -v -tx1 | tr -d ' \n'
}
[ "$(uuid role.bundle)" = "$(printf %.32s "$digest")" ] || fail "the bundle's UUID is $(uuid role.bundle)"
[ "$(uuid root.erofs)" = "$(sha256sum <lock | cut -c 1-32)" ] || fail "the root's UUID is $(uuid root.erofs)"
if [ "$(id -u)" = 0 ]; then
	fsck.erofs --extract="$WORK/extracted" role.bundle >"$WORK/log" 2>&1 || fail "$(cat "$WORK/log")"
	for file in initrd.img lock manifest net.img root.erofs ucode.img vmlinuz wish; do
		cmp "$file" "$WORK/extracted/$file"
		rm "$WORK/extracted/$file"
	done
	rmdir "$WORK/extracted"
fi

bundle "$WORK/two" >/dev/null
diff -r "$WORK/one" "$WORK/two"

if bundle "$WORK/one" >"$WORK/log" 2>&1; then fail "it replaced a bundle that was there"; fi
diff -r "$WORK/one" "$WORK/two"
rm "$WORK/init/$at/initrd/list"
pack init 1-r0 "$WORK/init"
if bundle "$WORK/three" >"$WORK/log" 2>&1; then fail "a bundle without a list of the initrd"; fi
grep -q 'initrd/list' "$WORK/log" || fail "$(cat "$WORK/log")"
[ ! -e "$WORK/three" ] || fail "half a bundle stayed"
[ ! -e "$WORK/.three.new" ] || fail "something stayed"
