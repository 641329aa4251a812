// SPDX-License-Identifier: MIT
// Words of XDR, and replies of RPC, made well and badly.
#include "rpc.h"

#include "error.h"
#include "test.h"

static void words(void)
{
	uint8_t buf[20];
	struct xdr_out out = { buf, buf + sizeof buf, false };
	size_t n;

	xdr_put(&out, 0x01020304);
	xdr_put_opaque(&out, "abcde", 5);
	CHECK(!out.bad && out.p == buf + 16 && !memcmp(buf + 8, "abcde\0\0\0", 8));
	struct xdr x = { buf, out.p, false };
	CHECK(xdr_get(&x) == 0x01020304);
	const uint8_t *s = xdr_opaque(&x, 5, &n);
	CHECK(s && n == 5 && !memcmp(s, "abcde", 5) && x.p == x.end);
	CHECK(!xdr_get(&x) && x.bad);
	x = (struct xdr){ buf + 4, out.p, false };
	CHECK(!xdr_opaque(&x, 4, &n) && x.bad && !n);
	x = (struct xdr){ buf + 4, out.p - 1, false };	// what fills up is missing
	CHECK(!xdr_opaque(&x, 5, &n) && x.bad);
	xdr_put_opaque(&out, "x", 1);
	CHECK(out.bad);
}

#define ACCEPTED "\0\0\0\7\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0"

static const struct {
	int line;
	const char *data;
	size_t n;
	const char *why;	// NULL: it is a reply, with one word behind it
} cases[] = {
	{ __LINE__, ACCEPTED "\0\0\0\0\1\2\3\4", 28, NULL },
	{ __LINE__, "\0\0\0\7\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\3abc\0\0\0\0\0\1\2\3\4", 32, NULL },
	{ __LINE__, ACCEPTED "\0\0\0\1", 24, "doesn't have this program" },
	{ __LINE__, ACCEPTED "\0\0\0\2\0\0\0\3\0\0\0\3", 32, "doesn't have this version" },
	{ __LINE__, ACCEPTED "\0\0\1\0", 24, "an error of its own" },
	{ __LINE__, ACCEPTED, 20, "cut short" },
	{ __LINE__, "\0\0\0\7\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1", 20, "refuses" },
	{ __LINE__, "\0\0\0\7\0\0\0\0\0\0\0\0", 12, "none of RPC" },
	{ __LINE__, "\0\0\0\x08\0\0\0\1\0\0\0\0", 12, "none of RPC" },
	{ __LINE__, "\0\0\0\7\0\0\0\1\0\0\0\0\0\0\0\0\xff\xff\xff\xff", 20, "cut short" },
	{ __LINE__, "\0\0\0", 3, "none of RPC" },
	{ __LINE__, "", 0, "none of RPC" },
};

int main(void)
{
	words();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const uint8_t *p = (const uint8_t *)cases[i].data;
		struct xdr x = { p, p + cases[i].n, false };
		int rc = rpc_reply(&x, 7);

		CHECK_AT(cases[i].line, !rc == !cases[i].why);
		if (cases[i].why)
			CHECK_AT(cases[i].line, !!strstr(error_text(), cases[i].why));
		else
			CHECK_AT(cases[i].line, xdr_get(&x) == 0x01020304 && !x.bad);
	}
	return test_failed;
}
