# defconfig, changed by the lines of `config`; a line that is not in the result is an error. With `make
# menuconfig` in the source one sees what there is.

do_prepare() { :; }

busybox_make() { # GOAL
	make -C "$BUILD" ARCH="$ARCH" CROSS_COMPILE="$TARGET-" HOSTCC="$HOSTCC" SKIP_STRIP=y "$1"
}

do_configure() {
	make -C "$SRC" O="$BUILD" HOSTCC="$HOSTCC" defconfig
	sed 's/[ 	]*#.*//; /^$/d' "$RECIPE/config" >wanted
	cut -d= -f1 wanted | sed 's/.*/^CONFIG_&=|^# CONFIG_& is/' >drop
	grep -vE -f drop .config >kept
	sed 's/^/CONFIG_/' wanted | cat kept - >.config
	yes '' | make -C "$BUILD" HOSTCC="$HOSTCC" oldconfig
	while IFS='=' read -r symbol value; do
		case $value in
		n) if ! grep -q "^CONFIG_$symbol=" .config; then continue; fi ;;
		*) if grep -qFx "CONFIG_$symbol=$value" .config; then continue; fi ;;
		esac
		echo "config: $symbol=$value is not in the result" >&2
		exit 3
	done <wanted
}

do_build() {
	busybox_make busybox
	busybox_make busybox.links
}

do_install() {
	install -D -m 755 busybox "$DEST/usr/bin/busybox"
	while read -r path; do
		ln -s busybox "$DEST/usr/bin/${path##*/}"
	done <busybox.links
}
