# shellcheck shell=sh
# The same sources as the package orion-pkg, with the pinned libraries.

do_build() {
	for tool in host-zstd host-libsolv host-openssl; do
		CPPFLAGS="${CPPFLAGS-} -isystem $TOOLS/$tool/include" LDFLAGS="$LDFLAGS -L$TOOLS/$tool/lib"
	done
	make -f "$SRC/tools/Makefile" O="$BUILD" CC="$CC" AR="$AR" CPPFLAGS="$CPPFLAGS" CFLAGS="$CFLAGS" \
		LDFLAGS="$LDFLAGS" 'LIBS_orion-pkg=-lzstd -lsolv -lcrypto -pthread' orion-pkg
}

do_install() {
	install -D -m 755 bin/orion-pkg "$DEST/bin/orion-pkg"
	strip "$DEST/bin/orion-pkg"
}
