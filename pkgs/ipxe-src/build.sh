# Freestanding code for the machine that builds: the host's compiler, as iPXE's makefile expects.
images='bin/undionly.kpxe bin/ipxe.lkrn bin-x86_64-efi/ipxe.efi bin-x86_64-efi/snponly.efi'

do_build() {
	if [ ! -e "$BUILD/src/Makefile" ]; then
		echo 'ipxe-src has no pinned source: make pkg-ipxe-src OVERRIDE=/path/to/ipxe' >&2
		return 1
	fi
	# shellcheck disable=SC2086 # names are words
	env -u ARCH -u CC -u AR -u LD -u CFLAGS -u LDFLAGS -u RANLIB -u NM -u STRIP -u OBJCOPY -u READELF \
		make -C src NO_WERROR=1 BUILD_TIMESTAMP="$SOURCE_DATE_EPOCH" BUILD_ID_CMD="echo 0x$SOURCE_DATE_EPOCH" $images
}

do_install() {
	mkdir -p "$DEST/usr/lib/orion/boot"
	for image in $images; do
		cp "src/$image" "$DEST/usr/lib/orion/boot/"
	done
}
