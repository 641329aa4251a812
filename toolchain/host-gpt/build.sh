do_build() {
	"$CC" -std=c11 -O2 -D_FILE_OFFSET_BITS=64 -Wall -Wextra -Wshadow -Werror -o gpt "$SRC/toolchain/host-gpt/gpt.c"
}

do_install() {
	install -D -m 755 gpt "$DEST/bin/gpt"
}
