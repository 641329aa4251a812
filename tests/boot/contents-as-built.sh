#!/bin/sh
# SPDX-License-Identifier: MIT
# What runs on a node is what was built: kernel release, packages, generation, mounts.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_kernel node1 "$(root_image)"
await_ready node1
node_says node1 'uname -r' "$(awk -F'\t' '$1 == "kernel" { sub(/ .*/, "", $2); print $2 }' "$DIST/node/manifest")"
node_says node1 'cat /usr/lib/orion/packages' "$(cat "$DIST/node/lock")"
node_says node1 '. /run/orion/boot.conf; echo $role $generation $root' "node $(node_digest) image"
node_says node1 "awk '\$2 == \"/\" { print \$3 }' /proc/mounts | tail -n 1" overlay
node_says node1 "awk '\$2 == \"/run\" || \$2 == \"/proc\" || \$2 == \"/sys\" || \$2 == \"/dev\" { print \$2, \$3 }' /proc/mounts | sort" \
	'/dev devtmpfs
/proc proc
/run tmpfs
/sys sysfs'
awk '$1 == "f" && $7 ~ /^(usr\/bin\/busybox|etc\/passwd|usr\/lib\/libc\.so)$/ { sub(/^sha256:/, "", $6); print $6 "  /" $7 }' \
	"$DIST/node/root.manifest" >"$WORK/sums"
[ -s "$WORK/sums" ] || fail 'root.manifest names none of the files looked for'
while read -r sum file; do
	node_says node1 "sha256sum <$file | cut -c 1-64" "$sum"
done <"$WORK/sums"
