// SPDX-License-Identifier: MIT
// Fuzz target: an ELF file.
#include "arena.h"
#include "elf.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct elf e;

	if (elf_machine(data, n))
		elf_read(&e, &a, data, n);
	arena_free(&a);
	return 0;
}
