# shellcheck shell=sh
# What makes a machine a server: its name, the services of its role's file, and its programs.

compile() {	# PROGRAM ARGUMENT...
	out=$1
	shift
	# shellcheck disable=SC2086 # flags are words
	$CC $CPPFLAGS $CFLAGS -std=c11 -fPIE -static-pie -Wall -Wextra -Wshadow -Wmissing-prototypes -Werror $LDFLAGS -o "$out" "$@"
}

do_build() {
	compile orion-logd "$SRC/server/logd.c" "$SRC/server/log.c"
	compile orion-timed -D_GNU_SOURCE -iquote "$SRC/tools/lib" "$SRC/server/timed.c" "$SRC/tools/lib/ntp_packet.c"
}

do_install() {
	mkdir -p "$DEST/etc/orion" "$DEST/usr/bin" "$DEST/usr/lib/orion/pxe"
	cp -R "$SRC/server/root/." "$DEST/"
	cp "$SRC/pxe/boot.ipxe" "$SRC/pxe/local.ipxe" "$SRC/pxe/pxelinux.cfg" "$DEST/usr/lib/orion/pxe/"
	cp orion-logd orion-timed "$DEST/usr/bin/"
	ln -s ../run/orion/state/exports "$DEST/etc/exports"
	echo server >"$DEST/etc/orion/role"
	awk -F'\t' '$1 == "service" { gsub(/ +/, "\n", $2); print $2 }' "$SRC/rootfs/roles/server" \
		>"$DEST/etc/orion/services"
}
