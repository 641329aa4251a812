#!/bin/sh
# What a recipe declares (needs, provides, conflicts, replaces, user, group, service, url, mode) is in its package, and what comes of it
# in a root that installs it; a wrong value stops make with file, line and key.
. "$(dirname "$0")/lib"
checkout "$work/tree"
packing_tools
cd "$work/tree" || exit
mkdir pkgs/thing
cat >pkgs/thing/build.sh <<'END'
do_prepare() { :; }
do_install() {
	mkdir -p "$DEST/usr/lib/orion/sv/thingd" "$DEST/usr/include" "$DEST/etc"
	printf '#!/bin/sh\nexec thingd\n' >"$DEST/usr/lib/orion/sv/thingd/run"
	echo '#define THING' >"$DEST/usr/include/thing.h"
	echo secret >"$DEST/etc/thing"
	for file in passwd group shadow; do : >"$DEST/etc/$file"; done
}
END

recipe() { # the lines that it has besides are standard input
	printf 'version\t1\ndate\t2026-01-01\nstyle\tdeb\nsummary\tA thing\nlicense\tMIT\n' >pkgs/thing/recipe
	cat >>pkgs/thing/recipe
}
shown() { # PART
	"$PACKER/bin/orion-pkg" show "$ORION_CACHE"/out/pack-thing-1-*/"$1"-1-r7.*.opk
}

recipe <<'END'
release	7
url	https://example.org/thing
provides	virtual other=2.1
provides	third
conflicts	enemy<3 foe
replaces	old-thing
user	thing 300 301 /var/lib/thing /usr/bin/false  Things,   of all kinds
user	nobody 65534 65534 / /usr/bin/false
group	thing 301 nobody,thing
group	nobody 65534
service	thingd
mode	0600 etc/thing
END
make_thing
shown thing >"$work/shown"
sed '/^installed/,$d' "$work/shown" >"$work/said"
cat >"$work/expected" <<'END'
name       thing
version    1-r7
arch       x86_64
summary    A thing
license    MIT
url        https://example.org/thing
origin     thing
date       1767225600
provides   other=2.1
           third
           virtual
conflicts  enemy<3
           foe
replaces   old-thing
user       nobody 65534 65534 / /usr/bin/false
           thing 300 301 /var/lib/thing /usr/bin/false Things,   of all kinds
group      nobody 65534
           thing 301 nobody,thing
service    thingd
END
diff "$work/expected" "$work/said" || fail "the package does not say what the recipe does"
"$PACKER/bin/orion-pkg" files -l "$ORION_CACHE"/out/pack-thing-1-*/thing-1-r7.*.opk >"$work/files"
grep -q '0600 .* etc/thing$' "$work/files" || { cat "$work/files"; fail "etc/thing has another mode"; }

# What the package declares its -dev declares not: nobody could have both.
shown thing-dev >"$work/shown"
! grep -E '^(provides|conflicts|replaces|user|group|service) ' "$work/shown" || fail "thing-dev declares it too"
grep -qx 'needs      thing=1-r7' "$work/shown" || fail "thing-dev does not need thing"

mkdir "$work/root"
"$PACKER/bin/orion-pkg" install --root "$work/root" "$ORION_CACHE"/out/pack-thing-1-*/thing-1-r7.*.opk >/dev/null
contains "$work/root/etc/passwd" 'thing:x:300:301:Things,   of all kinds:/var/lib/thing:/usr/bin/false'
contains "$work/root/etc/group" 'thing:x:301:nobody,thing'
contains "$work/root/etc/orion/services" thingd

# LINE ; MESSAGE after the place
while IFS=';' read -r line message; do
	printf 'url\thttps://example.org/thing\n%s\n' "$line" | recipe
	thing_refused "pkgs/thing/recipe:7: $message"
done <<'END'
provides	virtual other>2;provides: 
provides	a|b;provides: 
conflicts	enemy foe<;conflicts: 
conflicts	Enemy;conflicts: 
replaces	old<3~;replaces: 
user	Thing 300 301 / /bin/sh;user: the name of a user or group is of
user	thing 0300 301 / /bin/sh;user: 
user	thing 300 all / /bin/sh;user: 
user	thing 300 301 var/lib /bin/sh;user: home and shell are absolute paths
user	thing 300 301 /;user: home and shell are absolute paths
user	thing 300 301 / /bin/sh All: things;user: the words about a user have no colon
group	thing;group: 
group	thing 4294967296;group: 
group	thing 301 nobody thing;group: the name of a user or group is of
group	thing 301 nobody,,thing;group: the name of a user or group has
service	thingd Thing;service: nothing in the package matches usr/lib/orion/sv/Thing
END
printf 'user\tthing 300 301 / /bin/sh\nuser\tother 302 302 / /bin/sh\nuser\tthing 303 301 / /bin/sh\n' | recipe
thing_refused 'pkgs/thing/recipe:8: user: thing stands there twice'
