# Of its programs only fsck.fat: file systems are made by the build, and labelled there.

do_install() {
	make DESTDIR="$DEST" install
	rm "$DEST"/usr/bin/mkfs.fat "$DEST"/usr/bin/fatlabel
}
