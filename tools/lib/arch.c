// SPDX-License-Identifier: MIT
// Architectures.
#include "arch.h"

#include <elf.h>

static const struct {
	const char *name;
	unsigned machine;
} arches[] = {
	{ "x86_64", EM_X86_64 },
	{ "aarch64", EM_AARCH64 },
	{ "riscv64", EM_RISCV },
};

struct text arch_here(void)
{
#if defined __x86_64__
	return TEXT("x86_64");
#elif defined __aarch64__
	return TEXT("aarch64");
#elif defined __riscv && __riscv_xlen == 64
	return TEXT("riscv64");
#else
#error "what are packages for this machine called?"
#endif
}

unsigned arch_machine(struct text arch)
{
	for (size_t i = 0; i < sizeof arches / sizeof *arches; i++)
		if (text_is(arch, arches[i].name))
			return arches[i].machine;
	return 0;
}

bool arch_fits(struct text arch, struct text target)
{
	return text_is(arch, ARCH_ALL) || text_equal(arch, target);
}
