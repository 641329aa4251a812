#!/bin/sh
# SPDX-License-Identifier: MIT
# What an installer put on a server's disk becomes a generation when the server starts; what the site has installed into the role
# stays. The script is that of the image, on a base of the test's own.
if [ "${2-}" != inside ]; then
	if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" inside; else exec unshare -rm "$0" "$1" inside; fi
fi
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"
mount -t tmpfs tmpfs /srv
base=/srv/orion
mkdir "$WORK/bin"
ln -s "$PKG" "$WORK/bin/orion-pkg"
PATH=$WORK/bin:$PATH
export PATH

adopt() {
	"$HERE/../../server/root/usr/lib/orion/server/adopt"
}

puts() {	# DIR: what an installer does with a build: files beside those that are there, and the channel
	digest=$(cat "$WORK/$1/node.digest")
	mkdir -p $base/bundles/node $base/channels $base/repository
	cp "$WORK/$1/$digest.bundle" $base/bundles/node/
	cp "$WORK/$1"/repository/*.opk $base/repository/
	{ echo "$digest"; [ ! -e $base/channels/node ] || head -n 1 $base/channels/node; } >$base/channels/node.new
	mv $base/channels/node.new $base/channels/node
	"$PKG" index --keys $base/keys $base/repository >/dev/null
}

packages() {
	"$PKG" list --base $base --role node | cut -d' ' -f1 | paste -sd' ' -
}

boot_packages
simple core 1-r0
simple tool 1-r0
simple extra 1-r0
build one node core "$WORK/core-1-r0.x86_64.opk"
build two node 'core extra' "$WORK/core-1-r0.x86_64.opk" "$WORK/extra-1-r0.x86_64.opk"
"$PKG" keygen --keys $base/keys --site >/dev/null

# A disk that no base was made on.
cp "$WORK/tool-1-r0.x86_64.opk" "$WORK/one/repository/"
puts one
adopt
first=$(channel $base)
[ "$first $first" = "$digest $(generation $base 1)" ] || fail 'the generation of the disk is not the first of its role'
[ "$(packages)" = 'core init linux ucode' ] || fail "the role has: $(packages)"
adopt
[ "$(wc -l <$base/roles/node/generations)" = 1 ] || fail 'it is adopted twice'

# The site adds something; then somebody installs another build over it.
"$PKG" install --base $base --role node tool >/dev/null
puts two
adopt
[ "$(packages)" = 'core extra init linux tool ucode' ] || fail "after another build the role has: $(packages)"
[ "$(channel $base)" != "$digest" ] || fail "nodes boot the build without the site's package"
[ "$(channel $base)" = "$(generation $base 3)" ] || fail 'the channel names no generation'

# The way back is no installation.
"$PKG" rollback --base $base --role node >/dev/null
before=$(cat $base/roles/node/generations) now=$(channel $base)
adopt
[ "$(channel $base) $(cat $base/roles/node/generations)" = "$now $before" ] || fail 'a rollback was undone'

# A bundle that isn't whole stays what it is.
head -c 8192 "$WORK/one/$first.bundle" >"$base/bundles/node/$now.bundle"
: >$base/roles/node/generations
status=0
adopt 2>"$WORK/said" || status=$?
[ "$status" = 3 ] || fail "a damaged bundle: status $status: $(cat "$WORK/said")"
[ -s "$WORK/said" ] || fail 'nothing is said of a damaged bundle'
