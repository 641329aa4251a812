#!/bin/sh
# SPDX-License-Identifier: MIT
# A backup has what a server needs to be itself again, in one spelling, for its owner only; restored on a new server it says which
# generations are missing, with --all none are. What people put there is replaced only with --force, and kept.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
# shellcheck source=base-lib
. "${0%/*}/base-lib"
# shellcheck source=backup-lib
. "${0%/*}/backup-lib"
lived_in_base
umask 022

says() {	# STATUS TEXT BASE VERB ARGUMENT...
	ends "$1" "$2" orion "$3" "$4" "$5" ${6+"$6"}
}

# alike BASE: it has what the backup is of, but for bundles and packages
alike() {
	for name in orion.conf authorized_keys keys pins roles; do
		diff -r "$WORK/before/$name" "$1/$name" || fail "$1/$name is another"
	done
	diff -r -x server "$WORK/before/channels" "$1/channels" || fail "$1/channels are others"
	[ "$(cat "$1/channels/server")" = "$(cat "$WORK/bare/channels/server")" ] || fail 'what the machine itself starts was replaced'
	[ "$(stat -c %a "$1/keys")" = 700 ] || fail 'keys for all to see'
	left=$(find "$1" -name '.restore*' -o -name '*.new')
	[ -z "$left" ] || fail "left over: $left"
}

# --- backup

