# Only the core is used (by nfs-utils); the rest of the library and its script stay out of the package.
# Its configure is of an autoconf that knows no --runstatedir.

do_configure() {
	# shellcheck disable=SC2086 # option lines are words
	"$SRC/configure" --build="$BUILD_TRIPLET" --host="$TARGET" --prefix=/usr \
		--sysconfdir=/etc --localstatedir=/var --disable-dependency-tracking $OPTIONS
}

do_install() {
	make DESTDIR="$DEST" install
	rm -r "${DEST:?}/usr/bin"
	rm "$DEST"/usr/lib/libevent-2.1.so* "$DEST"/usr/lib/libevent.so "$DEST"/usr/lib/libevent_extra* \
		"$DEST"/usr/lib/pkgconfig/libevent.pc "$DEST"/usr/lib/pkgconfig/libevent_extra.pc
}
