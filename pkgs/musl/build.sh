# The loader and the library are one file, libc.so; it lies in usr/lib under that name, and the loader's
# name is a link to it.

do_prepare() {
	mkdir "$WORK/fixes"
	tar -xf "$FILES/fixes.tar.xz" -C "$WORK/fixes"
	while read -r name; do
		echo "applying $name"
		patch -d "$SRC" -p1 --no-backup-if-mismatch <"$WORK/fixes/debian/patches/$name"
	done <"$WORK/fixes/debian/patches/series"
}

do_configure() {
	"$SRC/configure" --target="$TARGET" --prefix=/usr --syslibdir=/usr/lib \
		--disable-wrapper --enable-optimize=internal,malloc,string
}

do_install() {
	make DESTDIR="$DEST" install
	ln -snf libc.so "$DEST/usr/lib/ld-musl-$ARCH.so.1"
	mkdir -p "$DEST/usr/bin"
	ln -s ../lib/libc.so "$DEST/usr/bin/ldd"
}
