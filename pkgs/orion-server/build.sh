# shellcheck shell=sh
# What makes a machine a server: its name, the services of its role's file, and its programs.

# What no program uses is left out by the linker; nothing here unwinds.
sections='-ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables'

do_build() {
	# shellcheck disable=SC2086 # flags are words
	$CC $CPPFLAGS $CFLAGS -std=c11 -fPIE -static-pie -Wall -Wextra -Wshadow -Wmissing-prototypes -Werror $LDFLAGS \
		-o orion-logd "$SRC/server/logd.c" "$SRC/server/log.c"
	make -f "$SRC/tools/Makefile" O="$BUILD" CC="$CC" AR="$AR" CPPFLAGS="$CPPFLAGS" CFLAGS="$CFLAGS -fPIE $sections" \
		LDFLAGS="$LDFLAGS -static-pie -Wl,--gc-sections -Wl,-z,pack-relative-relocs" orion-server
}

do_install() {
	mkdir -p "$DEST/etc/orion" "$DEST/usr/bin" "$DEST/usr/lib/orion/pxe"
	cp -R "$SRC/server/root/." "$DEST/"
	cp "$SRC/pxe/boot.ipxe" "$SRC/pxe/local.ipxe" "$SRC/pxe/pxelinux.cfg" "$DEST/usr/lib/orion/pxe/"
	cp orion-logd "$DEST/usr/bin/"
	install -m 755 bin/orion-server "$DEST/usr/bin/orion"
	ln -s ../run/orion/state/exports "$DEST/etc/exports"
	echo server >"$DEST/etc/orion/role"
	awk -F'\t' '$1 == "service" { gsub(/ +/, "\n", $2); print $2 }' "$SRC/rootfs/roles/server" \
		>"$DEST/etc/orion/services"
}
