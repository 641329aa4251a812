// SPDX-License-Identifier: MIT
// What an ELF file needs and provides: 64 bits, little-endian.
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "manifest.h"

struct arena;

struct elf {
	bool dynamic;		// has a dynamic section
	struct text soname;	// empty when it has none
	struct text interpreter;	// "/lib/ld-musl-x86_64.so.1"; empty when it has none
	struct texts needed;	// sonames, in its order
};

// For which machine it is (EM_X86_64, ...), 0 for what is no ELF file of this kind.
unsigned elf_machine(const void *data, size_t n);

// 0, or -E_DATA and recorded when it is damaged or no ELF file of this kind. The texts point into data.
int elf_read(struct elf *e, struct arena *a, const void *data, size_t n);

#endif
