// SPDX-License-Identifier: MIT
// Three texts, separated by two bytes 0: what only one side changed is that side's, wholly; sides can be exchanged where they agree.
#include "merge.h"

#include <stdlib.h>

#include "buffer.h"
#include "fuzz.h"

static void must_be(struct text base, struct text ours, struct text theirs, struct text want)
{
	struct buffer b = { 0 };

	if (merge(&b, base, ours, theirs) || !text_equal(buffer_view(&b), want))
		abort();
	buffer_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text rest = { (const char *)data, n }, base = TEXT(""), ours = TEXT(""),
		    theirs = TEXT("");
	struct buffer b = { 0 }, c = { 0 };

	if (n > 4096)
		return 0;
	text_part(&rest, 0, &base);
	text_part(&rest, 0, &ours);
	if (rest.s)
		theirs = rest;
	must_be(base, ours, base, ours);
	must_be(base, base, theirs, theirs);
	must_be(base, ours, ours, ours);
	size_t conflicts = merge(&b, base, ours, theirs);
	if (conflicts != merge(&c, base, theirs, ours))
		abort();
	if (!conflicts && !text_equal(buffer_view(&b), buffer_view(&c)))
		abort();
	buffer_free(&b);
	buffer_free(&c);
	return 0;
}
