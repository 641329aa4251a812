// SPDX-License-Identifier: MIT
// The texts of accounts, of any bytes (a 0 ends the first, the second): what was added is there, adding again changes nothing.
#include "accounts.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fuzz.h"
#include "manifest.h"
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct user u = { .name = TEXT("www"),
		.uid = 33,
		.gid = 33,
		.home = TEXT("/"),
		.shell = TEXT("/bin/sh") };
	struct group g = { .name = TEXT("www"), .gid = 33, .members = TEXT("www") };
	struct manifest m = { .user = &u, .users = 1, .group = &g, .groups = 1 };
	struct source s = { "a 1", &m, NULL };
	struct text rest = { (const char *)data, n }, part[3] = { { "", 0 }, { "", 0 }, { "", 0 } };
	struct arena a = { NULL };

	for (int i = 0; i < 3; i++)
		text_part(&rest, 0, &part[i]);
	struct accounts t = { part[0], part[1], part[2] }, again;
	if (!accounts_add(&t, &a, &s, 1)) {
		again = t;
		if (!strstr(t.passwd.s, "www:") || accounts_add(&again, &a, &s, 1) ||
			!text_equal(again.passwd, t.passwd) || !text_equal(again.group, t.group) ||
			!text_equal(again.shadow, t.shadow))
			abort();
	}
	arena_free(&a);
	return 0;
}
