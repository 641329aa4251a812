#!/bin/sh
# SPDX-License-Identifier: MIT
# Users, groups, services, shells and certificates of packages that are installed one after the other, beside what the administrator wrote.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

root=$WORK/root
mkdir -p "$root" "$WORK/base/etc/orion" "$WORK/base/usr/share/ca-certificates" "$WORK/d/usr/lib/orion/sv/d" \
	"$WORK/d/usr/share/ca-certificates" "$WORK/d/usr/lib/orion/shells" "$WORK/d/usr/bin"
echo 'root:x:0:0::/root:/bin/sh' >"$WORK/base/etc/passwd"
echo 'root:x:0:' >"$WORK/base/etc/group"
echo 'root:!:0::::::' >"$WORK/base/etc/shadow"
echo ca-one >"$WORK/base/usr/share/ca-certificates/one.crt"
echo ca-two >"$WORK/d/usr/share/ca-certificates/two.crt"
echo /usr/bin/dsh >"$WORK/d/usr/lib/orion/shells/d"
echo sh >"$WORK/d/usr/bin/dsh"
echo run >"$WORK/d/usr/lib/orion/sv/d/run"
pack base 1-r0 "$WORK/base" 'mode\t0600\tetc/shadow'
pack d 1-r0 "$WORK/d" 'user\td\t70\t70\t/\t/bin/false\ta daemon' 'group\td\t70\t' 'service\td'

"$PKG" install --root "$root" "$WORK/base-1-r0.x86_64.opk" >/dev/null
echo 'admin:x:1000:1000::/home/admin:/bin/sh' >>"$root/etc/passwd"
mkdir -p "$root/etc/orion"
echo mine >"$root/etc/orion/services"
"$PKG" install --root "$root" "$WORK/d-1-r0.x86_64.opk" >/dev/null

cut -d : -f 1,3 "$root/etc/passwd" >"$WORK/is"
printf 'root:0\nadmin:1000\nd:70\n' | cmp - "$WORK/is" || fail "passwd: $(cat "$root/etc/passwd")"
grep -q '^d:x:70:' "$root/etc/group" || fail "there is no group d"
grep -q '^d:' "$root/etc/shadow" || fail "shadow has no d"
[ "$(stat -c %a "$root/etc/shadow")" = 600 ] || fail "the mode of shadow"
[ "$(cat "$root/etc/orion/services")" = "$(printf 'mine\nd')" ] || fail "services: $(cat "$root/etc/orion/services")"
grep -qx /usr/bin/dsh "$root/etc/shells" || fail "shells"
[ "$(cat "$root/etc/ssl/certs/ca-certificates.crt")" = "$(printf 'ca-one\nca-two')" ] || fail "certificates"

before=$(cd "$root" && find . -path ./var -prune -o -type f -exec cksum {} + | sort)
"$PKG" install --root "$root" "$WORK/d-1-r0.x86_64.opk" >/dev/null
[ "$before" = "$(cd "$root" && find . -path ./var -prune -o -type f -exec cksum {} + | sort)" ] || fail "twice is not as once"

"$PKG" remove --root "$root" d >/dev/null
[ "$(cat "$root/etc/orion/services")" = mine ] || fail "the service is still there"
[ "$(cat "$root/etc/ssl/certs/ca-certificates.crt")" = ca-one ] || fail "the certificate is still there"
grep -q '^d:x:70' "$root/etc/passwd" || fail "the user is gone, but its files may be there"
"$PKG" audit --root "$root" >"$WORK/audit" || fail "$(cat "$WORK/audit")"
