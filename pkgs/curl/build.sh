# shellcheck shell=sh
# The library without the command; all that is left of the package is curl-dev.

CFLAGS="$CFLAGS -fPIE -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables"

do_prepare() {
	mkdir "$WORK/fixes"
	tar -xf "$FILES/fixes.tar.xz" -C "$WORK/fixes"
	grep '^CVE-' "$WORK/fixes/debian/patches/series" >"$WORK/fixes/list"
	while read -r name; do
		echo "applying $name"
		patch -d "$SRC" -p1 --no-backup-if-mismatch <"$WORK/fixes/debian/patches/$name"
	done <"$WORK/fixes/list"
}

do_build() {
	make -C lib
}

do_install() {
	make -C lib DESTDIR="$DEST" install
	make -C include DESTDIR="$DEST" install
}
