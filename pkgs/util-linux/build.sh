# Of the programs only those that change partitions without being asked questions.

do_install() {
	make DESTDIR="$DEST" install
	for name in fdisk addpart delpart resizepart; do
		rm -f "$DEST/usr/bin/$name" "$DEST/usr/sbin/$name"
	done
}
