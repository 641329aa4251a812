#!/bin/sh
# SPDX-License-Identifier: MIT
# `orion publish --test` boots the generation of nodes before a channel moves: one that isn't ready, ends, or says why not leaves all channels as
# they were. QEMU is one here that says what it is told to, and asks for the root as the machine does. (The real one: publish-tests-in-qemu.)
set -eu
# shellcheck source=site-lib
. "${0%/*}/site-lib"
boot_packages
for n in 1 2 3; do
	simple core $n-r0
	build $n node core "$WORK/core-$n-r0.x86_64.opk"
done
simple extra 1-r0
builder ann
for n in 1 2 3; do
	signed ann $n
done
new_site "$WORK/site"
base=$WORK/site/base
orion trust --yes "$WORK/1/release.pub" >/dev/null 2>&1

# Its arguments are in qemu-words; what it says is in qemu-says, behind what it got of the root.
mkdir "$WORK/bin"
cat >"$WORK/bin/qemu-system-x86_64" <<'END'
#!/bin/sh
echo "$$" >"$HERE/qemu-pid"
printf '%s\n' "$@" >"$HERE/qemu-words"
while [ $# -gt 0 ]; do
	case $1 in
	-kernel) cat "$2" >"$HERE/kernel" ;;
	-initrd) cat "$2" >"$HERE/initrd" ;;
	-netdev) command=${2##*-cmd:} ;;
	esac
	shift
done
for part in manifest root.erofs nothing; do
	printf 'GET /root/%s HTTP/1.0\r\nHost: x\r\n\r\n' $part | $command >"$HERE/got.$part"
done
cat "$HERE/qemu-says"
[ ! -e "$HERE/qemu-stays" ] || exec sleep 300
END
sed -i "s|\$HERE|$WORK|g" "$WORK/bin/qemu-system-x86_64"
chmod 755 "$WORK/bin/qemu-system-x86_64"
says() {	# TEXT: what the machine says, and then it stays as it is
	printf '%b' "$1" >"$WORK/qemu-says"
	: >"$WORK/qemu-stays"
}
ends_by_itself() {
	rm "$WORK/qemu-stays"
}

# Without it nothing begins.
ends 3 'install it' env PATH=/nowhere "$ORION" publish --test --base "$base" --run "$SITE/run" --lib "$SITE/lib" "$WORK/1" stable
[ ! -e "$base/channels" ] || fail 'without QEMU, and a channel'
PATH=$WORK/bin:$PATH

# Ready: kernel, initrd and root are the bundle's, and nobody else can be reached.
says 'orion: init: x\r\norion: ready n node@1 in 5 s\r\n'
said 0 'stable: (new) -> node@1' publish --test "$WORK/1" stable
grep -q 'ready after' "$WORK/said" || fail "it doesn't say that it was ready: $(cat "$WORK/said")"
first=$(channel "$base")
for pair in kernel:vmlinuz initrd:initrd.img; do
	part "$base" "$first" "${pair#*:}" | cmp - "$WORK/${pair%:*}"
done
for name in manifest root.erofs; do
	part "$base" "$first" $name >"$WORK/want"
	printf 'HTTP/1.0 200 OK\r\nContent-Length: %s\r\n\r\n' "$(stat -c %s "$WORK/want")" | cat - "$WORK/want" | cmp - "$WORK/got.$name"
done
printf 'HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n' | cmp - "$WORK/got.nothing"
grep -q "orion.manifest=$first\$" "$WORK/qemu-words" || fail 'another digest'
grep -q '^user,.*restrict=on' "$WORK/qemu-words" || fail 'it may reach others'
if kill -0 "$(cat "$WORK/qemu-pid")" 2>/dev/null; then fail 'the machine is still there'; fi

refused() {	# TEXT ARGUMENT...: it isn't published, and all is as it was
	rm -rf "$WORK/kept"
	cp -a "$base" "$WORK/kept"
	text=$1
	shift
	said 3 "$text" publish --test "$@"
	rm -f "$base/lock" "$WORK/kept/lock"
	diff -r -x repository "$WORK/kept" "$base" || fail 'it was refused, and something changed'
	if kill -0 "$(cat "$WORK/qemu-pid")" 2>/dev/null; then fail 'the machine is still there'; fi
}
says 'orion: init: x\norion: E-HTTP: silence\n'
refused 'the test in qemu-system-x86_64: it says: orion: E-HTTP: silence' "$WORK/2" stable
grep -q '^    orion: init: x$' "$WORK/said" || fail "the last lines are missing: $(cat "$WORK/said")"
says '[ 1.0] Kernel panic - not syncing\n'
refused 'it says: Kernel panic' "$WORK/2"
says 'orion: init: x\n'
ends_by_itself
refused 'it ended before it was ready' "$WORK/2" stable
refused 'it ended before it was ready' "$WORK/2/$(basename "$WORK"/2/*.bundle)" stable
no_leftovers "$base"

# What the site wants besides is in what is tested, and what is here already is tested, too.
"$PKG" index --keys "$base/keys" "$base/repository" >/dev/null
"$PKG" install --base "$base" --role node "$WORK/extra-1-r0.x86_64.opk" >/dev/null
refused 'it ended before it was ready' "$WORK/2" stable
says 'orion: ready\norion: ready n node@3 in 5 s\n'
said 0 'node@3' publish --test "$WORK/2" stable
grep -q "orion.manifest=$(channel "$base")\$" "$WORK/qemu-words" || fail 'what was tested is not what nodes boot'
cmp -s "$base/bundles/node/$(channel "$base").bundle" "$WORK"/2/*.bundle && fail "the site's package is not in it"
says ''
ends_by_itself
refused 'it ended before it was ready' "$WORK/2" node/beta

# With --host it is tested here, and nothing is sent of what fails.
ends 3 'it ended before it was ready' "$ORION" publish --test --host nowhere "$WORK/3"
says 'orion: ready n node@3 in 5 s\n'
printf '#!/bin/sh\nexit 255\n' >"$WORK/bin/ssh"
chmod 755 "$WORK/bin/ssh"
ends 3 'no answer from nowhere' "$ORION" publish --test --host nowhere "$WORK/3"
