# shellcheck shell=sh
# Only the static libcrypto and its headers.

do_prepare() { :; }

do_configure() {
	case $BUILD_TRIPLET in
	x86_64-*) system=linux-x86_64 ;;
	aarch64-*) system=linux-aarch64 ;;
	riscv64-*) system=linux64-riscv64 ;;
	*) echo "host-openssl: no configuration is known for $BUILD_TRIPLET" >&2; exit 3 ;;
	esac
	# shellcheck disable=SC2086 # option lines are words
	perl "$SRC/Configure" "$system" --prefix=/ --libdir=lib --openssldir=/etc/ssl $OPTIONS
}

do_build() {
	make build_generated
	make libcrypto.a
}

do_install() {
	install -D -m 644 libcrypto.a "$DEST/lib/libcrypto.a"
	mkdir -p "$DEST/include"
	cp -r "$SRC/include/openssl" include/openssl "$DEST/include/"
	find "$DEST/include" -name '*.in' -delete
}
