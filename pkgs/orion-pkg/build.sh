# shellcheck shell=sh
# One static program: it repairs a root whose libraries are gone.

do_build() {
	make -f "$SRC/tools/Makefile" O="$BUILD" CC="$CC" AR="$AR" CPPFLAGS="$CPPFLAGS" \
		CFLAGS="$CFLAGS -ffunction-sections -fdata-sections -fPIE" \
		LDFLAGS="$LDFLAGS -static-pie -Wl,--gc-sections" 'LIBS_orion-pkg=-lzstd -lsolv -lcrypto' orion-pkg
}

do_install() {
	install -D -m 755 bin/orion-pkg "$DEST/usr/bin/orion-pkg"
}
