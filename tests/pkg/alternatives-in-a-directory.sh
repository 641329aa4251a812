#!/bin/sh
# SPDX-License-Identifier: MIT
# A link that several packages offer is that of the highest priority, or the chosen one's, whatever comes and goes; audit, fix, owner and
# images agree. A choice goes with its package, and says so. What two packages can't both have is refused.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"

root=$WORK/root
offer() {	# NAME VERSION TARGET [LINE...]: a package with the program TARGET in usr/bin
	rm -rf "$WORK/tree"
	mkdir -p "$WORK/tree/usr/bin"
	echo "$1" >"$WORK/tree/usr/bin/$3"
	name=$1 version=$2
	shift 3
	pack "$name" "$version" "$WORK/tree" "$@"
}
offer box 1-r0 box 'alternative\tusr/bin/vi\tusr/bin/box\t10' 'alternative\tusr/bin/awk\tusr/bin/box\t10'
offer vim 9-r0 vim 'alternative\tusr/bin/vi\tusr/bin/vim\t100'
offer nano 8-r0 nano 'alternative\tusr/bin/vi\tusr/bin/nano\t100' 'alternative\tbin.d/edit\tusr/bin/nano\t0'
offer nano 9-r0 nano

on() {	# COMMAND [ARGUMENT...]
	command=$1
	shift
	"$PKG" "$command" --root "$root" "$@"
}
leads() {	# LINK TARGET
	[ "$(readlink "$root/$1")" = "$2" ] || fail "$1 leads to $(readlink "$root/$1"), not $2"
	on audit || fail "audit sees a difference"
}
says() {	# STATUS TEXT COMMAND...
	want=$1 text=$2 got=0
	shift 2
	on "$@" >"$WORK/said" 2>&1 || got=$?
	[ "$got" = "$want" ] || fail "$*: status $got: $(cat "$WORK/said")"
	grep -qF -- "$text" "$WORK/said" || fail "$*: no \`$text\` in: $(cat "$WORK/said")"
}
state=$root/var/lib/orion/pkg/alternatives

mkdir "$root"
on install "$WORK/box-1-r0.x86_64.opk" >"$WORK/said"
leads usr/bin/vi box
[ -z "$(on alternatives)" ] || fail "a link that nobody else offers is listed"
[ "$(on alternatives --all | wc -l)" = 2 ] || fail "--all doesn't list all"
on install "$WORK/vim-9-r0.x86_64.opk" >"$WORK/said"
leads usr/bin/vi vim
says 0 'usr/bin/vi -> vim: vim 9-r0, by priority' alternatives

# Of equal priorities the first by name; the link's directory may be new.
on install "$WORK/nano-8-r0.x86_64.opk" >"$WORK/said"
leads usr/bin/vi nano
leads bin.d/edit ../usr/bin/nano
says 0 '  usr/bin/box: priority 10, box 1-r0' alternatives vi

# Chosen, by package and by target; without doing it; again; taken back.
says 0 'usr/bin/vi -> box: box 1-r0, chosen' alternatives --simulate /usr/bin/vi box
leads usr/bin/vi nano
[ ! -e "$state" ] || fail "--simulate chose something"
says 0 'usr/bin/vi -> box: box 1-r0, chosen' alternatives /usr/bin/vi usr/bin/box
leads usr/bin/vi box
printf 'usr/bin/vi\tbox\n' | cmp - "$state"
says 0 'nothing to do' alternatives vi box
on remove nano >"$WORK/said"
leads usr/bin/vi box
[ ! -e "$root/bin.d" ] || fail "a directory is left"
says 0 'usr/bin/vi -> vim: vim 9-r0, by priority' alternatives --auto vi
leads usr/bin/vi vim
says 0 'nothing to do' alternatives --auto vi

# Refused.
says 1 'usr/bin/vi is not offered by nano' alternatives vi nano
says 1 'no package offers emacs' alternatives emacs
says 1 'no package offers usr/bin/ed' alternatives usr/bin/ed box
says 2 '--auto is of one LINK' alternatives --auto
says 2 '--auto is of one LINK' alternatives --auto vi vim
says 0 'usr/bin/vi: vim 9-r0, as an alternative' owner usr/bin/vi
says 1 'usr/bin/ed belongs to no package' owner usr/bin/ed

# The package goes, or offers it no more: the choice goes, too.
on install "$WORK/nano-8-r0.x86_64.opk" >"$WORK/said"
says 0 'nano 8-r0, chosen' alternatives vi nano
says 0 "usr/bin/vi: nano was chosen, which doesn't offer it any more: it is vim 9-r0's now" install "$WORK/nano-9-r0.x86_64.opk"
leads usr/bin/vi vim
[ ! -s "$state" ] || fail "the choice is still there"
says 0 'box 1-r0, chosen' alternatives vi box
on remove vim >"$WORK/said"
says 0 'usr/bin/vi: box was chosen, and nobody offers it any more' remove box
[ -z "$(find "$root/usr" -name vi)" ] || fail "the link is still there"

