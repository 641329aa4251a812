# Finds its own headers only when it is built inside its source; without the Python reports and what starts
# services by systemd.

do_prepare() {
	cp -a "$SRC/." "$BUILD/"
	SRC=$BUILD
}

do_install() {
	make DESTDIR="$DEST" install
	for name in mountstats nfsdclddb nfsdclnts nfsiostat rpcctl start-statd; do
		rm -f "$DEST"/usr/bin/"$name" "$DEST"/usr/sbin/"$name"
	done
}
