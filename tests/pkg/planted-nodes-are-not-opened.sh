#!/bin/sh
# SPDX-License-Identifier: MIT
# A device, pipe or socket where a package has a file, a directory or a configuration file is neither opened nor written to, by no command;
# what is immutable or append-only is known before anything is changed.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
export HOME="$WORK/home" XDG_CONFIG_HOME="$WORK/config"
fixture
"$PKG" keygen --site >/dev/null
old=$WORK/t-1-r0.x86_64.opk new=$WORK/t-2-r0.x86_64.opk root=$WORK/root
kinds='pipe socket'
if [ "$(id -u)" = 0 ]; then kinds="$kinds character block"; fi

# unopened STATUSES PATH COMMAND...: it ends with one of them, in time, and the file at PATH is not opened meanwhile (inotify says).
cat >"$WORK/unopened" <<'END'
import ctypes, os, subprocess, sys
IN_ACCESS, IN_MODIFY, IN_OPEN = 1, 2, 0x20
libc = ctypes.CDLL(None, use_errno=True)
statuses, path, command = sys.argv[1].split(","), sys.argv[2], sys.argv[3:]
watch = libc.inotify_init1(os.O_NONBLOCK)
if libc.inotify_add_watch(watch, path.encode(), IN_ACCESS | IN_MODIFY | IN_OPEN) < 0:
    sys.exit("no watch on " + path)
done = subprocess.run(command, stdin=subprocess.DEVNULL, timeout=60)
if str(done.returncode) not in statuses:
    sys.exit("%s: status %d, not %s" % (command, done.returncode, sys.argv[1]))
try:
    while True:
        event = os.read(watch, 4096)
        if int.from_bytes(event[4:8], sys.byteorder) & (IN_ACCESS | IN_MODIFY | IN_OPEN):
            sys.exit("%s: %s was opened" % (command, path))
except BlockingIOError:
    pass
END
unopened() {
	python3 "$WORK/unopened" "$@" >"$WORK/out" 2>&1 || fail "$kind: $(cat "$WORK/out")"
}

plant() {	# PATH: the node, instead of what is there
	rm -rf "$1"
	mkdir -p "${1%/*}"
	case $kind in
	pipe) mkfifo "$1" ;;
	socket) python3 -c 'import os, socket, sys
os.chdir(os.path.dirname(sys.argv[1]))
socket.socket(socket.AF_UNIX).bind(os.path.basename(sys.argv[1]))' "$1" ;;
	character) mknod "$1" c 1 1 ;;	# memory
	block) mknod "$1" b 1 0 ;;	# a RAM disk
	esac
}

begin() {	# a root with version 1
	rm -rf "$root"
	mkdir "$root"
	"$PKG" install --root "$root" "$old" >/dev/null
}

# the watch works
kind=pipe
plant "$WORK/pipe"
if python3 "$WORK/unopened" 0 "$WORK/pipe" python3 -c 'import os, sys
os.open(sys.argv[1], os.O_RDONLY | os.O_NONBLOCK)' "$WORK/pipe" 2>/dev/null; then fail "an open is not seen"; fi

for kind in $kinds; do
	# where a new file comes: it is somebody's
	rm -rf "$root"
	plant "$root/usr/bin/same"
	unopened 3 "$root/usr/bin/same" "$PKG" install --root "$root" "$old"
	grep -q 'usr/bin/same exists already' "$WORK/out" || fail "$kind: $(cat "$WORK/out")"
	[ "$(find "$root/usr" ! -type d)" = "$root/usr/bin/same" ] || fail "$kind: something was written: $(find "$root/usr")"
	# on the way
	plant "$root/usr/lib"
	unopened 3 "$root/usr/lib" "$PKG" install --root "$root" "$old"

	# in the place of a file: seen, replaced, taken away
	begin
	plant "$root/usr/bin/replaced"
	unopened 1 "$root/usr/bin/replaced" "$PKG" audit --root "$root"
	grep -q '^-T--- .* usr/bin/replaced\|^-T.*usr/bin/replaced' "$WORK/out" || fail "$kind: audit: $(cat "$WORK/out")"
	unopened 0 "$root/usr/bin/replaced" "$PKG" owner --root "$root" usr/bin/replaced
	unopened 0,3 "$root/usr/bin/replaced" "$PKG" install --root "$root" "$new"
	begin
	plant "$root/usr/bin/replaced"
	unopened 0,3 "$root/usr/bin/replaced" "$PKG" fix --root "$root" "$old"
	begin
	plant "$root/usr/bin/same"
	unopened 0,3 "$root/usr/bin/same" "$PKG" remove --root "$root" t

	# in the place of a directory
	begin
	plant "$root/usr/lib/t"
	unopened 3 "$root/usr/lib/t" "$PKG" install --root "$root" "$new"

	# a configuration file: it stays, the new one is beside it; what shows it says that it is none
	begin
	plant "$root/etc/t/unchanged"
	unopened 0 "$root/etc/t/unchanged" "$PKG" install --root "$root" "$new"
	[ "$(cat "$root/etc/t/unchanged.new")" = 'default two' ] || fail "$kind: there is no new one"
	unopened 0 "$root/etc/t/unchanged" "$PKG" config list --root "$root"
	unopened 0,1,3 "$root/etc/t/unchanged" "$PKG" config show --root "$root" etc/t/unchanged
	plant "$root/etc/t/unchanged.new"
	unopened 1,3 "$root/etc/t/unchanged.new" "$PKG" config accept --root "$root" etc/t/unchanged

	# the state
	for f in installed world hold history; do
		begin
		plant "$root/var/lib/orion/pkg/$f"
		unopened 0,3 "$root/var/lib/orion/pkg/$f" "$PKG" remove --root "$root" t
	done

	# what is packed, and what is in a repository
	rm -rf "$WORK/tree"
	plant "$WORK/tree/usr/node"
	describe n 1-r0
	unopened 3 "$WORK/tree/usr/node" "$PKG" pack -o "$WORK" "$WORK/n.txt" "$WORK/tree"
	plant "$WORK/repo/n-1-r0.x86_64.opk"
	unopened 3 "$WORK/repo/n-1-r0.x86_64.opk" "$PKG" index "$WORK/repo"
done

# --- immutable and append-only: known before anything is decided
if [ "$(id -u)" != 0 ]; then exit 0; fi
kind=immutable
for what in +i:usr/bin +a:usr/bin +i:usr/bin/replaced +a:usr/bin/replaced +i:usr/lib/t; do
	path=$root/${what#*:}
	begin
	chattr "${what%:*}" "$path" 2>"$WORK/log" || fail "chattr: $(cat "$WORK/log")"
	find "$root" ! -path '*/pkg*' -printf '%p %i %s %m\n' | sort >"$WORK/was"
	got=0
	"$PKG" install --root "$root" "$new" >"$WORK/out" 2>&1 || got=$?
	find "$root" ! -path '*/pkg*' -printf '%p %i %s %m\n' | sort >"$WORK/is"
	chattr -ia "$path"
	[ "$got" = 3 ] || fail "$what: status $got: $(cat "$WORK/out")"
	grep -q 'immutable or append-only' "$WORK/out" || fail "$what: $(cat "$WORK/out")"
	cmp "$WORK/was" "$WORK/is" || fail "$what: something is changed"
	"$PKG" install --root "$root" "$new" >/dev/null 2>&1 || fail "$what: it doesn't go on when it is gone"
done
