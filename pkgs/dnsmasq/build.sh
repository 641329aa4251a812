# Without what a boot server has no use for: packet dumps, ipset, authoritative zones.

do_prepare() {
	cp -a "$SRC/." "$BUILD/"
	mkdir "$WORK/fixes"
	tar -xf "$FILES/fixes.tar.xz" -C "$WORK/fixes"
	grep "^CVE-" "$WORK/fixes/debian/patches/series" | while read -r name; do
		echo "applying $name"
		patch -d "$BUILD" -p1 --no-backup-if-mismatch <"$WORK/fixes/debian/patches/$name"
	done
}

dnsmasq_make() { # GOAL
	make PREFIX=/usr BINDIR=/usr/bin DESTDIR="$DEST" CC="$CC" CFLAGS="$CFLAGS" LDFLAGS="$LDFLAGS" \
		PKG_CONFIG="$PKG_CONFIG" COPTS='-DNO_DUMPFILE -DNO_IPSET -DNO_AUTH -DNO_ID' "$1"
}

do_build() {
	dnsmasq_make all
}

do_install() {
	dnsmasq_make install
}
