# `make headers` of the kernel, and what it exported copied by hand: its own install step wants rsync.

do_prepare() { :; }

do_build() {
	case $ARCH in
	x86_64) karch=x86 ;;
	aarch64) karch=arm64 ;;
	riscv64) karch=riscv ;;
	*) echo "linux-headers: no kernel architecture is known for $ARCH" >&2; exit 3 ;;
	esac
	make -C "$SRC" O="$BUILD" ARCH="$karch" HOSTCC="$HOSTCC" headers
}

do_install() {
	mkdir -p "$DEST/usr"
	cp -R "$BUILD/usr/include" "$DEST/usr/include"
	find "$DEST/usr/include" -type f ! -name '*.h' -delete
}
