// SPDX-License-Identifier: MIT
// Writes beyond an array on the stack: the stack protector must stop it.
#include <string.h>

static volatile int length = 64;

__attribute__((noinline)) static void overrun(const char *text)
{
	char small[8];

	memcpy(small, text, (size_t)length);
	__asm__ volatile("" : : "r"(small) : "memory");
}

int main(void)
{
	static const char text[64] = "0123456789012345678901234567890123456789";

	overrun(text);
	return 0;
}
