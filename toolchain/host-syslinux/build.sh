# The one program, and the boot code of a disk.
do_install() {
	mkdir -p "$DEST/bin" "$DEST/lib"
	cp "$DEST/usr/bin/syslinux" "$DEST/bin/"
	cp "$DEST/usr/lib/SYSLINUX/mbr.bin" "$DEST/usr/lib/SYSLINUX/gptmbr.bin" "$DEST/lib/"
	rm -r "${DEST:?}/usr"
}
