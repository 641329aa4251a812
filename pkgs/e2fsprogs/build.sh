# Without what needs LVM, a compiler or hands; names of one program are links.

do_install() {
	make DESTDIR="$DEST" install
	rm -r "$DEST/usr/share/et" "$DEST/usr/share/ss" "$DEST/etc/e2scrub.conf"
	for name in compile_et mk_cmds e2scrub e2scrub_all e4crypt mklost+found fsck fsck.ext2 fsck.ext3 mkfs.ext2 mkfs.ext3; do
		rm "$DEST/usr/bin/$name"
	done
	rm "$DEST"/usr/lib/libss*
	ln -snf e2fsck "$DEST/usr/bin/fsck.ext4"
	ln -snf mke2fs "$DEST/usr/bin/mkfs.ext4"
	ln -snf tune2fs "$DEST/usr/bin/e2label"
}
