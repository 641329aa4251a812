#!/bin/sh
# SPDX-License-Identifier: MIT
# slow
# Each file of a bundle and of the root in it has the same NFS file handle on two servers, of which the second has mounted another bundle
# before: a node may go from one to the other. No two files have the same one.
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

d=$(node_digest)

# The kernel's own answer for each path; its last line is how many, how many different ones, and the digest of the list.
handles() {
	node_run server "cd /run/orion/export/run/orion
find gen/node/$d tree/node/$d | sort | while read -r f; do
exec 3<>/proc/fs/nfsd/filehandle; echo \"* \$PWD/\$f 128\" >&3; read -r h <&3 || h=none; exec 3>&-; echo \"\$h \$f\"; done >/tmp/handles
if grep '^none ' /tmp/handles; then false; else echo \$(wc -l </tmp/handles) \$(cut -d ' ' -f 1 /tmp/handles | sort -u | wc -l) \$(sha256sum </tmp/handles); fi" 600
}

server_start
first=$(handles | tail -n 1)
machine_quit server
SERVER_BUNDLE=$WORK/second.bundle
second_bundle node "$SERVER_BUNDLE" >/dev/null
server_start
node_run server "orion publish /dev/vdb stable && /usr/lib/orion/server/close node/$d && orion apply" 120 >/dev/null
second=$(handles | tail -n 1)
equal 'handles of the second server' "$second" "$first"
read -r all different _ <<END
$first
END
equal 'different handles' "$different" "$all"
[ "$all" -gt 1000 ] || fail "only $all files"
