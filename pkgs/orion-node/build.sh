# What makes a machine a node: its name and the services of its role's file.
do_install() {
	mkdir -p "$DEST/etc/orion"
	echo node >"$DEST/etc/orion/role"
	awk -F'\t' '$1 == "service" { gsub(/ +/, "\n", $2); print $2 }' "$SRC/rootfs/roles/node" \
		>"$DEST/etc/orion/services"
}
