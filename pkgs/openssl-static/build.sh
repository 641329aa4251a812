# shellcheck shell=sh
# As openssl, for programs that should be small: the linker leaves out what they don't use, and nothing unwinds.

# shellcheck source=pkgs/openssl/build.sh
. "$TOP/pkgs/openssl/build.sh"

CFLAGS="$CFLAGS -fPIE -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables"

do_install() {
	make DESTDIR="$DEST" install_dev
	rm -r "$DEST/usr/lib/cmake"
}
