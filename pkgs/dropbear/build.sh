# One program under several names.

dropbear_make() { # GOAL...
	make MULTI=1 PROGRAMS='dropbear dbclient dropbearkey scp' DESTDIR="$DEST" "$@"
}

do_build() {
	dropbear_make
}

do_install() {
	dropbear_make install
	for name in dropbear dbclient dropbearkey scp ssh; do
		ln -snf dropbearmulti "$DEST/usr/bin/$name"
	done
}
