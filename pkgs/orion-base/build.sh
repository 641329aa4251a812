# The base tree, and what a checkout can't hold: empty directories, os-release, links of the merged /usr.
do_install() {
	cp -R "$SRC/rootfs/base/." "$DEST/"
	for dir in dev etc/orion/repositories mnt proc root run srv/orion sys tmp usr/bin usr/lib \
		var/cache var/empty var/lib/nfs/v4recovery var/lib/nfs/sm var/log var/spool var/tmp; do
		mkdir -p "$DEST/$dir"
	done
	ln -s usr/bin "$DEST/bin"
	ln -s usr/bin "$DEST/sbin"
	ln -s usr/lib "$DEST/lib"
	ln -s usr/lib "$DEST/lib64"
	ln -s bin "$DEST/usr/sbin"
	ln -s lib "$DEST/usr/lib64"
	ln -s ../run "$DEST/var/run"
	ln -s ../run/lock "$DEST/var/lock"
	ln -s ../run/orion/resolv.conf "$DEST/etc/resolv.conf"
	ln -s ../proc/self/mounts "$DEST/etc/mtab"
	cat >"$DEST/etc/os-release" <<-EOF
		NAME=OrionOS
		ID=orionos
		VERSION_ID=$VERSION
		PRETTY_NAME="OrionOS $VERSION"
	EOF
}
