# shellcheck shell=sh
# One static program, as orion-pkg is, for a root whose libraries are gone.

# What no program uses is left out by the linker; nothing here unwinds.
sections='-ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables'

do_build() {
	make -f "$SRC/tools/Makefile" O="$BUILD" CC="$CC" AR="$AR" CPPFLAGS="$CPPFLAGS" \
		CFLAGS="$CFLAGS -fPIE $sections" \
		LDFLAGS="$LDFLAGS -static-pie -Wl,--gc-sections -Wl,-z,pack-relative-relocs" 'LIBS_orion-fetch=-lcurl -lssl -lcrypto' orion-fetch
}

do_install() {
	install -D -m 755 bin/orion-fetch "$DEST/usr/bin/orion-fetch"
}
