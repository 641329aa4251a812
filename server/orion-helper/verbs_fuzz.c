// SPDX-License-Identifier: MIT
// Questions of any bytes: what is taken has words that mean nothing to a path, a program's options or a shell.
#include "verbs.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static void check(struct text t)
{
	static const char letters[] = "ABCDEFabcdefghijklmnopqrstuvwxyz0123456789.:-";

	if (!t.n || *t.s == '-')
		abort();
	for (size_t i = 0; i < t.n; i++)
		if (!t.s[i] || !strchr(letters, t.s[i]) ||
			(i && t.s[i] == '.' && t.s[i - 1] == '.'))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct question q;

	if (!verbs_parse(&q, (struct text){ (const char *)data, n }))
		for (size_t i = 1; i < q.count; i++)
			check(q.word[i]);
	return 0;
}
