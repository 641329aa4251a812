# Its makefile links the library's short name to an absolute path, which points out of a sysroot.

do_install() {
	# shellcheck disable=SC2086 # option lines are words
	make CC="$CC" DESTDIR="$DEST" $OPTIONS install
	ln -snf libkeyutils.so.1 "$DEST/usr/lib/libkeyutils.so"
	rm -r "$DEST/usr/share/keyutils"
	sed -i "/debug:/d" "$DEST/etc/request-key.conf"
}
