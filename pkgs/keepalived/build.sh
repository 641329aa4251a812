# The program, and what it must find to start: with what it was configured. `orion apply` writes its configuration, a service of the server runs it.

do_install() {
	make DESTDIR="$DEST" install
	rm -r "$DEST/etc" "$DEST/usr/share"
	mkdir -p "$DEST/etc/keepalived"
	echo "$OPTIONS" >"$DEST/etc/keepalived/keepalived.config-opts"
}
