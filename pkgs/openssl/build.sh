# Its Configure is a Perl program of its own. The libraries record the flags they were built with, so those
# may not name the build's directories: the compiler is called by its plain name.

do_prepare() { :; }

do_configure() {
	case $ARCH in
	x86_64) system=linux-x86_64 ;;
	aarch64) system=linux-aarch64 ;;
	riscv64) system=linux64-riscv64 ;;
	*) echo "openssl: no configuration is known for $ARCH" >&2; exit 3 ;;
	esac
	# shellcheck disable=SC2086 # option lines are words
	perl "$SRC/Configure" "$system" --prefix=/usr --libdir=lib --openssldir=/etc/ssl $OPTIONS
}

do_build() {
	make build_libs
}

do_install() {
	make DESTDIR="$DEST" install_dev install_runtime_libs
	rm -r "$DEST/usr/lib/cmake"
}
