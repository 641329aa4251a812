// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: a stream of answers, each taken as one to a NULL and to a READ. */
// links: wire.c
// includes: tests
#include "wire.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static int sum(const struct nfo_answer *a)
{
	int n = 0;
	u32 i;

	for (i = 0; a->data && i < a->size; i++)
		n += a->data[i];
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	volatile int used = 0;
	int size;
	u32 xid;

	while ((size = nfo_complete(data, n)) > 0) {
		struct nfo_answer a;
		/* a copy of its own: a read behind the end is seen */
		u8 *answer = malloc(size);

		if (!answer)
			abort();
		memcpy(answer, data, size);
		if (!nfo_xid(answer, size, &xid) && !nfo_answer(answer, size, false, &a) && a.data)
			abort();
		if (!nfo_answer(answer, size, true, &a)) {
			if (a.xid != xid || a.size > NFO_DATA_MAX)
				abort();
			used += sum(&a);
		}
		free(answer);
		data += size;
		n -= size;
	}
	return used * 0;
}