file=$WORK/server.backup
says 0 'keys are in it' "$WORK/before" backup "$file"
[ "$(stat -c %a "$file")" = 600 ] || fail 'the backup is for others too'
tar -tf "$file" >"$WORK/names"
[ "$(head -n 1 "$WORK/names")" = manifest ] || fail "the manifest isn't first"
tar -xOf "$file" manifest | sed -n 's/^file\t[^\t]*\t[^\t]*\t\([^\t]*\)\t\(.*\)/\1  \2/p' >"$WORK/sums"
mkdir "$WORK/unpacked"
tar -xf "$file" -C "$WORK/unpacked"
(cd "$WORK/unpacked" && sha256sum --quiet -c "$WORK/sums") || fail 'sha256sum finds other digests'
if grep -e '^bundles' -e '^repository' -e nfsdcld -e '/server$' "$WORK/names"; then fail 'these need not be in it'; fi
mv "$file" "$WORK/first"
touch "$WORK/before"/keys/* "$WORK/before"/orion.conf
orion "$WORK/before" backup - >"$file" 2>"$WORK/said"
cmp "$file" "$WORK/first" || fail 'the same state gives other bytes'
says 2 'is not a file' "$WORK/before" backup "$WORK"
says 3 'No such file' "$WORK/before" backup "$WORK/none/x"
orion "$WORK/before" backup --all "$WORK/all.backup" >/dev/null

# --- on a bare server

stable=$(channel "$WORK/before")
cp -a "$WORK/bare" "$WORK/a"
says 0 "missing: node@2, for stable: \`orion publish $stable.bundle\`" "$WORK/a" restore "$file"
grep -qF 'what was here before is in' "$WORK/said" || fail 'it does not say what became of the keys that were here'
alike "$WORK/a"
diff -r "$WORK/bare/keys" "$WORK/a/before-restore-1/keys" || fail 'the keys that were here are not kept'
says 0 'as the backup says already' "$WORK/a" restore "$file"
[ ! -e "$WORK/a/before-restore-2" ] || fail 'a second time kept something'
# The generation comes: the channel that names it needs no other word.
"$PKG" publish --base "$WORK/a" "$WORK/before/bundles/node/$stable.bundle" >/dev/null
alike "$WORK/a"
says 0 'as the backup says already' "$WORK/a" restore "$file"
grep -q 'missing: node' "$WORK/said" && fail 'it is still missing'

cp -a "$WORK/bare" "$WORK/b"
"$BIN/orion-server" restore --base "$WORK/b" --run "$WORK/no-run" --lib "$WORK/lib" - <"$WORK/all.backup" >"$WORK/said"
grep -q 'missing: node' "$WORK/said" && fail 'a backup with all of it lacks something'
alike "$WORK/b"
diff -r "$WORK/before/bundles" "$WORK/b/bundles" || fail 'bundles'
diff -r "$WORK/before/repository" "$WORK/b/repository" || fail 'packages'

mkdir "$WORK/empty"
says 0 'files restored' "$WORK/empty" restore "$WORK/all.backup"
diff -r "$WORK/before/bundles" "$WORK/empty/bundles" || fail 'bundles of an empty base'
if [ -e "$WORK/empty/channels/server" ]; then fail 'a machine that starts nothing of its own starts something'; fi

# --- on one with content

cp -a "$WORK/bare" "$WORK/c"
echo 'root = ram' >"$WORK/c/orion.conf"
cp "$WORK/c/channels/node" "$WORK/c/channels/node.beta"
cp -a "$WORK/c" "$WORK/c.before"
says 1 'has channels/node.beta, orion.conf: with --force it is replaced' "$WORK/c" restore "$file"
rm "$WORK/c/lock" "$WORK/c.before/lock"
diff -r "$WORK/c.before" "$WORK/c" || fail 'a refusal changed something'
says 0 'before-restore-1' "$WORK/c" restore --force "$file"
alike "$WORK/c"
[ "$(cat "$WORK/c/before-restore-1/orion.conf")" = 'root = ram' ] || fail 'the orion.conf that was here is not kept'
# From there back again: all that is needed was kept.
[ -e "$WORK/c/before-restore-1/channels/node.beta" ] || fail 'a channel that was here is not kept'

# --- what is no backup, or says something else than it should

refused() {	# TEXT FILE: the base stays as it is
	cp -a "$WORK/bare" "$WORK/d"
	echo 'root = ram' >"$WORK/d/orion.conf"
	cp -a "$WORK/d" "$WORK/d.before"
	says 3 "$1" "$WORK/d" restore --force "$2"
	rm -f "$WORK/d/lock" "$WORK/d.before/lock"
	diff -r "$WORK/d.before" "$WORK/d" || fail "$1: something changed"
	rm -rf "$WORK/d" "$WORK/d.before"
}

# repacked DIR: a backup by another hand, with a manifest of what is there
repacked() {
	(
		cd "$1"
		rm -f manifest
		find . -type f | sed 's|^\./||' | LC_ALL=C sort >"$WORK/files"
		{
			printf 'orion-backup\t1\n'
			while read -r name; do
				sum=$(sha256sum <"$name")
				printf 'file\t0%s\t%s\t%s\t%s\n' "$(stat -c '%a %s' "$name" | tr ' ' '\t' | cut -f 1)" \
					"$(stat -c %s "$name")" "${sum%% *}" "$name"
			done <"$WORK/files"
		} >"$WORK/manifest"
		mv "$WORK/manifest" manifest
		chmod 600 manifest
		tar --format=gnu --owner=0 --group=0 --numeric-owner --mtime=@0 -b 1 -cf "$WORK/repacked" manifest -T "$WORK/files"
	)
}

refused 'not what `orion backup` writes' "$WORK/before/orion.conf"
refused 'not what `orion backup` writes' /dev/null
head -c 3000 "$file" >"$WORK/cut"
refused 'cut short' "$WORK/cut"
head -c "$(($(stat -c %s "$file") - 1))" "$file" >"$WORK/cut"
refused 'cut short' "$WORK/cut"
sed 's/root = tree/root = ram!/' "$file" >"$WORK/altered"
refused 'orion.conf has another digest than its manifest says' "$WORK/altered"
sed 's/orion-backup\t1/orion-backup\t2/' "$file" >"$WORK/newer"
refused 'of a newer OrionOS' "$WORK/newer"
repacked "$WORK/unpacked"
cmp "$file" "$WORK/repacked" || fail 'tar would write it otherwise'
echo x >"$WORK/unpacked/channels/node.stable"
repacked "$WORK/unpacked"
refused 'channels/node.stable' "$WORK/repacked"
tar -xf "$file" -C "$WORK/unpacked" channels/node.stable
printf 'a\n' >"$WORK/unpacked/pins"
repacked "$WORK/unpacked"
refused 'pins' "$WORK/repacked"
tar -xf "$file" -C "$WORK/unpacked" pins
mkdir -p "$WORK/unpacked/bundles/node"
other=$(printf '%064d' 0 | tr 0 f)
cp "$WORK/before/bundles/node/$stable.bundle" "$WORK/unpacked/bundles/node/$other.bundle"
repacked "$WORK/unpacked"
refused "bundles/node/$other.bundle" "$WORK/repacked"
rm -r "$WORK/unpacked/bundles"
echo x >"$WORK/unpacked/lock"
repacked "$WORK/unpacked"
refused 'lock is nothing of a backup' "$WORK/repacked"
rm "$WORK/unpacked/lock"
for hostile in link device; do
	rm -f "$WORK/unpacked/orion.conf"
	repacked "$WORK/unpacked"
	# The manifest promises a file, the archive has something else of that name.
	case $hostile in
	link) ln -s /etc/passwd "$WORK/unpacked/orion.conf" ;;
	device) mkfifo "$WORK/unpacked/orion.conf" ;;
	esac
	sum=$(printf 'x' | sha256sum)
	printf 'file\t0644\t1\t%s\torion.conf\n' "${sum%% *}" >>"$WORK/unpacked/manifest"
	LC_ALL=C sort -k 5 -t '	' -o "$WORK/manifest" "$WORK/unpacked/manifest"
	mv "$WORK/manifest" "$WORK/unpacked/manifest"
	chmod 600 "$WORK/unpacked/manifest"
	echo orion.conf >>"$WORK/files"
	LC_ALL=C sort -o "$WORK/files" "$WORK/files"
	(cd "$WORK/unpacked" && tar --format=gnu --owner=0 --group=0 --numeric-owner --mtime=@0 -b 1 -cf "$WORK/repacked" manifest -T "$WORK/files")
	refused 'not what `orion backup` wrote, at orion.conf' "$WORK/repacked"
done
