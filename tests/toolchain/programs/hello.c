// SPDX-License-Identifier: MIT
// The least a program does: the library is found, output arrives.
#include <stdio.h>

int main(void)
{
	return puts("hello") < 0;
}
