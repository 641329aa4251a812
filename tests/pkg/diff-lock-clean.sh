#!/bin/sh
# SPDX-License-Identifier: MIT
# diff says what is different between packages and between locks, lock prints what is installed or what a wish comes to, clean takes
# away what was fetched: each in words and as JSON, and 1 when something is different.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
unset XDG_CACHE_HOME
repo=$WORK/repo root=$WORK/root

prints() {	# FILE: the answer is this, on standard input
	cat >"$WORK/want"
	diff "$WORK/want" "$WORK/out" >&2 || fail "$1"
}

holds() {	# ASSERTION of p, the answer
	python3 -c "import json, sys; p = json.load(sys.stdin); assert $1, p" <"$WORK/out"
}

# --- two packages
mkdir -p "$WORK/1/usr/bin" "$WORK/1/usr/share" "$WORK/2/usr/bin" "$repo"
for name in content mode type same gone; do
	echo $name >"$WORK/1/usr/bin/$name"
	[ $name = gone ] || echo $name >"$WORK/2/usr/bin/$name"
done
echo other >"$WORK/2/usr/bin/content"
chmod 755 "$WORK/2/usr/bin/mode"
ln -sf same "$WORK/2/usr/bin/type"
echo new >"$WORK/2/usr/bin/new"
pack box 1.0-r0 "$WORK/1" 'needs\tlib>=1' 'needs\tmusl'
pack box 1.1-r0 "$WORK/2" 'needs\tlib>=2' 'needs\tmusl' 'owner\t3\t4\tusr/bin/same'
pack box 1.1-r1 "$WORK/2" 'needs\tlib>=2' 'needs\tmusl' 'owner\t3\t4\tusr/bin/same'
old=$WORK/box-1.0-r0.x86_64.opk new=$WORK/box-1.1-r0.x86_64.opk
answers 0 diff "$old" "$old"
[ ! -s "$WORK/out" ] || fail "a package differs from itself"
answers 1 diff "$old" "$new"
[ ! -s "$WORK/err" ] || fail "a difference is told as an error: $(cat "$WORK/err")"
prints 'two packages' <<'END'
- version 1.0-r0
- needs lib>=1
+ version 1.1-r0
+ needs lib>=2
--C-- f usr/bin/content
-     f usr/bin/gone
---m- f usr/bin/mode
+     f usr/bin/new
----o f usr/bin/same
-T--- l usr/bin/type
-     d usr/share
END
answers 1 diff --json "$old" "$new"
holds 'p["was"] == ["version\t1.0-r0", "needs\tlib>=1"] and p["is"][1] == "needs\tlib>=2" and len(p["paths"]) == 7'
holds 'p["paths"][0] == {"path": "usr/bin/content", "what": "changes", "different": ["content"]}'
holds 'p["paths"][1]["what"] == "goes" and p["paths"][3]["what"] == "comes"'
answers 0 diff --json "$new" "$new"
holds 'p == {"was": [], "is": [], "paths": []}'

# --- what is installed, and locks
mkdir "$WORK/empty" "$root"
pack lib 2-r0 "$WORK/empty"
pack musl 1-r0 "$WORK/empty"
pack other 1-r0 "$WORK/empty"
cp "$WORK"/*.opk "$repo"
"$PKG" install --root "$root" "$old" "$WORK/lib-2-r0.x86_64.opk" "$WORK/musl-1-r0.x86_64.opk" >/dev/null
answers 1 diff --root "$root" "$new"
grep -q '^+ version 1.1-r0$' "$WORK/out" || fail "an installed package and a newer one: $(cat "$WORK/out")"
answers 0 diff --root "$root" "$old"
answers 2 diff --root "$root" "$WORK/other-1-r0.x86_64.opk"
answers 0 lock --root "$root"
cp "$WORK/out" "$WORK/1.lock"
for name in box-1.0-r0 lib-2-r0 musl-1-r0; do
	printf '%s\t%s\t%s\n' "${name%%-*}" "${name#*-}" "$("$PKG" show "$WORK/$name.x86_64.opk" | sed -n 's/^digest *//p')"
