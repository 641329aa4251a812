# Only what links and inspects C programs; --prefix=/ because the tree works wherever it lies.

do_configure() {
	cd "$BUILD"
	"$SRC/configure" --prefix=/ --target="$TARGET" --with-sysroot="/$TARGET/sysroot" \
		--disable-nls --disable-gdb --disable-gprof --disable-gprofng --disable-gold --disable-werror \
		--disable-multilib --disable-plugins --disable-shared --enable-deterministic-archives \
		--enable-relro --enable-new-dtags --enable-default-hash-style=gnu --without-zstd \
		--without-debuginfod --without-system-zlib MAKEINFO=true \
		CFLAGS='-O2 -g0 -pipe' CXXFLAGS='-O2 -g0 -pipe' LDFLAGS='-static-libstdc++ -static-libgcc'
}

do_build() {
	make MAKEINFO=true
}

do_install() {
	make MAKEINFO=true DESTDIR="$DEST" install-strip
	rm -rf "$DEST/share"
}
