#!/bin/sh
# SPDX-License-Identifier: MIT
# install-server puts another build on a server's disk: settings and data stay, the new generation starts from the boot partition,
# which then has the former one as well; and what is published on a running server is what its disk starts next.
# slow
set -eu
# shellcheck source=../vm/lib
. "${0%/*}/../vm/lib"

# start LABEL: from the disk's own menu; the word after the label is for this boot only.
start() {
	server_launch
	console_type server '' 'boot: '
	firmware_type server "$1 orion.console=open"
	console_type server '\r' 'init: OrionOS'
	await_line server '^orion: ready ' >/dev/null
}

runs() { # DIGEST OF-ETC-SECOND
	node_says server '. /run/orion/boot.conf; echo $generation; cat /etc/second 2>/dev/null; :' "$1${2:+
$2}"
}

menu_becomes() { # CURRENT PREVIOUS: names and files; the service serve makes it so after a start
	node_run server "until grep -qs '/$2/vmlinuz' /run/orion/orion.cfg && flock /run/orion/boot-partition.lock true; do sleep 0.1; done
		mkdir -p /run/p && mount -t vfat -o ro /dev/vda1 /run/p && sha256sum /run/p/*/*.img /run/p/*/vmlinuz; cat /run/p/orion.cfg; umount /run/p" >/dev/null
	equal 'generations in the menu' "$(sed -n 's|^ KERNEL /\(.*\)/vmlinuz|\1|p' "$WORK/server.out" | tr '\n' ' ')" "$1 $2 "
	for file in vmlinuz initrd.img ucode.img; do
		sum=$(sha256sum <"$DIST/server/$file")
		equal "copies of $file" "$(grep -c "^${sum%% *} .*/$file\$" "$WORK/server.out")" 2
	done
}

first=$(basename "$(readlink "$DIST/server.bundle")" .bundle)
SERVER_BUNDLE=$WORK/second.bundle
second=$(second_bundle server "$SERVER_BUNDLE")
SERVER_DISK=$WORK/server.img
cp --sparse=always "$DIST/server.img" "$SERVER_DISK"
truncate -s 2G "$SERVER_DISK"

# The power fails while a published generation is written to the boot partition: the former starts, and the rest is done.
server_start
node_run server 'echo ours >/srv/orion/note; sync' >/dev/null
node_run server "orion publish /dev/vdb >/run/publish 2>&1 &
	until [ -e /run/orion/boot-partition/$second/ucode.img ]; do sleep 0.1; kill -0 \$! || break; done
	[ -e /run/orion/boot-partition/$second/ucode.img ] || { cat /run/publish; false; }" >/dev/null
machine_quit server
start current
runs "$first" ''
menu_becomes "$second" "$first"
console_send server poweroff
machine_gone server
start current
runs "$second" server
machine_quit server

# The build's server again, over that one.
"$DIST/install-server" --yes "$SERVER_DISK" >"$WORK/install" 2>&1 || fail "install-server: $(cat "$WORK/install")"
start current
runs "$first" ''
node_says server 'cat /srv/orion/note' ours
menu_becomes "$first" "$second"
console_send server poweroff
machine_gone server
start previous
runs "$second" server
