#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk without room: `orion sync` fails, and yet dnsmasq hears what the others gave, so that no address is given twice; all else comes when there is room again.
set -eu
if [ "${2-}" != inside ]; then	# a mount namespace of its own
	if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" inside; else exec unshare -rm "$0" "$1" inside; fi
fi
# shellcheck source=site-lib
. "${0%/*}/site-lib"
# shellcheck source=replica-lib
. "${0%/*}/replica-lib"
boot_packages
builder ann
simple core 1-r0
build 1 node core "$WORK/core-1-r0.x86_64.opk"
signed ann 1
replicas
on alpha trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on alpha publish "$WORK/1" stable >/dev/null
both
cp -a "$WORK/beta/base" "$WORK/kept"
mount -t tmpfs -o size=20m none "$WORK/beta/base"
trap 'kill $pids 2>/dev/null || :; wait; umount "$WORK/beta/base"; rm -rf "$WORK"' EXIT
cp -a "$WORK/kept/." "$WORK/beta/base"
on beta sync >/dev/null

dd if=/dev/zero of="$WORK/beta/base/fill" bs=4096 2>/dev/null && fail 'it has room without end'
digest=$(printf '%064d' 0)
printf '52:54:00:00:00:01\tn1\t10.9.0.11\tnode\t%s\t100\trunning\n' "$digest" >"$WORK/alpha/base/nodes"
echo 'ssh-rsa AAAAB3 other' >"$WORK/alpha/base/authorized_keys"
printf '1900000000 52:54:00:00:00:09 10.9.0.150 * *\n' >"$WORK/alpha/run/leases"
printf '1900000000 52:54:00:00:00:08 10.9.0.140 * *\n' >"$WORK/beta/run/leases"
on alpha sync >/dev/null 2>&1 || :
says beta 3 'No space left' sync
[ "$(cat "$WORK/beta/run/leases.others")" = 52:54:00:00:00:09,10.9.0.150 ] || fail "leases: $(cat "$WORK/beta/run/leases.others")"
says beta 3 'No space left' sync

rm "$WORK/beta/base/fill"
says beta 0 'took authorized_keys' sync
agree authorized_keys nodes
[ "$(cut -f 2 "$WORK/beta/base/leases/alpha" "$WORK/beta/base/leases/beta" | tr '\n' ' ')" = '10.9.0.150 10.9.0.140 ' ] || fail 'leases are not kept'
[ "$(cat "$WORK/beta/run/leases.others")" = 52:54:00:00:00:09,10.9.0.150 ] || fail "leases: $(cat "$WORK/beta/run/leases.others")"
