#!/bin/sh
# SPDX-License-Identifier: MIT
# On an overlay over EROFS, as a node's root is: SIGKILL, and a failure, at any system call of an upgrade, a removal and a repair leave
# the old state or the new one. No directory of the lower one is renamed, nothing is hard-linked (the stepper sees it), and the image
# stays as it is. With redirect_dir too, where the kernel could rename.
set -eu
if [ "${2-}" != inside ]; then	# a mount namespace of its own
	if [ "$(id -u)" = 0 ]; then exec unshare -m "$0" "$1" inside; else exec unshare -rm "$0" "$1" inside; fi
fi
# shellcheck source=lib
. "${0%/*}/lib"
fixture
roots

# the root of an image has what the package has; its list is that of `image`
"$PKG" image --wish t -o "$WORK/lower.erofs" "$WORK/t-1-r0.x86_64.opk" >/dev/null
mkdir "$WORK/lower" "$WORK/rw" "$WORK/w" "$WORK/w/root"
if mount -t erofs -o loop,ro "$WORK/lower.erofs" "$WORK/lower" 2>"$WORK/log"; then
	trap 'umount -l "$WORK/w/root" "$WORK/rw" "$WORK/lower" 2>/dev/null; rm -rf "$WORK"' EXIT
else	# only root mounts images: a directory that can't be written to stands for it
	echo "the lower one is a directory: $(cat "$WORK/log")"
	rm -r "$WORK/lower"
	cp -a "$WORK/installed" "$WORK/lower"
	mount --bind "$WORK/lower" "$WORK/lower"
	mount -o remount,bind,ro "$WORK/lower"
	trap 'umount -l "$WORK/w/root" "$WORK/rw" "$WORK/lower" 2>/dev/null; rm -rf "$WORK"' EXIT
fi
mount -t tmpfs none "$WORK/rw"
before=$(cd "$WORK/lower" && find . -type f -exec sha256sum {} + | sort | sha256sum)

overlay() {	# REDIRECT [COMMAND]: a program that makes the root anew; COMMAND then spoils or changes it
	cat >"$WORK/overlay" <<END
#!/bin/sh
set -eu
umount '$WORK/w/root' 2>/dev/null || :
rm -rf '$WORK/rw/upper' '$WORK/rw/work'
mkdir '$WORK/rw/upper' '$WORK/rw/work'
mount -t overlay -o 'redirect_dir=$1,lowerdir=$WORK/lower,upperdir=$WORK/rw/upper,workdir=$WORK/rw/work' none '$WORK/w/root'
cd '$WORK/w/root'
echo mine >etc/t/changed
echo mine >usr/share/foreign
: >var/lib/orion/pkg/lock
rm -rf var/lib/orion/pkg/pristine
cp -a '$WORK/installed/var/lib/orion/pkg/pristine' var/lib/orion/pkg/	# each run that changes something makes it whole first
${2-:}
END
	chmod +x "$WORK/overlay"
}

each() {	# MODE COMMAND OPERAND...
	printf '%s of %s on an overlay, redirect_dir=%s: ' "$1" "$2" "$redirect"
	way=$1 command=$2
	shift 2
	stepper "$way" "$WORK/w" "$WORK/overlay" "'$PKG' fix --root '$WORK/w/root' '$WORK/t-1-r0.x86_64.opk'" \
		"$PKG" "$command" --root "$WORK/w/root" "$@"
}

redirect=on
overlay on
each kill install "$WORK/t-2-r0.x86_64.opk"
redirect=off
overlay off
each kill install "$WORK/t-2-r0.x86_64.opk"
each kill remove t
each errno install "$WORK/t-2-r0.x86_64.opk"
# a new package, in directories of the lower one
mkdir -p "$WORK/more/usr/bin" "$WORK/more/usr/lib/t/more" "$WORK/more/opt"
for f in usr/bin/more usr/lib/t/more/file opt/file; do
	echo more >"$WORK/more/$f"
done
pack more 1-r0 "$WORK/more"
each kill install "$WORK/more-1-r0.x86_64.opk"
# a file of the lower one is damaged, another one gone, and a directory is another one now
overlay off 'echo bad >usr/bin/replaced; rm usr/bin/removed; rm -r usr/lib/t/deep; mkdir usr/lib/t/deep'
each kill fix "$WORK/t-1-r0.x86_64.opk"

[ "$(cd "$WORK/lower" && find . -type f -exec sha256sum {} + | sort | sha256sum)" = "$before" ] || fail "the lower one is changed"