done | prints 'the lock of what is installed'
answers 0 lock --json --root "$root"
holds '[x["name"] for x in p] == ["box", "lib", "musl"] and len(p[0]["digest"]) == 64'
answers 0 diff --root "$root" "$WORK/1.lock"

"$PKG" keygen --site >/dev/null
"$PKG" index "$repo" >/dev/null
answers 0 lock --repository "$repo" 'box<1.1-r1' other
cut -f 1,2 "$WORK/out" >"$WORK/names"
printf 'box\t1.1-r0\nlib\t2-r0\nmusl\t1-r0\nother\t1-r0\n' | diff - "$WORK/names" >&2 || fail "the lock of a wish"
cp "$WORK/out" "$WORK/2.lock"
"$PKG" image --locked "$WORK/2.lock" --repository "$repo" -o "$WORK/image" >/dev/null || fail "no image of the lock"
answers 1 lock --repository "$repo" 'box>9'
grep -q 'box>9' "$WORK/err" || fail "it doesn't say why: $(cat "$WORK/err")"

answers 1 diff "$WORK/1.lock" "$WORK/2.lock"
printf 'box=1.0-r0>1.1-r0\n+other=1-r0\n' | prints 'two locks'
answers 1 diff "$WORK/2.lock" "$WORK/1.lock"
printf 'box=1.1-r0>1.0-r0\n-other=1-r0\n' | prints 'two locks, the other way'
answers 1 diff --json --root "$root" "$WORK/2.lock"
holds 'p == [{"name": "box", "from": "1.0-r0", "to": "1.1-r0"}, {"name": "other", "to": "1-r0"}]'
sed 's/\(other.*\)[0-9a-f]$/\10/; s/\(other.*\)[0-9a-f]$/\11/' "$WORK/2.lock" >"$WORK/3.lock"
answers 1 diff "$WORK/2.lock" "$WORK/3.lock"
printf 'other=1-r0 is another package\n' | prints 'one version, two digests'
answers 2 diff "$WORK/1.lock" "$old"
sed 's/\t/ /' "$WORK/1.lock" >"$WORK/bad.lock"
answers 3 diff "$WORK/1.lock" "$WORK/bad.lock"
answers 3 diff "$WORK/1.lock" "$WORK/none.lock"

# --- the cache of a target
cache=$root/var/cache/orion/pkg
mkdir -p "$root/etc/orion/repositories" "$cache/site" "$cache/gone"
printf 'url\t%s\nkey\t%s\n' "$repo" "$(sed -n 2p "$XDG_CONFIG_HOME/orion/keys/root.pub")" >"$root/etc/orion/repositories/site"
for f in site/package-1.opk site/.package-2.opk.7 site/index-1.zst gone/package-3.opk gone/index-3.zst; do
	head -c 8192 /dev/zero >"$cache/$f"
done
answers 0 clean --simulate --json --root "$root"
holds 'p == {"files": 4, "bytes": 32768, "done": False}'
[ -e "$cache/site/package-1.opk" ] || fail "--simulate takes something away"
answers 0 clean --root "$root"
printf '4 files, 32768 bytes\n' | prints clean
[ "$(cd "$cache" && find . -type f)" = ./site/index-1.zst ] || fail "the cache has $(find "$cache")"
[ ! -e "$cache/gone" ] || fail "a repository that isn't used any more is still there"
answers 0 clean --root "$root"
printf '0 files, 0 bytes\n' | prints 'nothing to clean'
rm -r "$cache"
answers 0 clean --root "$root"

# --- the caller's own
mkdir -p "$HOME/.cache/orion/pkg/x"
echo x >"$HOME/.cache/orion/pkg/x/index-1.zst"
answers 0 clean --own
[ -z "$(ls "$HOME/.cache/orion/pkg")" ] || fail "the own cache has $(ls "$HOME/.cache/orion/pkg")"
