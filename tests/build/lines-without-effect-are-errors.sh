#!/bin/sh
# A part, mode, keep or only line that finds nothing stops the build with file and line; one that does is no error.
. "$(dirname "$0")/lib"
: "${ZSTD:?is set by make test: our own zstd}"
checkout "$work/tree"
mkdir -p "$ORION_CACHE/out" "$work/thing/in"
cp -a "${ZSTD%/bin/zstd}" "$ORION_CACHE/out/"
cd "$work/tree" || exit
mkdir pkgs/thing
cat >pkgs/thing/build.sh <<'END'
do_prepare() { :; }
do_install() {
	mkdir -p "$DEST/usr/share/thing" "$DEST/var/empty"
	echo secret >"$DEST/usr/share/thing/secret"
	echo text >"$DEST/usr/share/thing/text"
}
END
echo data >"$work/thing/in/data"
tar -C "$work" -cf "$work/thing.tar" thing
digest=$(sha256sum <"$work/thing.tar")

recipe() { # LINE...
	printf 'version\t1\ndate\t2026-01-01\nsource\t%s file://%s/thing.tar\nstyle\tdeb\n' "${digest%% *}" "$work" >pkgs/thing/recipe
	printf '%b\n' "$@" >>pkgs/thing/recipe
}
refused() { # MESSAGE LINE...
	message=$1
	shift
	recipe "$@"
	! make pkg-thing >"$work/out" 2>&1 || fail "accepted: $*"
	contains "$work/out" "$message"
}
refused 'pkgs/thing/recipe:6: part thing-b: nothing in the package matches usr/absent*' \
	'part\tthing-a usr/share/thing/text' 'part\tthing-b usr/absent*'
refused 'pkgs/thing/recipe:5: mode: nothing in the package matches usr/share/thing/absent' 'mode\t0600 usr/share/thing/absent'
refused 'pkgs/thing/recipe:5: keep: nothing in the package matches var/absent' 'keep\tvar/empty var/absent'
refused 'pkgs/thing/recipe:5: only:' 'only\tin/data in/absent'

recipe 'part\tthing-a usr/share/thing/te*' 'mode\t0600 usr/share/thing/secret' 'keep\tvar/empty' 'only\tin/data'
make pkg-thing >"$work/out" 2>&1 || { cat "$work/out"; fail "does not build"; }
set -- "$ORION_CACHE"/out/thing-1-*
contains "$1/thing.manifest" 'f 600 0 0 7 '
contains "$1/thing.manifest" ' var/empty'
contains "$1/thing-a.manifest" ' usr/share/thing/text'