# What somebody did to it is seen and mended; what is somebody's is in the way.
on install "$WORK/box-1-r0.x86_64.opk" "$WORK/vim-9-r0.x86_64.opk" >"$WORK/said"
ln -sf box "$root/usr/bin/vi"
says 0 'but there it leads to box' alternatives vi
says 1 'usr/bin/vi' audit
on fix >"$WORK/said"
leads usr/bin/vi vim
rm "$root/usr/bin/vi"
says 0 'but there is no such link' alternatives vi
on fix >"$WORK/said"
leads usr/bin/vi vim
on remove box vim >"$WORK/said"
ln -s mine "$root/usr/bin/vi"
says 3 'usr/bin/vi is a symbolic link here that belongs to no package' install "$WORK/box-1-r0.x86_64.opk"
rm "$root/usr/bin/vi"

# Who has the path must offer it: between packages, below one, through a link.
on install "$WORK/box-1-r0.x86_64.opk" >"$WORK/said"
offer vi 1-r0 vi
says 3 'usr/bin/vi: box 1-r0 offers it as an alternative and vi 1-r0 has it as its own: who has it must offer it, too' \
	install "$WORK/vi-1-r0.x86_64.opk"
offer below 1-r0 x 'alternative\tusr/bin/vi/x\tusr/bin/x\t1'
says 3 'usr/bin/vi/x: below 1-r0 has it below what is no directory in box 1-r0' install "$WORK/below-1-r0.x86_64.opk"
mkdir "$WORK/links"
ln -s usr/bin "$WORK/links/bin"
pack links 1-r0 "$WORK/links"
on install "$WORK/links-1-r0.x86_64.opk" >"$WORK/said"
offer through 1-r0 y 'alternative\tbin/y2\tusr/bin/y\t1'
says 3 'bin/y2: through 1-r0 has it below what is no directory in links 1-r0' install "$WORK/through-1-r0.x86_64.opk"
offer directory 1-r0 z 'alternative\tusr/bin\tusr/bin/z\t1' 2>"$WORK/said" && fail "a package offers its own directory"
grep -qF '`usr/bin` is an alternative and a path of the package' "$WORK/said"
leads usr/bin/vi box

# A file of the package becomes an alternative of it, and a file again; nobody touches what stays the same.
offer old 1-r0 box2
ln -s box2 "$WORK/tree/usr/bin/ed"
pack old 1-r0 "$WORK/tree"
offer old 2-r0 box2 'alternative\tusr/bin/ed\tusr/bin/box2\t1'
on install "$WORK/old-1-r0.x86_64.opk" >"$WORK/said"
was=$(stat -c '%i %z' "$root/usr/bin/ed")
on install "$WORK/old-2-r0.x86_64.opk" >"$WORK/said"
[ "$was" = "$(stat -c '%i %z' "$root/usr/bin/ed")" ] || fail "the link was made anew"
on install --downgrade "$WORK/old-1-r0.x86_64.opk" >"$WORK/said"
leads usr/bin/ed box2

# What is read from a file is checked.
printf '../x\tbox\n' >"$state"
says 3 'alternatives: line 1: path' alternatives
printf 'usr/bin/vi\tbox' >"$state"
says 3 'the last line has no end' audit
printf 'usr/bin/vi\tbox\nusr/bin/vi\tvim\n' >"$state"
says 3 'usr/bin/vi is not in its place' remove old
rm "$state"

# An image of the same packages has the same link.
opks="$WORK/box-1-r0.x86_64.opk $WORK/vim-9-r0.x86_64.opk $WORK/nano-8-r0.x86_64.opk"
image() {	# [OPTION...]: $WORK/image of the packages, unpacked
	# shellcheck disable=SC2086 # three files
	"$PKG" image -o "$WORK/image.erofs" "$@" $opks >/dev/null
	rm -rf "$WORK/image"
	fsck.erofs --extract="$WORK/image" "$WORK/image.erofs" >/dev/null
}
image
[ "$(readlink "$WORK/image/usr/bin/vi") $(readlink "$WORK/image/bin.d/edit")" = "nano ../usr/bin/nano" ] || fail "the links of the image"
[ ! -e "$WORK/image/var/lib/orion/pkg/alternatives" ] || fail "an image has choices that nobody made"
image --alternative usr/bin/vi=box
[ "$(readlink "$WORK/image/usr/bin/vi")" = box ] || fail "--alternative chose nothing"
printf 'usr/bin/vi\tbox\n' | cmp - "$WORK/image/var/lib/orion/pkg/alternatives"
"$PKG" audit --root "$WORK/image"
"$PKG" alternatives --json --root "$WORK/image" | python3 -c 'import json, sys; a = json.load(sys.stdin)
assert len(a) == 1 and a[0]["link"] == "usr/bin/vi" and a[0]["package"] == "box" and a[0]["chosen"] and a[0]["there"], a
assert [o["package"] for o in a[0]["offers"]] == ["box", "nano", "vim"], a'
"$PKG" alternatives --json --root "$WORK/image" vi vim | python3 -c 'import json, sys; a = json.load(sys.stdin)
assert a["done"] and a["package"] == "vim" and a["notes"] == [], a'
for wrong in usr/bin/vi=emacs usr/bin/vi ../x=box; do
	status=0
	# shellcheck disable=SC2086 # three files
	"$PKG" image -o "$WORK/image.erofs" --alternative "$wrong" $opks >/dev/null 2>&1 || status=$?
	[ "$status" = 2 ] || fail "--alternative $wrong: status $status"
done
