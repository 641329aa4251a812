// SPDX-License-Identifier: MIT
// What a server that joins, or the one that it joins, may say: any bytes, with a proof that fits, since who knows the code may be hostile, too.
#include "joining_impl.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const unsigned char secret[JOINING_SECRET];
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	unsigned char read[JOINING_SECRET];
	struct buffer ask = { 0 }, answer = { 0 }, no = { 0 };
	struct joining j;

	joining_read(read, t);
	joining_parse_ask(&j, &a, secret, t);
	joining_parse_answer(&j, &a, secret, t, t);
	buffer_text(&ask, t);
	buffer_text(&answer, t);
	buffer_text(&no, t);
	if (joining_add_proof(&ask, secret, "asks", TEXT("")) ||
		joining_add_proof(&answer, secret, "answers", t) ||
		joining_add_proof(&no, secret, "refuses", t))
		abort();
	if (!joining_parse_ask(&j, &a, secret, buffer_view(&ask)) &&
		(strpbrk(j.name, " \t{}") || strpbrk(j.addresses, " \t{}") ||
			strpbrk(j.interfaces, " \t{}")))
		abort();
	joining_parse_answer(&j, &a, secret, t, buffer_view(&answer));
	joining_parse_answer(&j, &a, secret, t, buffer_view(&no));
	buffer_free(&ask);
	buffer_free(&answer);
	buffer_free(&no);
	arena_free(&a);
	return 0;
}
