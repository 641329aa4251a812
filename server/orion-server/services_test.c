// SPDX-License-Identifier: MIT
// The list of services: what is one, what is none.
#include "services.h"

#include "arena.h"
#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text, *want;
} bad[] = {
	{ __LINE__, "httpd up 1", "the last line has no end" },
	{ __LINE__, "httpd up\n", "line 1: a line is NAME" },
	{ __LINE__, "httpd up 1 2\n", "line 1: a line is NAME" },
	{ __LINE__, " up 1\n", "line 1: a line is NAME" },
	{ __LINE__, "a up 1\n\n", "line 2: a line is NAME" },
	{ __LINE__, "httpd run 1\n", "line 1: a line is NAME" },
	{ __LINE__, "ht\x1b[mtpd up 1\n", "line 1: a line is NAME" },
	{ __LINE__, "httpd up -1\n", "line 1: seconds `-1`" },
	{ __LINE__, "httpd up 4294967296\n", "line 1: seconds" },
};

int main(void)
{
	struct arena a = { NULL };
	struct services s;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_AT(bad[i].line, services_parse(&s, &a, text_of(bad[i].text)) == -E_DATA);
		if (strncmp(error_text(), bad[i].want, strlen(bad[i].want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
	}
	CHECK(!services_parse(&s, &a, TEXT("httpd up 12\nnfsd down 1700000000\n")) && s.count == 2);
	CHECK(text_is(s.item[0].name, "httpd") && s.item[0].up && s.item[0].since == 12);
	CHECK(text_is(s.item[1].name, "nfsd") && !s.item[1].up && s.item[1].since == 1700000000);
	CHECK(!services_parse(&s, &a, TEXT("")) && !s.count);
	arena_free(&a);
	return test_failed;
}
