# libevent carries the header for systems without it.

do_prepare() { :; }
do_build() { :; }

do_install() {
	install -D -m 644 "$SRC/compat/sys/queue.h" "$DEST/usr/include/sys/queue.h"
}
