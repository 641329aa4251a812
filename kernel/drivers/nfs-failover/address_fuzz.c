// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: a list of addresses. */
// links: address.c
// includes: tests
#include "address.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* None is there twice, none is of another family than the first. */
static void check(const struct nfo_address *list, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		for (unsigned int j = 0; j < i; j++)
			if (nfo_same_address(&list[i], &list[j]) || list[i].six != list[j].six)
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct nfo_address list[NFO_SERVERS_MAX];
	char *text = malloc(n + 1);
	unsigned int count;

	if (!text)
		abort();
	memcpy(text, data, n);
	text[n] = 0;
	if (!nfo_addresses(text, list, &count)) {
		if (count > NFO_SERVERS_MAX)
			abort();
		check(list, count);
	}
	free(text);
	return 0;
}
