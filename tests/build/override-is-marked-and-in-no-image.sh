#!/bin/sh
# A package that is built with OVERRIDE= is made of that directory as it is, patched, and its version says +local; beside it stays what the
# recipe's source gives; images, several goals and what is no directory are refused.
. "$(dirname "$0")/lib"
checkout "$work/tree"
packing_tools
cd "$work/tree" || exit
mkdir -p "$work/thing" "$work/mine/.git" pkgs/thing
echo 'the source' >"$work/thing/text"
echo mine >"$work/mine/text"
[ "$(id -u)" != 0 ] || chown 4242:4242 "$work/mine/text"	# only root can plant a file of somebody else
echo git >"$work/mine/.git/config"
tar -C "$work" -cf "$work/thing.tar" thing
digest=$(sha256sum <"$work/thing.tar")
printf 'version\t1\ndate\t2026-01-01\nstyle\tdeb\nsummary\tA thing\nlicense\tMIT\nsource\t%s file://%s/thing.tar\n' "${digest%% *}" "$work" >pkgs/thing/recipe
printf '%s\n' '--- /dev/null' '+++ b/patched' '@@ -0,0 +1 @@' '+patched' >pkgs/thing/one.patch
cat >pkgs/thing/build.sh <<'END'
do_prepare() { :; }
do_install() {
	mkdir -p "$DEST/usr/share"
	cp -r "$SRC" "$DEST/usr/share/thing"
}
END

installed() { # VERSION: what make has just made, installed
	opk=$(sed -n 's/^in //p' "$work/out")/thing-$1-r1.x86_64.opk
	rm -rf "$work/root"
	mkdir "$work/root"
	"$PACKER/bin/orion-pkg" install --root "$work/root" "$opk" >/dev/null
}
holds() { # PATH TEXT
	[ "$(cat "$work/root/usr/share/thing/$1")" = "$2" ] || fail "$1 is: $(cat "$work/root/usr/share/thing/$1")"
}
make_thing
installed 1
holds text 'the source'
make_thing OVERRIDE="$work/mine"
installed 1+local
holds text mine
holds patched patched
[ ! -e "$work/root/usr/share/thing/.git" ] || fail "git's directory came along"
[ ! -e "$work/mine/patched" ] || fail "the directory itself was patched"
"$PACKER/bin/orion-pkg" show "$opk" >"$work/shown"
contains "$work/shown" 'version    1+local-r1'

# It is built again when the directory changes, and only then.
make_thing OVERRIDE="$work/mine"
[ "$(wc -l <"$work/out")" -eq 3 ] || fail "built twice: $(cat "$work/out")"
echo changed >"$work/mine/text"
make_thing OVERRIDE="$work/mine"
installed 1+local
holds text changed

# What the source gave is there as before.
make_thing
[ "$(wc -l <"$work/out")" -eq 3 ] || fail "built again: $(cat "$work/out")"
installed 1
holds text 'the source'

refused() { # MESSAGE ARGUMENT...
	message=$1
	shift
	! make "$@" >"$work/out" 2>&1 || fail "accepted: $*"
	contains "$work/out" "$message"
}
for goals in image run test release pkg-disk pkg-role-node 'pkg-thing pkg-zstd' 'pkg-thing image'; do
	# shellcheck disable=SC2086 # words
	refused 'OVERRIDE= goes with one package: make pkg-NAME OVERRIDE=dir' $goals OVERRIDE="$work/mine"
done
refused 'is not a directory' pkg-thing OVERRIDE="$work/thing.tar"

# A role that has the package has the one of its source.
printf 'package\tthing\n' >>rootfs/roles/node
tools/build/graph/graph role-node >/dev/null
cat dist/plan/role-node-*.inputs >"$work/inputs"
contains "$work/inputs" /thing-1-r1.x86_64.opk
! grep -q local "$work/inputs" || fail "the role has what was built with OVERRIDE"
