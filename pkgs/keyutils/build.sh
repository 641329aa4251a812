# Its makefile records the day of the build, and links the library's short name to an absolute path, which
# points out of a sysroot. The script for debugging of upcalls stays out.

do_prepare() {
	cp -a "$SRC/." "$BUILD/"
	sed -i 's/date -u +%F/date -u -d @$(SOURCE_DATE_EPOCH) +%F/' Makefile
	grep -q 'date -u -d @' Makefile
}

do_install() {
	# shellcheck disable=SC2086 # option lines are words
	make CC="$CC" DESTDIR="$DEST" $OPTIONS install
	ln -snf libkeyutils.so.1 "$DEST/usr/lib/libkeyutils.so"
	rm -r "$DEST/usr/share/keyutils"
	sed -i '/debug:/d' "$DEST/etc/request-key.conf"
}
