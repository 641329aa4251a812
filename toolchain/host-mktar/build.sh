do_build() {
	"$CC" -std=c11 -O2 -Wall -Wextra -Wshadow -Werror -o mktar "$SRC/toolchain/host-mktar/mktar.c"
}

do_install() {
	install -D -m 755 mktar "$DEST/bin/mktar"
}
