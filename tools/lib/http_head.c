// SPDX-License-Identifier: MIT
// The head of an HTTP response (RFC 9112).
#include "http_head.h"

#include <string.h>
#include <strings.h>

#include "date.h"
#include "number.h"

// RFC 9112, 4
static int status_line(struct http_head *h, const char *s, size_t n)
{
	uint64_t v;

	if (n < 12 || memcmp(s, "HTTP/1.", 7) || (s[7] != '0' && s[7] != '1') || s[8] != ' ')
		return -1;
	if (number_parse(&v, s + 9, 3, 100, 599) || (n > 12 && s[12] != ' '))
		return -1;
	h->status = (int)v;
	return 0;
}

static int is(const char *s, size_t n, const char *name)
{
	return n == strlen(name) && !strncasecmp(s, name, n);
}

// RFC 9112, 6.2: two lengths that differ are an error, and so is a coding we didn't ask for.
static int take_field(struct http_head *h, const char *name, size_t n, const char *v, size_t len)
{
	uint64_t x;

	if (is(name, n, "Date"))
		h->date = date_parse(v, len);
	if (is(name, n, "Transfer-Encoding"))
		return is(v, len, "identity") ? 0 : -1;
	if (!is(name, n, "Content-Length"))
		return 0;
	if (number_parse(&x, v, len, 0, (uint64_t)1 << 50))
		return -1;
	if (h->length >= 0 && h->length != (int64_t)x)
		return -1;
	h->length = (int64_t)x;
	return 0;
}

// RFC 9112, 5
static int field_line(struct http_head *h, const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n), *end = s + n;

	if (!colon || colon == s)
		return -1;
	const char *v = colon + 1;
	while (v < end && (*v == ' ' || *v == '\t'))
		v++;
	while (end > v && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return take_field(h, s, (size_t)(colon - s), v, (size_t)(end - v));
}

int http_head_parse(struct http_head *h, const char *s, size_t n)
{
	const char *p = s, *end = s + n, *nl;

	*h = (struct http_head){ .length = -1, .date = -1 };
	for (; (nl = memchr(p, '\n', (size_t)(end - p))); p = nl + 1) {
		size_t len = (size_t)(nl - p);

		len -= len && p[len - 1] == '\r';
		if (memchr(p, 0, len))
			return -1;
		if (p != s && !len)
			return (int)(nl + 1 - s);
		if (p == s ? status_line(h, p, len) : field_line(h, p, len))
			return -1;
	}
	return n < HTTP_HEAD_MAX ? 0 : -1;
}
