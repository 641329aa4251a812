# The archive holds runit-2.2.0/ below admin/; a public tree may have src/ at its top.
sources() {
	for dir in src runit-*/src runit/src admin/runit-*/src; do
		if [ -e "$dir/runsv.c" ]; then
			echo "$dir"
			return
		fi
	done
	echo 'runit: no src/runsv.c in this source' >&2
	return 1
}

do_build() {
	cd "$(sources)" || return
	echo "$CC $CFLAGS -D_GNU_SOURCE -std=gnu89" >conf-cc
	echo "$CC $LDFLAGS" >conf-ld
	# Three probes run what they compile, which a cross compiler's programs can't: the answers are known.
	sed -i -e 's|^\t\./chkshsgr .*|\ttrue|' -e 's|^\t\./choose clr tryshsgr \([^ ]*\) .*|\tcp \1 hasshsgr.h|' \
		-e 's|^\t\./choose clr trypoll [^ ]* \([^ ]*\) .*|\tcp \1 iopause.h|' \
		-e 's|^\t\./choose clr tryulong64 \([^ ]*\) .*|\tcp \1 uint64.h|' Makefile
	make AR="$AR" RANLIB="$RANLIB" runsv runsvdir sv svlogd chpst
}

do_install() {
	cd "$(sources)" || return
	mkdir -p "$DEST/usr/lib/runit"
	cp runsv runsvdir sv svlogd chpst "$DEST/usr/lib/runit/"
}
