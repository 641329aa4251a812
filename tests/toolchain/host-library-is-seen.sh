#!/bin/sh
# SPDX-License-Identifier: MIT
# A host tool that links a library of the build machine turns red; one that links only the C library doesn't.
set -eu
WORK=${1:?usage: $0 WORK}
check=${0%/*}/only-libc
printf 'int foreign(void) { return 0; }\n' >"$WORK/f.c"
printf 'int foreign(void);\nint main(void) { return foreign(); }\n' >"$WORK/p.c"
printf 'int main(void) { return 0; }\n' >"$WORK/q.c"
gcc -shared -fPIC -Wl,-soname,libforeign.so.1 -o "$WORK/libforeign.so" "$WORK/f.c"
gcc -o "$WORK/planted" "$WORK/p.c" "$WORK/libforeign.so"
gcc -o "$WORK/clean" "$WORK/q.c"
"$check" "$WORK/clean"
! "$check" "$WORK/planted"
