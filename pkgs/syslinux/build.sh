# The loaders and the few modules that our menus use; BIOS and 64-bit UEFI.
do_install() {
	boot=$DEST/usr/lib/orion/boot
	mkdir -p "$boot"
	cp "$DEST/usr/lib/PXELINUX/pxelinux.0" "$DEST/usr/lib/PXELINUX/lpxelinux.0" "$boot/"
	for name in ldlinux libcom32 libutil menu chain reboot poweroff; do
		cp "$DEST/usr/lib/syslinux/modules/bios/$name.c32" "$boot/"
	done
	cp "$DEST/usr/lib/syslinux/mbr/mbr.bin" "$DEST/usr/lib/syslinux/mbr/gptmbr.bin" "$boot/"
	cp "$DEST/usr/lib/SYSLINUX.EFI/efi64/syslinux.efi" "$boot/"
	cp "$DEST/usr/lib/syslinux/modules/efi64/ldlinux.e64" "$boot/"
	rm -r "$DEST/usr/lib/PXELINUX" "$DEST/usr/lib/SYSLINUX.EFI" "$DEST/usr/lib/syslinux" "${DEST:?}/usr/share"
}
