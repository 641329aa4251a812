# The archive's tarball has no configure, and two files need none: musl has all that the library brings replacements for.
# What opens files by name (cfg_tilde_expand among it, CVE-2022-40320) is left out by the linker: `orion` gives it texts.

has='-DHAVE_STDLIB_H=1 -DHAVE_STRING_H=1 -DHAVE_STRINGS_H=1 -DHAVE_UNISTD_H=1 -DHAVE_SYS_STAT_H=1
	-DHAVE_STRDUP=1 -DHAVE_STRNDUP=1 -DHAVE_STRCASECMP=1 -DHAVE_FMEMOPEN=1 -DHAVE_REALLOCARRAY=1'

do_build() {
	flex -Pcfg_yy -o lexer.c "$SRC/src/lexer.l"
	for file in "$SRC/src/confuse.c" lexer.c; do
		# shellcheck disable=SC2086 # flags are words
		"$CC" $CFLAGS -std=gnu11 -D_GNU_SOURCE $has "-DPACKAGE_VERSION=\"$VERSION\"" "-DPACKAGE_STRING=\"libconfuse $VERSION\"" \
			-ffunction-sections -fdata-sections -fPIC -I. -I"$SRC/src" -c -o "$(basename "$file" .c).o" "$file"
	done
	"$AR" rcsD libconfuse.a confuse.o lexer.o
}

do_install() {
	install -D -m 644 libconfuse.a "$DEST/usr/lib/libconfuse.a"
	install -D -m 644 "$SRC/src/confuse.h" "$DEST/usr/include/confuse.h"
}
