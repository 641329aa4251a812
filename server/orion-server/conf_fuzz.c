// SPDX-License-Identifier: MIT
// An orion.conf of any bytes: what is taken has nothing in it that would end a line or a word of what is made of it.
#include "conf.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fuzz.h"

static void check(const struct section *s)
{
	for (size_t k = 0; k < KEYS; k++)
		for (size_t i = 0; i < s->key[k].count; i++)
			if (strpbrk(s->key[k].item[i].s, "\n\r\"'`;|&<>#\\{}()*?!"))
				abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct conf c;

	if (!conf_parse(&c, &a, "x", (struct text){ (const char *)data, n })) {
		check(&c.top);
		for (size_t i = 0; i < c.networks.count; i++)
			check(&c.networks.item[i]);
		for (size_t i = 0; i < c.servers.count; i++)
			check(&c.servers.item[i]);
		for (size_t i = 0; i < c.groups.count; i++)
			check(&c.groups.item[i]);
		for (size_t i = 0; i < c.nodes.count; i++)
			check(&c.nodes.item[i]);
	}
	arena_free(&a);
	return 0;
}
