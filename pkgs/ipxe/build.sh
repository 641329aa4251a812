# Only the images that a server hands out.
do_install() {
	mkdir -p "$DEST/usr/lib/orion/boot"
	for name in undionly.kpxe ipxe.lkrn snponly.efi; do
		cp "$DEST/usr/lib/ipxe/$name" "$DEST/usr/lib/orion/boot/$name"
	done
	cp "$DEST/usr/lib/ipxe/ipxe-amd64.efi" "$DEST/usr/lib/orion/boot/ipxe.efi"
	rm -r "$DEST/usr/lib/ipxe" "${DEST:?}/usr/share"
}
