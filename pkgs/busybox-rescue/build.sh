# One static program for the initrd, position independent, which STATIC=y would not make it; the shell finds
# its commands in itself.

do_prepare() { :; }

do_configure() {
	make -C "$SRC" O="$BUILD" HOSTCC="$HOSTCC" allnoconfig
	sed 's/[ 	]*#.*//; /^$/d' "$RECIPE/config" >wanted
	cut -d= -f1 wanted | sed 's/.*/^CONFIG_&=|^# CONFIG_& is/' >drop
	grep -vE -f drop .config >kept
	sed 's/^/CONFIG_/' wanted | cat kept - >.config
	yes '' | make -C "$BUILD" HOSTCC="$HOSTCC" oldconfig
	while read -r line; do
		if ! grep -qFx "CONFIG_$line" .config; then
			echo "config: $line is not in the result" >&2
			exit 3
		fi
	done <wanted
}

do_build() {
	make -C "$BUILD" ARCH="$ARCH" CROSS_COMPILE="$TARGET-" HOSTCC="$HOSTCC" SKIP_STRIP=y \
		CFLAGS_busybox=-static-pie busybox
}

do_install() {
	install -D -m 755 busybox "$DEST/usr/lib/orion/rescue/busybox"
}
