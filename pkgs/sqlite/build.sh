# The library only, compiled from its one-file form. Upstream's archive has that file ready; the full source
# makes it with the host's tclsh. Strings in double quotes stay allowed (SQLITE_DQS): nfsdcld writes such.

do_configure() { :; }

do_build() {
	amalgamation=$SRC
	if [ ! -e "$SRC/sqlite3.c" ]; then
		CC="$HOSTCC" CFLAGS='' LDFLAGS='' "$SRC/configure" --disable-tcl --disable-readline
		make sqlite3.c
		amalgamation=$BUILD
	fi
	# shellcheck disable=SC2086 # flags are words
	"$CC" $CFLAGS $LDFLAGS -fPIC -shared -Wl,-soname,libsqlite3.so.0 -o libsqlite3.so.0 \
		-DSQLITE_THREADSAFE=1 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_DEPRECATED \
		-DSQLITE_DEFAULT_MEMSTATUS=0 -DHAVE_USLEEP=1 -DHAVE_FDATASYNC=1 "$amalgamation/sqlite3.c"
}

do_install() {
	install -D -m 755 libsqlite3.so.0 "$DEST/usr/lib/libsqlite3.so.0"
	ln -s libsqlite3.so.0 "$DEST/usr/lib/libsqlite3.so"
	install -D -m 644 "$amalgamation/sqlite3.h" "$DEST/usr/include/sqlite3.h"
	mkdir -p "$DEST/usr/lib/pkgconfig"
	cat >"$DEST/usr/lib/pkgconfig/sqlite3.pc" <<-END
		prefix=/usr
		Name: SQLite
		Description: SQL database engine
		Version: $VERSION
		Libs: -L\${prefix}/lib -lsqlite3
		Cflags: -I\${prefix}/include
	END
}
