# shellcheck shell=sh
# One static program: nothing is loaded once it is confined.

# What no program uses is left out by the linker; nothing here unwinds.
sections='-ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables'

do_build() {
	make -f "$SRC/tools/Makefile" O="$BUILD" CC="$CC" AR="$AR" CPPFLAGS="$CPPFLAGS" \
		CFLAGS="$CFLAGS -O2 -fPIE $sections" \
		LDFLAGS="$LDFLAGS -static-pie -Wl,--gc-sections -Wl,-z,pack-relative-relocs" orion-httpd
}

do_install() {
	install -D -m 755 bin/orion-httpd "$DEST/usr/bin/orion-httpd"
}
