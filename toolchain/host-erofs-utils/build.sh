# The source has no configure; the library is linked statically from the pinned host-zstd.

do_prepare() {
	(cd "$SRC" && autoreconf -fi)
	libzstd_CFLAGS=-I$TOOLS/host-zstd/include
	libzstd_LIBS="-L$TOOLS/host-zstd/lib -lzstd"
	export libzstd_CFLAGS libzstd_LIBS
}

do_install() {
	for tool in mkfs dump fsck; do
		install -D -m 755 "$tool/$tool.erofs" "$DEST/bin/$tool.erofs"
	done
}
