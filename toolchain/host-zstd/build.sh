# The command, and the static library for the tools that compress by themselves.

zstd_make() { # DIR GOAL...: make in a directory of the source
	dir=$1
	shift
	make -C "$dir" PREFIX=/ DESTDIR="$DEST" CC="$CC" AR="$AR" \
		HAVE_ZLIB=0 HAVE_LZMA=0 HAVE_LZ4=0 ZSTD_LEGACY_SUPPORT=0 "$@"
}

do_build() {
	zstd_make lib libzstd.a
	zstd_make programs zstd-release
}

do_install() {
	zstd_make lib install-static install-includes
	install -D -m 755 programs/zstd "$DEST/bin/zstd"
}
