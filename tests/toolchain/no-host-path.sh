#!/bin/sh
# SPDX-License-Identifier: MIT
# The compiler, each file of it, and what it makes hold no path of the machine that built it, and it needs no library but the C
# library's.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
make_sysroot
compile -g0 -O2 -o "$WORK/hello" "$HERE/programs/hello.c"
compile -g0 -O2 -static -pthread -o "$WORK/threads" "$HERE/programs/threads.c"
compile -g0 -O2 -static-libgcc -o "$WORK/libgcc" "$HERE/programs/libgcc.c"

# The cache and the checkout are named exactly; the others are where nothing of ours has its home.
paths='/home/ /root/'
for p in "${ORION_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orion}" "$ORION" "$WORK"; do
	paths="$paths $p"
done
find "$GCC" -type f >"$WORK/files"
printf '%s\n' "$WORK/hello" "$WORK/threads" "$WORK/libgcc" "$SYSROOT/usr/lib/libc.so" "$SYSROOT/usr/lib/libc.a" >>"$WORK/files"
while read -r f; do
	for p in $paths; do
		if grep -aFq -- "$p" "$f"; then no "$f holds $p"; fi
	done
done <"$WORK/files"

for program in cc1 collect2; do
	f=$(find "$GCC/libexec/gcc/$TARGET" -name "$program" -type f)
	[ "$f" ] || no "no $program in $GCC"
	"$HERE/only-libc" "$f" || no "$program links a library of the build machine"
done
for f in "$GCC/bin/$TARGET-gcc" "$GCC/bin/$TARGET-ld" "$GCC/bin/$TARGET-as"; do
	"$HERE/only-libc" "$f" || no "${f##*/} links a library of the build machine"
done

# It works from elsewhere: relocatable.
mkdir -p "$WORK/moved"
cp -a "$GCC/." "$WORK/moved/"
GCC=$WORK/moved
compile -O2 -static -o "$WORK/hello-moved" "$HERE/programs/hello.c"
prints hello "$WORK/hello-moved"
exit "$failed"
