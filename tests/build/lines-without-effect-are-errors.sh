#!/bin/sh
# A part, mode, foreign, keep, service, alternative, static or only line that finds nothing stops the build with file and line; one that
# does is no error.
. "$(dirname "$0")/lib"
checkout "$work/tree"
packing_tools
mkdir -p "$work/thing/in"
cd "$work/tree" || exit
mkdir pkgs/thing
cat >pkgs/thing/build.sh <<'END'
do_prepare() { :; }
do_install() {
	mkdir -p "$DEST/usr/share/thing" "$DEST/var/empty"
	echo secret >"$DEST/usr/share/thing/secret"
	echo text >"$DEST/usr/share/thing/text"
	ln -s text "$DEST/usr/share/thing/link"
	ln -s thing/text "$DEST/usr/share/far"
}
END
mkdir pkgs/other
cp pkgs/thing/build.sh pkgs/other/
printf 'version\t1\ndate\t2026-01-01\nstyle\tdeb\nsummary\tAnother\nlicense\tMIT\n' >pkgs/other/recipe
echo data >"$work/thing/in/data"
tar -C "$work" -cf "$work/thing.tar" thing
digest=$(sha256sum <"$work/thing.tar")

recipe() { # LINE...
	printf 'version\t1\ndate\t2026-01-01\nsource\t%s file://%s/thing.tar\nstyle\tdeb\n' "${digest%% *}" "$work" >pkgs/thing/recipe
	printf '%b\n' "$@" 'summary\tA thing' 'license\tMIT' >>pkgs/thing/recipe
}
refused() { # MESSAGE LINE...
	message=$1
	shift
	recipe "$@"
	thing_refused "$message"
}
refused 'pkgs/thing/recipe:6: part thing-b: nothing in the package matches usr/absent*' \
	'part\tthing-a usr/share/thing/text' 'part\tthing-b usr/absent*'
refused 'pkgs/thing/recipe:5: mode: nothing in the package matches usr/share/thing/absent' 'mode\t0600 usr/share/thing/absent'
refused 'pkgs/thing/recipe:5: keep: nothing in the package matches var/absent' 'keep\tvar/empty var/absent'
refused 'pkgs/thing/recipe:5: foreign: nothing in the package matches usr/absent' 'foreign\tusr/absent'
refused 'pkgs/thing/recipe:5: service: nothing in the package matches usr/lib/orion/sv/absent' 'service\tabsent'
refused 'pkgs/thing/recipe:5: alternative: nothing in the package matches usr/bin/thing' 'alternative\tusr/bin/thing usr/share/absent 10'
refused 'pkgs/thing/recipe:5: alternative: nothing in the package matches usr/bin/*' 'alternative\tusr/bin/* 10'
refused 'pkgs/thing/recipe:5: alternative: usr/share/far leads to thing/text, which is not beside it' 'alternative\tusr/share/* 10'
refused 'priority 10000 is not from 0 to 9999' 'alternative\tusr/bin/thing usr/share/thing/text 10000'
refused 'pkgs/thing/recipe: static: no program of the package is linked statically' 'builds\tother' 'static\tother'
refused 'pkgs/thing/recipe:5: static: absent is neither in needs nor in builds' 'static\tabsent'
refused 'pkgs/thing/recipe:5: only:' 'only\tin/data in/absent'

recipe 'part\tthing-a usr/share/thing/te*' 'part\tthing-a usr/share/thing/link' 'mode\t0600 usr/share/thing/secret' 'keep\tvar/empty' 'only\tin/data' \
	'alternative\tusr/share/thing/l* 10' 'alternative\tusr/bin/thing usr/share/thing/secret 20'
make_thing
set -- "$ORION_CACHE"/out/pack-thing-1-*
"$PACKER/bin/orion-pkg" files --json "$1"/thing-1-r1.*.opk >"$work/files"
contains "$work/files" '"path":"usr/share/thing/secret","mode":384'
contains "$work/files" '"path":"var/empty"'
contains "$work/files" '"type":"a","path":"usr/bin/thing","target":"usr/share/thing/secret","priority":20'
"$PACKER/bin/orion-pkg" files "$1"/thing-a-1-r1.*.opk >"$work/files"
contains "$work/files" usr/share/thing/text
"$PACKER/bin/orion-pkg" files -l "$1"/thing-a-1-r1.*.opk >"$work/files"
contains "$work/files" 'a   10 usr/share/thing/link -> usr/share/thing/text'
