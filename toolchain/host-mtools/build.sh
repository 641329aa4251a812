# Built beside its source does not work for this one: inside it. mformat, mcopy, mmd, mdir are links.

do_configure() {
	cp -a "$SRC/." "$BUILD/"
	# shellcheck disable=SC2086 # option lines are words
	./configure --prefix=/ $OPTIONS
}

do_build() {
	make mtools
}

do_install() {
	install -D -m 755 mtools "$DEST/bin/mtools"
	for name in mattrib mcopy mdel mdir mformat minfo mlabel mmd mpartition mren mtype; do
		ln -s mtools "$DEST/bin/$name"
	done
}
