// SPDX-License-Identifier: MIT
// Architectures: which packages a machine takes.
#include "arch.h"

#include <elf.h>

#include "test.h"

int main(void)
{
	CHECK(arch_machine(TEXT("x86_64")) == EM_X86_64);
	CHECK(arch_machine(TEXT("aarch64")) == EM_AARCH64);
	CHECK(!arch_machine(TEXT("all")) && !arch_machine(TEXT("x86")) && !arch_machine(TEXT("")));
	CHECK(arch_machine(arch_here()));
	CHECK(arch_fits(TEXT("x86_64"), TEXT("x86_64")));
	CHECK(arch_fits(TEXT("all"), TEXT("aarch64")));
	CHECK(!arch_fits(TEXT("aarch64"), TEXT("x86_64")));
	CHECK(!arch_fits(TEXT("x86"), TEXT("x86_64")));
	CHECK(!arch_fits(TEXT("noarch"), TEXT("x86_64")));
	return test_failed;
}
