// SPDX-License-Identifier: MIT
// What is taken as a journal is written again as the same bytes. The digest is put right, or nothing but it would be tried.
#include "journal.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct buffer b = { 0 }, again = { 0 };
	struct journal j;

	buffer_add(&b, data, n);
	if (journal_end(&b))
		abort();
	if (!journal_parse(&j, &a, buffer_view(&b))) {
		journal_begin(&again);
		for (size_t i = 0; i < j.count; i++)
			journal_add(&again, j.step + i);
		if (journal_end(&again) || !text_equal(buffer_view(&again), buffer_view(&b)))
			abort();
	}
	buffer_free(&b);
	buffer_free(&again);
	arena_free(&a);
	return 0;
}
