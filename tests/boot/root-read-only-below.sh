#!/bin/sh
# SPDX-License-Identifier: MIT
# Below the overlay everything that comes from the server is mounted read-only, and can't be made writable.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

server_start
node_kernel node1 "$(root_image)"
await_ready node1
node_run node1 'cat /proc/mounts' >/dev/null
awk '$3 ~ /^(nfs|nfs4|erofs)$/ { n++; if ($4 !~ /^ro(,|$)/) bad = bad " " $2 } END { print n + 0, bad; exit n == 0 || bad != "" }' \
	"$WORK/node1.out" >"$WORK/below" || fail "mounts from the server, and those that are writable: $(cat "$WORK/below")"
awk '$3 ~ /^(nfs|nfs4|erofs)$/ { print $2 }' "$WORK/node1.out" >"$WORK/dirs"
while read -r dir; do
	if node_try node1 "touch $dir/written" >/dev/null; then fail "$dir can be written to"; fi
	node_try node1 "mount -o remount,rw $dir; touch $dir/written && echo could" >"$WORK/remount" || :
	if grep -qx could "$WORK/remount"; then fail "$dir can be remounted and written to"; fi
done <"$WORK/dirs"
