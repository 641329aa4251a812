#!/bin/sh
# SPDX-License-Identifier: MIT
# install-server on an image file: what is on the data partition stays, generations are added, the boot partition is the new one;
# it asks first, and refuses what it can't do.
set -eu
work=${1:?usage: $0 DIR}
PATH=$PATH:/sbin:/usr/sbin
disk=$work/disk.img
cp --sparse=always "$DIST/server.img" "$disk"
start=$(partx -g -o START --nr 2 "$disk" | tr -d ' ')
fs="$disk?offset=$((start * 512))"

fail() {
	echo "FAILED: $*"
	exit 1
}

# A server of an earlier build: settings of the site, another generation in the channel, a package less, an old boot partition.
package=$(cd "$DIST/repository" && echo musl-[0-9]*.opk)
former=$(printf %064d 7)
echo 'root = tree' >"$work/conf"
echo "$former" >"$work/channel"
(cd "$work" && printf '%s\n' 'write conf orion.conf' 'rm channels/node' 'write channel channels/node' 'write channel channels/server.stable' "rm repository/$package" >commands &&
	debugfs -w -f commands "$fs" >/dev/null 2>&1)
dd if=/dev/zero of="$disk" bs=1M seek=2 count=30 conv=notrunc status=none

cp --sparse=always "$disk" "$work/before"
status=0
echo no | "$DIST/install-server" "$disk" >/dev/null || status=$?
[ $status = 1 ] || fail "the answer no gives status $status"
cmp "$disk" "$work/before" || fail 'the disk was written to after the answer no'

"$DIST/install-server" --yes "$disk"
e2fsck -fn "$fs" >"$work/e2fsck" 2>&1 || fail "the data partition: $(cat "$work/e2fsck")"
[ "$(debugfs -R 'cat orion.conf' "$fs" 2>/dev/null)" = 'root = tree' ] || fail 'the settings are gone'
node=$(basename "$(readlink "$DIST/node.bundle")" .bundle)
[ "$(debugfs -R 'cat channels/node' "$fs" 2>/dev/null)" = "$node
$former" ] || fail 'the channel has not the new and the former generation'
[ "$(debugfs -R 'cat channels/server.stable' "$fs" 2>/dev/null)" = "$(basename "$(readlink "$DIST/server.bundle")" .bundle)
$former" ] || fail 'the machine will go back to the server that it had'
debugfs -R "cat bundles/node/$node.bundle" "$fs" 2>/dev/null | cmp - "$DIST/node.bundle" || fail 'the bundle is not there'
debugfs -R "cat repository/$package" "$fs" 2>/dev/null | cmp - "$DIST/repository/$package" || fail 'a package is not there'
(cd "$DIST/repository" && for file in *.opk; do echo "$file"; done) >"$work/packages"
debugfs -R 'ls -p repository' "$fs" 2>/dev/null | cut -d/ -f 6 | grep '\.opk$' | LC_ALL=C sort | diff - "$work/packages" ||
	fail 'the packages are not those of the build'
trusts() {	# the key of who built it
	sum=$(sed -n 2p "$DIST/release.pub" | base64 -d | sha256sum)
	debugfs -R "cat trusted/${sum%% *}.pub" "$fs" 2>/dev/null | cmp - "$DIST/release.pub" || fail "it doesn't trust its own builder"
}
trusts
bytes=$(((start - 2048) * 512))
cmp -n "$bytes" -i 1048576 "$disk" "$DIST/server.img" || fail 'the boot partition is not the new one'

"$DIST/install-server" --yes --erase "$disk"
trusts
e2fsck -fn "$fs" >"$work/e2fsck" 2>&1 || fail "the data partition: $(cat "$work/e2fsck")"

truncate -s 100M "$work/small"
status=0
"$DIST/install-server" --yes "$work/small" 2>/dev/null || status=$?
[ $status = 3 ] || fail "a disk that is too small gives status $status"
status=0
"$DIST/install-server" --yes "$work" 2>/dev/null || status=$?
[ $status = 3 ] || fail "a directory gives status $status"
