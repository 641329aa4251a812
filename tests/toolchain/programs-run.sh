#!/bin/sh
# SPDX-License-Identifier: MIT
# Static and dynamic programs, threads, thread-local storage, dlopen and the compiler's own library work.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
make_sysroot
P=$HERE/programs

# Dynamic programs are run by the sysroot's own loader: the host needs none.
dynamic() {
	program=$1
	shift
	"$LOADER" --library-path "$SYSROOT/usr/lib" "$program" "$@"
}

for o in -O0 -O2 -Os; do
	compile $o -o "$WORK/hello" "$P/hello.c"
	compile $o -static -o "$WORK/hello-static" "$P/hello.c"
	compile $o -static-pie -o "$WORK/hello-static-pie" "$P/hello.c"
	compile $o -pthread -o "$WORK/threads" "$P/threads.c"
	compile $o -static -pthread -o "$WORK/threads-static" "$P/threads.c"
	compile $o -shared -fPIC -o "$WORK/plugin.so" "$P/plugin.c"
	compile $o -o "$WORK/dlopen" "$P/dlopen.c"
	compile $o -o "$WORK/libgcc" "$P/libgcc.c"
	prints hello dynamic "$WORK/hello"
	prints hello "$WORK/hello-static"
	prints hello "$WORK/hello-static-pie"
	prints '80000 7' dynamic "$WORK/threads"
	prints '80000 7' "$WORK/threads-static"
	prints 42 dynamic "$WORK/dlopen" "$WORK/plugin.so"
	prints '1024 9 frames' dynamic "$WORK/libgcc"
done

compile -O2 -o "$WORK/smash" "$P/smash.c"
status=0
dynamic "$WORK/smash" 2>"$WORK/smash.err" || status=$?
[ "$status" -ge 128 ] || no "an overrun of the stack was not stopped (exit status $status)"
exit "$failed"
