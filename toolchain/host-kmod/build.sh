# Only depmod is wanted; the source has no configure.

do_prepare() {
	# What gtk-doc would put there, had we asked for its manual.
	mkdir -p "$SRC/libkmod/docs" "$SRC/m4"
	: >"$SRC/libkmod/docs/gtk-doc.make"
	: >"$SRC/m4/gtk-doc.m4"
	(cd "$SRC" && autoreconf -fi)
}

do_build() {
	make tools/kmod
}

do_install() {
	install -D -m 755 tools/kmod "$DEST/bin/kmod"
	ln -s kmod "$DEST/bin/depmod"
	ln -s kmod "$DEST/bin/modinfo"
}
