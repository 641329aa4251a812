#!/bin/sh
# When nothing is to be laid out, the repository in dist/ is signed for 90 more days as soon as fewer than 30 are left, and not before;
# checksums and packages stay true. With other keys, or after a stop in between, it is laid out anew.
. "$(dirname "$0")/lib"
checkout "$work/tree"
cd "$work/tree" || exit
orion_pkg=${PACKER:?is set by make test: where our own orion-pkg is}/bin/orion-pkg
HOME=$work/home XDG_CONFIG_HOME=$work/config
export HOME XDG_CONFIG_HOME
dist=dist/x86_64
mkdir -p "$work/root/usr" "$work/from/boot" "$HOME" dist

# What the disk's step leaves, with stand-ins for all but the package.
echo text >"$work/root/usr/thing"
printf 'name\tthing\nversion\t1-r1\narch\tx86_64\nsummary\tA thing\nlicense\tMIT\norigin\tthing\ndate\t1767225600\n' >"$work/description"
for role in node server; do
	mkdir -p "$work/from/$role/packages"
	"$orion_pkg" pack -o "$work/from/$role/packages" "$work/description" "$work/root" >/dev/null
	for part in manifest lock wish vmlinuz initrd.img net.img ucode.img root.erofs root.manifest digest.bundle; do
		echo "$part of $role" >"$work/from/$role/$part"
	done
	echo digest >"$work/from/$role/digest"
	printf 'orion-bundle\t1\nrole\t%s\narch\tx86_64\ndate\t1\nkernel\t6\tab\n' $role >"$work/from/$role/manifest"
done
for file in boot/loader disk.img install-server; do
	echo $file >"$work/from/$file"
done
truncate -s 4096 "$work/from/disk.img"
printf '#!/bin/sh\n[ "$1" != -R ] || cat "$XDG_CONFIG_HOME/orion/keys/release.pub"\n' >"$work/debugfs"
chmod 755 "$work/debugfs"

publish() { # DAYS: so many later
	"$top/tests/clock" "$(($1 * 86400))" tools/build/publish "$work/from" "$orion_pkg" "$work/debugfs" >"$work/out" 2>&1 || { cat "$work/out"; fail "publish"; }
	(cd $dist && sha256sum --quiet -c SHA256SUMS) || fail "the checksums are wrong after $1 days"
	"$top/tests/clock" "$(($1 * 86400))" "$orion_pkg" verify $dist/repository >/dev/null || fail "not good after $1 days"
}
# Did it say that, and has the repository changed, as `latest` knows?
expect() { # WORD TEXT
	contains "$work/out" "$2"
	changed=renewed
	if cmp -s "$work/latest" $dist/repository/latest; then changed=same; fi
	[ $changed = "$1" ] || fail "the repository is not $1"
	cp $dist/repository/latest "$work/latest"
}
inode() {
	stat -c %i $dist/server.img
}
publish 0
expect renewed 'Next: make run'
publish 59
expect same 'is up to date'
image=$(inode)
publish 61
expect renewed 'is up to date'
[ "$(wc -l <"$work/out")" -eq 1 ] || fail "it says more: $(cat "$work/out")"
publish 120
expect same 'is up to date'
publish 300
expect renewed 'is up to date'
[ "$(inode)" = "$image" ] || fail "it was laid out anew"

rm -r "$XDG_CONFIG_HOME/orion/keys"
publish 400
expect renewed 'The keys that sign packages of this site were made'
contains "$work/out" 'Next: make run'
rm $dist/SHA256SUMS
publish 401
expect renewed 'Next: make run'
