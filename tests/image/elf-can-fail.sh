#!/bin/sh
# SPDX-License-Identifier: MIT
# The check of ELF files passes a good program, and each planted fault turns it red. Host compiler, no image.
set -eu
# shellcheck source=lib
. "${0%/*}/lib"
good='-O1 -fPIE -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack'
printf 'int main(void) { return 0; }\n' >"$WORK/p.c"
printf 'int f(void);\nint main(void) { return f(); }\n' >"$WORK/q.c"
printf 'int f(void) { return 0; }\n' >"$WORK/f.c"
# shellcheck disable=SC2016
printf '.globl main\n.text\nmain: movabs $data, %%rax\nret\n.data\ndata: .quad 0\n.section .note.GNU-stack,"",@progbits\n' >"$WORK/t.s"
printf '.section .both,"awx",@progbits\n.byte 0\n.section .note.GNU-stack,"",@progbits\n' >"$WORK/w.s"
failed=0

# planted NAME FAULT ARGUMENT...: a root with a program compiled so has exactly this fault ('' for none).
planted() {
	name=$1 fault=$2
	shift 2
	root=$WORK/$name
	mkdir -p "$root/usr/bin" "$root/usr/lib"
	: >"$root/usr/lib/libc.so.6"
	gcc "$@" -o "$root/usr/bin/program"
	status=0
	got=$("$ORION/tests/image/elf" "$root") || status=$?
	case "$status:$got" in
	"0:") [ -z "$fault" ] || { echo "$name: not found: $fault"; failed=1; } ;;
	"1:"*"$fault"*) [ "$fault" ] || { echo "$name: $got"; failed=1; } ;;
	*) echo "$name: expected '$fault', got $status: $got"; failed=1 ;;
	esac
}

# shellcheck disable=SC2086
{
	planted good '' $good "$WORK/p.c"
	planted executable-stack 'executable stack' $good -Wl,-z,execstack "$WORK/p.c"
	planted not-pie 'not position independent (EXEC)' $good -no-pie "$WORK/p.c"
	planted no-relro 'no RELRO' $good -Wl,-z,norelro "$WORK/p.c"
	planted lazy 'not bound at start' -O1 -fPIE -pie -Wl,-z,relro -Wl,-z,lazy "$WORK/p.c"
	planted writable-code 'writable and executable' $good "$WORK/p.c" "$WORK/w.s"
	planted text-relocation 'text relocations' $good -Wl,-z,notext "$WORK/t.s"
	planted own-path 'a search path of its own' $good -Wl,-rpath,/opt/lib "$WORK/p.c"
	gcc -shared -fPIC -Wl,-soname,libf.so.1 -o "$WORK/libf.so" "$WORK/f.c"
	planted missing-library 'needs libf.so.1, which is not there' $good "$WORK/q.c" "$WORK/libf.so"
}
exit "$failed"
