# The kernel is built beside its source, with the cross compiler and nothing else of the target.

# Kbuild takes its tools from CROSS_COMPILE and its flags from the configuration; the helper programs it
# builds for itself would take the target's from these variables. Whether the machine has pahole or a Rust compiler would
# show in the configuration.
kernel_make() {
	env -u CC -u AR -u RANLIB -u NM -u STRIP -u OBJCOPY -u READELF -u LD -u CFLAGS -u CPPFLAGS -u LDFLAGS -u PKG_CONFIG \
		make -C "$SRC" O="$BUILD" ARCH="$ARCH" CROSS_COMPILE="$TARGET-" DEPMOD=true \
		PAHOLE=none RUSTC=none BINDGEN=none \
		KBUILD_BUILD_USER=orion KBUILD_BUILD_HOST=orion KBUILD_BUILD_VERSION=1 \
		KBUILD_BUILD_TIMESTAMP="$(date -u -d "@$SOURCE_DATE_EPOCH")" "$@"
}

# Our drivers go where they would be if they were part of the kernel; the patches beside this file know the place.
do_prepare() {
	mv "$SRC/kernel/drivers/nfs-failover" "$SRC/fs/nfs/failover"
}

do_configure() {
	cat "$TOP"/kernel/fragments/* >"$BUILD/asked"
	kernel_make KCONFIG_ALLCONFIG="$BUILD/asked" allnoconfig
	sh "$TOP/kernel/check-config" "$BUILD/.config" "$TOP"/kernel/fragments/*
}

do_build() {
	kernel_make bzImage modules
}

# The build id as /sys/kernel/notes shows it: /init compares the two.
build_id() {
	"$READELF" -n vmlinux | awk '/Build ID:/ { print $3; found = 1 } END { exit !found }'
}

do_install() {
	release=$(cat include/config/kernel.release)
	modules=$DEST/usr/lib/modules/$release
	kernel=$DEST/usr/lib/orion/kernel
	kernel_make INSTALL_MOD_PATH="$DEST/usr" INSTALL_MOD_STRIP=1 modules_install
	rm -f "$modules/build" "$modules/source"

	mkdir -p "$kernel"
	cp arch/x86/boot/bzImage "$kernel/vmlinuz"
	cp .config "$kernel/config"
	echo "$release" >"$kernel/release"
	build_id >"$kernel/build-id"
	sh "$TOP/kernel/modinfo" "$OBJCOPY" "$modules" >hardware
	sh "$TOP/kernel/builtin-aliases" "$READELF" "$SRC" "$BUILD" >>hardware
	LC_ALL=C sort -u hardware >"$kernel/hardware"

	sed '/^#/d; /^$/d' "$TOP/kernel/net-modules" >"$kernel/net-modules"
	while read -r name; do
		[ -n "$(find "$modules" -name "$name.ko")" ] || {
			echo "kernel/net-modules: $name: no such module was built" >&2
			return 1
		}
	done <"$kernel/net-modules"
}
