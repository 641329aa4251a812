# Static libraries of its own throughout. No mke2fs.conf is read or installed: whoever makes a file system
# names its features.

do_build() {
	make libs
	make -C misc mke2fs tune2fs
	make -C debugfs debugfs
	make -C e2fsck e2fsck
}

do_install() {
	for tool in misc/mke2fs misc/tune2fs debugfs/debugfs e2fsck/e2fsck; do
		install -D -m 755 "$tool" "$DEST/bin/${tool##*/}"
	done
	ln -s mke2fs "$DEST/bin/mkfs.ext4"
}
