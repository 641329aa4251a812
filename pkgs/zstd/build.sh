# The command links the shared library; no other formats than its own.

zstd_make() { # DIR GOAL...: make in a directory of the source
	dir=$1
	shift
	make -C "$dir" PREFIX=/usr DESTDIR="$DEST" CC="$CC" AR="$AR" \
		HAVE_ZLIB=0 HAVE_LZMA=0 HAVE_LZ4=0 ZSTD_LEGACY_SUPPORT=0 "$@"
}

do_build() {
	zstd_make lib lib-mt libzstd.pc
	zstd_make programs zstd-dll
}

do_install() {
	zstd_make lib install-shared install-static install-includes install-pc
	install -D -m 755 programs/zstd "$DEST/usr/bin/zstd"
	ln -s zstd "$DEST/usr/bin/unzstd"
	ln -s zstd "$DEST/usr/bin/zstdcat"
}
