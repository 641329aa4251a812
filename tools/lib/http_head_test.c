// SPDX-License-Identifier: MIT
// Heads of HTTP responses: whole, cut, wrong, endless.
#include "http_head.h"
#include "test.h"

static const struct {
	int line;
	const char *text;
	int rest;	// bytes behind the head, -1: refused
	int status;
	int64_t length, date;
} cases[] = {
	{ __LINE__, "HTTP/1.1 200 OK\r\n\r\n", 0, 200, -1, -1 },
	{ __LINE__, "HTTP/1.0 404 Not Found\r\nContent-Length: 12\r\n\r\nbody", 4, 404, 12, -1 },
	{ __LINE__, "HTTP/1.1 200\r\ncontent-length:\t7 \r\n\r\n", 0, 200, 7, -1 },
	{ __LINE__, "HTTP/1.1 200 OK\nDate: Sun, 06 Nov 1994 08:49:37 GMT\n\nxy", 2, 200, -1,
		784111777 },
	{ __LINE__, "HTTP/1.1 200 OK\r\nDate: yesterday\r\n\r\n", 0, 200, -1, -1 },
	{ __LINE__, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 0, 200, 5,
		-1 },
	{ __LINE__, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", -1, 0, 0,
		0 },
	{ __LINE__, "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", -1, 0, 0, 0 },
	{ __LINE__, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", -1, 0, 0,
		0 },
	{ __LINE__, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", -1, 0, 0, 0 },
	{ __LINE__, "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", -1, 0, 0, 0 },
	{ __LINE__, "HTTP/1.1 200 OK\r\n: empty\r\n\r\n", -1, 0, 0, 0 },
	{ __LINE__, "HTTP/2 200\r\n\r\n", -1, 0, 0, 0 },
	{ __LINE__, "HTTP/1.1 20 OK\r\n\r\n", -1, 0, 0, 0 },
	{ __LINE__, "HTTP/1.1 999 OK\r\n\r\n", -1, 0, 0, 0 },
	{ __LINE__, "SSH-2.0-dropbear\r\n", -1, 0, 0, 0 },
	{ __LINE__, "\r\n\r\n", -1, 0, 0, 0 },
};

// Each beginning of a good head is unfinished, never wrong.
static void cut_short(int line, const char *text, int size)
{
	struct http_head h;

	for (int n = 0; n < size; n++)
		CHECK_AT(line, http_head_parse(&h, text, (size_t)n) == 0);
}

static void endless(void)
{
	static char text[HTTP_HEAD_MAX + 1];
	struct http_head h;

	memset(text, 'a', sizeof text);
	memcpy(text, "HTTP/1.1 200 OK\r\nX: ", 20);
	CHECK(http_head_parse(&h, text, HTTP_HEAD_MAX - 1) == 0);
	CHECK(http_head_parse(&h, text, HTTP_HEAD_MAX) == -1);
	CHECK(http_head_parse(&h, "HTTP/1.1 200 OK\r\nA: \0b\r\n\r\n", 26) == -1);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct http_head h;
		int n = (int)strlen(cases[i].text);
		int rc = http_head_parse(&h, cases[i].text, (size_t)n);

		if (cases[i].rest < 0) {
			CHECK_AT(cases[i].line, rc == -1);
			continue;
		}
		CHECK_AT(cases[i].line, rc == n - cases[i].rest);
		CHECK_AT(cases[i].line, h.status == cases[i].status);
		CHECK_AT(cases[i].line, h.length == cases[i].length);
		CHECK_AT(cases[i].line, h.date == cases[i].date);
		cut_short(cases[i].line, cases[i].text, rc);
	}
	endless();
	return test_failed;
}
