# The compiler, its libgcc, and binutils beside it: one relocatable directory. The C library is a target
# package; of musl only the headers are needed here, to build libgcc against.

do_prepare() {
	# The distribution's archive wraps the tarball in another one.
	for inner in "$SRC"/gcc-*-dfsg.tar.xz; do
		[ -e "$inner" ] || continue
		tar -xf "$inner" -C "$SRC" --strip-components=1
	done
	for lib in gmp mpfr mpc musl; do
		mkdir -p "$SRC/$lib"
		tar -xf "$FILES/$lib.tar" -C "$SRC/$lib" --strip-components=1
	done
	mv "$SRC/musl" "$BUILD/musl"
	# Repacked archives have their manuals emptied; these two places insist on them.
	if [ ! -e "$SRC/gmp/doc/Makefile.in" ]; then
		mkdir -p "$SRC/gmp/doc"
		printf 'all install check clean:\n' >"$SRC/gmp/doc/Makefile.in"
	fi
	awk '/^s-tm-texi: build\/genhooks/ { print "s-tm-texi:\n\ttouch $@"; skip = 1; next }
		skip && /^\t/ { next } { skip = 0; print }' "$SRC/gcc/Makefile.in" >"$BUILD/Makefile.in"
	mv "$BUILD/Makefile.in" "$SRC/gcc/Makefile.in"
	chmod +x "$SRC/move-if-change"
}

do_configure() {
	cp -a "$TOOLS/binutils/." "$DEST/"
	sysroot=$DEST/$TARGET/sysroot
	mkdir -p "$sysroot/usr/lib"
	make -s -C "$BUILD/musl" ARCH="$ARCH" DESTDIR="$sysroot" prefix=/usr install-headers
	mkdir -p "$BUILD/obj"
	cd "$BUILD/obj"
	# Every path given is below the fixed prefix; the driver finds its parts relative to itself.
	PATH=$DEST/bin:$PATH "$SRC/configure" --prefix=/ --target="$TARGET" \
		--with-sysroot="/$TARGET/sysroot" --with-build-sysroot="$sysroot" \
		--with-native-system-header-dir=/usr/include \
		--enable-languages=c --disable-bootstrap --disable-multilib --disable-nls --disable-shared \
		--disable-lto --disable-plugin --disable-analyzer --disable-gcov --disable-fixincludes \
		--disable-libsanitizer --disable-libssp --disable-libquadmath --disable-libgomp \
		--disable-libatomic --disable-libvtv --disable-libcc1 --disable-libstdcxx \
		--enable-default-pie --enable-default-ssp --enable-initfini-array --enable-tls \
		--enable-checking=release --enable-linker-build-id --enable-deterministic-archives \
		--without-isl --without-zstd --without-system-zlib --with-gnu-as --with-gnu-ld \
		MAKEINFO=true CFLAGS='-O2 -g0 -pipe' CXXFLAGS='-O2 -g0 -pipe' \
		CFLAGS_FOR_TARGET="-O2 -g0 -ffile-prefix-map=$SRC=/build/gcc -ffile-prefix-map=$BUILD=/build/obj"
}

do_build() {
	cd "$BUILD/obj"
	PATH=$DEST/bin:$PATH make configure-gcc
	# What the driver says of itself (-v) has the directories of this build.
	sed -i "s|$WORK|/build|g" gcc/configargs.h
	PATH=$DEST/bin:$PATH make all-gcc
	PATH=$DEST/bin:$PATH make all-target-libgcc
}

do_install() {
	cd "$BUILD/obj"
	PATH=$DEST/bin:$PATH make -j1 DESTDIR="$DEST" install-strip-gcc install-target-libgcc
	rm -rf "$DEST/share" "$DEST/$TARGET/sysroot" "${DEST:?}/lib/gcc/$TARGET"/*/install-tools "${DEST:?}/libexec/gcc/$TARGET"/*/install-tools
	rm -rf "${DEST:?}/lib/gcc/$TARGET"/*/include-fixed
	# libgcc's makefiles add -g whatever the flags say; its lines would name this build's directories.
	for object in "$DEST/lib/gcc/$TARGET"/*/*.[ao]; do
		"$DEST/bin/$TARGET-objcopy" --strip-debug "$object"
	done
	default_link_flags
}

# What GCC has no configure switch for: full RELRO, no executable stack, a build id on everything linked.
# The kernel and other callers of ld itself are untouched.
default_link_flags() {
	dir=$(echo "$DEST/lib/gcc/$TARGET"/*)
	"$DEST/bin/$TARGET-gcc" -dumpspecs >"$BUILD/specs"
	awk 'previous == "*link:" { $0 = "-z now -z relro -z noexecstack --build-id=sha1 " $0 } { print; previous = $0 }' \
		"$BUILD/specs" >"$dir/specs"
	grep -q -e '-z now -z relro' "$dir/specs"
}
