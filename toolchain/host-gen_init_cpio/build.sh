# One file of the kernel's source.

do_prepare() { :; }

do_build() {
	# shellcheck disable=SC2086 # flags are words
	"$CC" $CFLAGS $LDFLAGS -o gen_init_cpio "$SRC/usr/gen_init_cpio.c"
}

do_install() {
	install -D -m 755 gen_init_cpio "$DEST/bin/gen_init_cpio"
}
