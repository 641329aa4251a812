#!/bin/sh
# SPDX-License-Identifier: MIT
# Without a word on the command line: PIE, RELRO, bound at start, no executable stack, a build id.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
make_sysroot
root=$WORK/root
mkdir -p "$root/usr/bin" "$root/usr/lib"
: >"$root/usr/lib/libc.so"
: >"$root/usr/lib/libgcc_s.so.1"
P=$HERE/programs
compile -o "$root/usr/bin/hello" "$P/hello.c"
compile -pthread -o "$root/usr/bin/threads" "$P/threads.c"
compile -shared -fPIC -o "$root/usr/lib/plugin.so" "$P/plugin.c"
compile -static-pie -o "$root/usr/bin/static" "$P/hello.c"
"$ORION/tests/image/elf" "$root" || no 'the faults above are defaults of the compiler'
for f in "$root"/usr/bin/* "$root/usr/lib/plugin.so"; do
	readelf -nW "$f" >"$WORK/notes"
	grep -q 'Build ID: [0-9a-f]\{40\}$' "$WORK/notes" || no "$f: no build id"
done
exit "$failed"
