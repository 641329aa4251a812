// SPDX-License-Identifier: MIT
// Requests: whole, in pieces, odd.
#include "request.h"

#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text, *name;	// name NULL: it isn't whole
} cases[] = {
	{ __LINE__, "GET /root/manifest HTTP/1.0\r\nHost: x\r\n\r\n", "manifest" },
	{ __LINE__, "GET /root.erofs HTTP/1.1\n\n", "root.erofs" },
	{ __LINE__, "GET root.erofs HTTP/1.1\n\n", "root.erofs" },
	{ __LINE__, "GET /root/ HTTP/1.0\r\n\r\n", "" },
	{ __LINE__, "GET /../.. HTTP/1.0\r\n\r\n", ".." },
	{ __LINE__, "POST /root/manifest HTTP/1.0\r\n\r\n", "" },
	{ __LINE__, "GET /root/manifest\r\n\r\n", "" },
	{ __LINE__, "GET  /root/manifest HTTP/1.0\r\n\r\n", "" },
	{ __LINE__, "\r\n", "" },
	{ __LINE__,
		"GET /0123456789012345678901234567890123456789012345678901234567890123 HTTP/1.0\n\n",
		"" },
	{ __LINE__,
		"GET /012345678901234567890123456789012345678901234567890123456789012 HTTP/1.0\n\n",
		"012345678901234567890123456789012345678901234567890123456789012" },
	{ __LINE__, "", NULL },
	{ __LINE__, "GET /x HTTP/1.0\r\n", NULL },
	{ __LINE__, "GET /x HTTP/1.0\r\nHost: x\r\n\r", NULL },
};

int main(void)
{
	struct request r;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		r.n = strlen(cases[i].text);
		memcpy(r.text, cases[i].text, r.n);
		CHECK_AT(cases[i].line, request_parse(&r) == (cases[i].name ? 1 : 0));
		CHECK_AT(cases[i].line, !cases[i].name || !strcmp(r.name, cases[i].name));
	}
	memset(r.text, 'x', sizeof r.text);
	r.n = sizeof r.text;
	CHECK(request_parse(&r) == -E_DATA);
	return test_failed;
}
