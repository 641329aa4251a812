#!/bin/sh
# SPDX-License-Identifier: MIT
# The repositories of two servers come to be the same, byte by byte: packages that either added, keys, signatures; what was removed on one goes on the other, what
# is only missing comes back. Two that were changed at once agree without anybody having signed two things with one serial. A damaged package and a
# signature that nobody made are not taken; a transfer that was cut off goes on.
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
# shellcheck source=replica-lib
. "${0%/*}/replica-lib"
boot_packages
builder ann
simple core 1-r0
build 1 node core "$WORK/core-1-r0.x86_64.opk"
signed ann 1
for name in base tool extra; do
	simple $name 1-r0
done
simple tool 2-r0
mkdir -p "$WORK/large-tree/usr/share"
head -c 3000000 /dev/urandom >"$WORK/large-tree/usr/share/large"
pack large 1-r0 "$WORK/large-tree"

repository() {	# SERVER
	echo "$WORK/$1/base/repository"
}
index() {	# SERVER
	"$PKG" index --keys "$WORK/$1/base/keys" "$(repository "$1")" >/dev/null
}
add() {	# SERVER NAME-VERSION...: as `orion-repository add`
	server=$1
	shift
	for name; do
		cp "$WORK/$name.x86_64.opk" "$(repository "$server")/"
		rm -f "$WORK/$server/base/removed/$name.x86_64.opk"
	done
	index "$server"
}
digest_of() {	# FILE: of a package
	"$PKG" show "$1" | sed -n 's/^digest *//p'
}
remove() {	# SERVER NAME-VERSION: as `orion-repository remove`
	file=$2.x86_64.opk
	mkdir -p "$WORK/$1/base/removed"
	digest_of "$(repository "$1")/$file" >"$WORK/$1/base/removed/$file"
	rm "$(repository "$1")/$file"
	index "$1"
}
same() {	# the repositories are, and their signatures are good
	for server in alpha beta; do
		(cd "$(repository $server)" && echo ./*.opk | tr ' ' '\n') >"$WORK/$server.list"
		"$PKG" verify --key "$WORK/alpha/base/keys/root.pub" "$(repository $server)" >"$WORK/said" 2>&1 || fail "$server: $(cat "$WORK/said")"
	done
	cmp "$WORK/alpha.list" "$WORK/beta.list" || fail "packages differ: $(diff "$WORK/alpha.list" "$WORK/beta.list")"
	cmp "$(repository alpha)/latest" "$(repository beta)/latest" || fail 'what is signed differs'
}
timestamp() {	# SERVER: the file
	echo "$(repository "$1")/timestamp-$(sed -n 's/^timestamp\t//p' "$(repository "$1")/latest")"
}
serials() {	# SERVER: of its timestamp and of its release
	sed -n 's/^serial\t//p; s/^release\t\([0-9]*\)\t.*/\1/p' "$(timestamp "$1")" | paste -sd' ' -
}

# --- each has a repository and keys of its own: those of the first count
replicas
on alpha trust --yes "$WORK/1/release.pub" >/dev/null 2>&1
on alpha publish "$WORK/1" stable >/dev/null
add alpha base-1-r0
add beta base-1-r0 tool-1-r0
cp "$WORK/beta/base/keys/root.pub" "$WORK/root-of-beta"
on alpha sync >/dev/null 2>&1 || :
says beta 0 'alpha: took ' sync
says beta 0 'alpha: nothing new' sync
for key in root release timestamp; do
	cmp "$WORK/alpha/base/keys/$key.key" "$WORK/beta/base/keys/$key.key"
	if grep -rq "$(sed -n 2p "$WORK/alpha/base/keys/$key.key")" "$WORK"/*/run; then fail "the secret key $key is served"; fi
done
if cmp -s "$WORK/alpha/base/keys/server.key" "$WORK/beta/base/keys/server.key"; then fail 'beta has the key of alpha itself'; fi
cmp "$WORK/root-of-beta" "$WORK"/beta/base/lost/keys.*/root.pub
[ "$(stat -c '%a' "$WORK/beta/base/keys" "$WORK/beta/base/keys/release.key" | paste -sd' ' -)" = '700 600' ] || fail 'modes of the keys'
says alpha 0 'beta: took repository' sync
[ -e "$(repository alpha)/tool-1-r0.x86_64.opk" ] || fail 'what beta had did not come'
both
same
key=$(sed -n 2p "$WORK/alpha/base/keys/root.pub")
grep -qF "$key" "$WORK/beta/run/state/http/boot.ipxe" || fail 'nodes are told another key by beta'

# --- added on either
add alpha extra-1-r0
on alpha sync >/dev/null
before=$(cat "$(repository alpha)/latest")
says beta 0 'alpha: took repository' sync
same
[ "$(cat "$(repository beta)/latest")" = "$before" ] || fail 'beta signed what alpha had signed'
add beta tool-2-r0
on beta sync >/dev/null
on alpha sync >/dev/null
same
"$PKG" sign --keys "$WORK/beta/base/keys" "$(repository beta)" >/dev/null	# as each day
both
same
says alpha 0 'beta: nothing new' sync

# --- at once: neither uses a serial of the other's
rm "$(repository alpha)/extra-1-r0.x86_64.opk"	# not taken away, only lost: it comes back
simple more 1-r0
add alpha large-1-r0
add beta more-1-r0
[ "$(serials alpha | cut -d' ' -f 1)" != "$(serials beta | cut -d' ' -f 1)" ] || fail 'two timestamps have one serial'
[ "$(serials alpha | cut -d' ' -f 2)" != "$(serials beta | cut -d' ' -f 2)" ] || fail 'two releases have one serial'
both
both
same
for file in large-1-r0 more-1-r0 extra-1-r0; do
	cmp "$WORK/$file.x86_64.opk" "$(repository alpha)/$file.x86_64.opk"
done

# --- taken away on one, and put there again
remove beta tool-1-r0
on beta sync >/dev/null
says alpha 0 'took removed/tool-1-r0.x86_64.opk, repository' sync
[ ! -e "$(repository alpha)/tool-1-r0.x86_64.opk" ] || fail 'it is still there'
both
same
add alpha tool-1-r0
both
both
same
[ -e "$(repository beta)/tool-1-r0.x86_64.opk" ] || fail 'it did not come back'
[ ! -e "$WORK/beta/base/removed/tool-1-r0.x86_64.opk" ] || fail 'it is still taken away'

# --- what was cut off goes on
head -c 2000000 /dev/urandom >"$WORK/large-tree/usr/share/large"
pack large 2-r0 "$WORK/large-tree"
add alpha large-2-r0
on alpha sync >/dev/null
head -c 1500000 "$WORK/large-2-r0.x86_64.opk" >"$WORK/beta/base/.sync/$(digest_of "$WORK/large-2-r0.x86_64.opk").opk"
bytes=$(on beta sync --json | sed 's/.*"bytes":\([0-9]*\).*/\1/')
[ "$bytes" -lt 700000 ] || fail "$bytes bytes were sent"
same
for left in "$WORK"/beta/base/.sync/*.opk; do
	[ ! -e "$left" ] || fail "a package was left: $left"
done

# --- what must not be taken: a package altered on its way
simple wrong 1-r0
add alpha wrong-1-r0
cp "$(repository alpha)/wrong-1-r0.x86_64.opk" "$WORK/kept.opk"
on alpha sync >/dev/null
before=$(cat "$(repository beta)/latest")
printf X | dd of="$(repository alpha)/wrong-1-r0.x86_64.opk" bs=1 seek=200 conv=notrunc 2>/dev/null
says beta 1 'wrong 1-r0' sync
[ "$(cat "$(repository beta)/latest")" = "$before" ] || fail 'a damaged package was taken'
[ ! -e "$(repository beta)/wrong-1-r0.x86_64.opk" ] || fail 'a damaged package is there'
cp "$WORK/kept.opk" "$(repository alpha)/wrong-1-r0.x86_64.opk"
on beta sync >/dev/null
same

# --- another package of the same name and version on each: neither is replaced, both say so, and to remove one ends it
simple twin 1-r0
add alpha twin-1-r0
tree twin other
pack twin 1-r0 "$WORK/tree"
add beta twin-1-r0
on alpha sync >/dev/null || :
says beta 1 'another twin-1-r0.x86_64.opk than is here' sync
says alpha 1 'another twin-1-r0.x86_64.opk than is here' sync
if cmp -s "$(repository alpha)/twin-1-r0.x86_64.opk" "$(repository beta)/twin-1-r0.x86_64.opk"; then fail 'one was replaced'; fi
remove alpha twin-1-r0
on alpha sync >/dev/null 2>&1 || :
on beta sync >/dev/null 2>&1 || :
on alpha sync >/dev/null
both
same
cmp "$WORK/twin-1-r0.x86_64.opk" "$(repository alpha)/twin-1-r0.x86_64.opk"

# --- another key on one, by the root that was: it comes, and signs on there
new_timestamp_key() {	# of beta
	rm "$WORK"/beta/base/keys/timestamp.*
	"$PKG" keygen --keys "$WORK/beta/base/keys" timestamp >/dev/null
	index beta
	on beta sync >/dev/null
}
new_timestamp_key
says alpha 0 'took keys' sync
cmp "$WORK/alpha/base/keys/timestamp.key" "$WORK/beta/base/keys/timestamp.key"
both
same
simple last 1-r0
add alpha last-1-r0
both
same

# --- a signature that nobody made: nothing of it is taken, the keys neither
new_timestamp_key
before=$(cat "$(repository alpha)/latest")
file=$(timestamp beta).minisig
cp "$file" "$WORK/kept.minisig"
sed -i '4s/^..../AAAA/' "$file"
says alpha 1 'beta: repository: ' sync
[ "$(cat "$(repository alpha)/latest")" = "$before" ] || fail 'something that nobody signed was taken'
if cmp -s "$WORK/alpha/base/keys/timestamp.key" "$WORK/beta/base/keys/timestamp.key"; then fail 'keys that nothing good was signed with were taken'; fi
cp "$WORK/kept.minisig" "$file"
on alpha sync >/dev/null
both
same
no_leftovers "$WORK/alpha/base"
no_leftovers "$WORK/beta/base"
