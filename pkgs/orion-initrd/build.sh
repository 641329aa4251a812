# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# One static program, and the list from which gen_init_cpio makes the archive around it.

do_build() {
	set --
	for f in "$SRC"/initrd/*.c "$SRC"/tools/lib/*.c; do
		case $f in
		*_test.c | *_fuzz.c) ;;
		*) set -- "$@" "$f" ;;
		esac
	done
	# shellcheck disable=SC2086 # CFLAGS is a list
	"$CC" -std=c11 -D_GNU_SOURCE $CFLAGS -Wall -Wextra -Wshadow -Wmissing-prototypes -Werror -iquote "$SRC/tools/lib" \
		-ffunction-sections -fdata-sections -Wl,--gc-sections -fPIE -static-pie -o init "$@"
	"$STRIP" init
}

do_install() {
	install -d "$DEST/usr/lib/orion/initrd"
	install -m 755 init "$DEST/usr/lib/orion/initrd/init"
	install -m 644 "$SRC/initrd/list" "$DEST/usr/lib/orion/initrd/list"
}
