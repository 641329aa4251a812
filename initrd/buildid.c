// SPDX-License-Identifier: MIT
// The GNU build id in ELF notes.
#include "buildid.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { NT_GNU_BUILD_ID = 3 };

static size_t padded(uint32_t n)
{
	return ((size_t)n + 3) & ~(size_t)3;
}

int buildid_find(char hex[65], const unsigned char *p, size_t n)
{
	uint32_t head[3];	// size of name, size of description, type

	while (n >= sizeof head) {
		memcpy(head, p, sizeof head);
		size_t name = padded(head[0]), desc = padded(head[1]);

		p += sizeof head;
		n -= sizeof head;
		if (name > n || desc > n - name)
			return -1;
		if (head[2] == NT_GNU_BUILD_ID && head[0] == 4 && !memcmp(p, "GNU", 4) && head[1] &&
			head[1] <= 32) {
			for (uint32_t i = 0; i < head[1]; i++)
				sprintf(hex + 2 * i, "%02x", p[name + i]);
			return 0;
		}
		p += name + desc;
		n -= name + desc;
	}
	return -1;
}
