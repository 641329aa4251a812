# shellcheck shell=sh
# Sourced by build.sh of the debug kernels, linux-NAME: as pkgs/linux has it, with the fragments `common` and NAME of this directory, and no modules.

# shellcheck source=../../pkgs/linux/build.sh
. "$TOP/pkgs/linux/build.sh"

do_prepare() {
	patch -d "$SRC" -p1 --no-backup-if-mismatch <"$TOP/pkgs/linux/nfs-failover.patch"
	mv "$SRC/kernel/drivers/nfs-failover" "$SRC/fs/nfs/failover"
}

# asked FRAGMENT...: all that they ask for but modules; of a symbol that several name, what the first says.
asked() {
	awk '/^CONFIG_/ { split($0, part, "="); name = part[1] }
		/^# CONFIG_.* is not set$/ { name = $2 }
		name && !seen[name]++ && !/=m$/
		{ name = "" }' "$@"
}

do_configure() {
	release=$TOP/kernel/fragments
	asked "$TOP/kernel/debug/common" "$TOP/kernel/debug/${NAME#linux-}" \
		"$release/base" "$release/netboot" >"$BUILD/asked"
	kernel_make KCONFIG_ALLCONFIG="$BUILD/asked" allnoconfig
	sh "$TOP/kernel/check-config" "$BUILD/.config" "$BUILD/asked"
}

do_build() {
	kernel_make bzImage
}

# Of the driver's functions the names too: who reads a report wants to know whose it is.
do_install() {
	kernel=$DEST/usr/lib/orion/kernel
	mkdir -p "$kernel"
	cp arch/x86/boot/bzImage "$kernel/vmlinuz"
	cp .config "$kernel/config"
	cp include/config/kernel.release "$kernel/release"
	build_id >"$kernel/build-id"
	"$NM" fs/nfs/failover/nfs_failover.o | awk '$2 ~ /^[tT]$/ { print $3 }' >"$kernel/failover-functions"
}
