// SPDX-License-Identifier: MIT
// Fuzz target: a relation. What is taken is what its parts spell again.
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "fuzz.h"
#include "relation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n }, rest = t;
	struct buffer b = { 0 };
	struct relation r;

	if (!n || relation_check(t))
		return 0;
	while (relation_next(&rest, &r)) {
		buffer_printf(&b, "%s%.*s%s%.*s", b.n ? "|" : "", TEXT_ARG(r.name),
			relation_op_text(r.op), TEXT_ARG(r.version));
		relation_match(&r, TEXT("1.2-r1"));
	}
	if (!text_equal(t, buffer_view(&b)))
		abort();
	buffer_free(&b);
	return 0;
}
