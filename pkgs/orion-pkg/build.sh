# shellcheck shell=sh
# A static program: it repairs a root whose libraries are gone. pkgs/orion, orion-fetch and orion-httpd build theirs by this, too.

program=$NAME
libraries='-lzstd -lsolv -lcrypto'
# Quick rather than small: orion-pkg is 80 KB larger, and its own code was a fifth of the time that a large removal takes.
quick=-O2
# What no program uses is left out by the linker; nothing here unwinds.
sections='-ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables'

do_build() {
	make -f "$SRC/tools/Makefile" O="$BUILD" CC="$CC" AR="$AR" CPPFLAGS="$CPPFLAGS" \
		CFLAGS="$CFLAGS $quick -fPIE $sections" \
		LDFLAGS="$LDFLAGS -static-pie -Wl,--gc-sections -Wl,-z,pack-relative-relocs" "LIBS_$program=$libraries" "$program"
}

do_install() {
	install -D -m 755 "bin/$program" "$DEST/usr/bin/$NAME"
}
