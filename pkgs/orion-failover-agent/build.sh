# shellcheck shell=sh
# One static program, as orion-pkg is: the root that it would load something from may be gone. It is linked with code of the kernel, and so
# with nothing of OpenSSL: their licences don't fit.

# shellcheck source=pkgs/orion-pkg/build.sh
. "$TOP/pkgs/orion-pkg/build.sh"

libraries=

# For a Debian whose root it shall move: orion-pkg convert --deb makes a package of it that dpkg installs.
do_install() {
	parts=$SRC/tools/orion-failover-agent/initramfs-tools to=$DEST/usr/share/initramfs-tools
	install -D -m 755 "bin/$program" "$DEST/usr/bin/$NAME"
	install -D -m 755 "$parts/hook" "$to/hooks/$NAME"
	install -D -m 755 "$parts/nfs-bottom" "$to/scripts/nfs-bottom/$NAME"
}
