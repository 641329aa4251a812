// SPDX-License-Identifier: MIT
// Leases: what dnsmasq keeps, what other servers tell.
#include "leases.h"

#include "arena.h"
#include "error.h"
#include "test.h"

#define M1 "52:54:00:00:00:01"
#define M2 "52:54:00:00:00:02"

static const struct {
	int line;
	const char *text, *want;	// NULL: it is taken
} cases[] = {
	{ __LINE__, "", NULL },
	{ __LINE__, M1 "\t10.9.0.1\n" M2 "\t10.9.0.2\n", NULL },
	{ __LINE__, M2 "\t10.9.0.1\n" M1 "\t10.9.0.2\n", "line 3: " M1 " is not in its place" },
	{ __LINE__, M1 "\t10.9.0.1\n" M1 "\t10.9.0.2\n", "line 3: " },
	{ __LINE__, M1 " 10.9.0.1\n", "line 1: a line is MAC" },
	{ __LINE__, M1 "\t10.9.0.1,set:x\n", "line 1: " },
	{ __LINE__, "52:54:00:00:00:0A\t10.9.0.1\n", "line 1: " },
	{ __LINE__, "52-54-00-00-00-01\t10.9.0.1\n", "line 1: " },
	{ __LINE__, "x\t10.9.0.1\n", "line 1: " },
	{ __LINE__, M1 "\t10.9.0.1", "the last line" },
};

int main(void)
{
	struct arena a = { NULL };
	struct leases l;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = leases_parse(&l, &a, text_of(cases[i].text));

		CHECK_AT(cases[i].line, !rc == !cases[i].want);
		if (rc && cases[i].want)
			CHECK_AT(cases[i].line,
				!strncmp(error_text(), cases[i].want, strlen(cases[i].want)));
	}
	CHECK(!leases_parse_dnsmasq(&l, &a,
		TEXT("1900000000 " M2 " 10.9.0.2 n2 *\n1900000000 " M1 " 10.9.0.1 * 01:x\n"
		     "duid 00:01\n1900000000 12345 fd6f::1 * 00:01\n1900000000 06-" M1
		     " 10.9.0.9 * *\n"
		     "a line of others\n1900000000 " M1 " 10.9.0.1")));
	CHECK(l.count == 2);
	CHECK_TEXT(l.item[0].mac, M1);
	CHECK_TEXT(l.item[1].address, "10.9.0.2");
	arena_free(&a);
	return test_failed;
}
