// SPDX-License-Identifier: MIT
// Pieces of text.
#include "text.h"

#include <inttypes.h>
#include <string.h>

#include "error.h"

struct text text_of(const char *s)
{
	return (struct text){ s, strlen(s) };
}

bool text_is(struct text t, const char *s)
{
	return t.n == strlen(s) && (!t.n || !memcmp(t.s, s, t.n));
}

bool text_equal(struct text a, struct text b)
{
	return a.n == b.n && (!a.n || !memcmp(a.s, b.s, a.n));
}

bool text_starts(struct text t, const char *prefix)
{
	size_t n = strlen(prefix);

	return t.n >= n && !memcmp(t.s, prefix, n);
}

int text_compare(struct text a, struct text b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.s, b.s, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool text_line(struct text *rest, struct text *line)
{
	const char *end = rest->n ? memchr(rest->s, '\n', rest->n) : NULL;

	if (!end)
		return false;
	*line = (struct text){ rest->s, (size_t)(end - rest->s) };
	rest->s += line->n + 1;
	rest->n -= line->n + 1;
	return true;
}

bool text_part(struct text *rest, char separator, struct text *part)
{
	if (!rest->s)
		return false;
	const char *end = rest->n ? memchr(rest->s, separator, rest->n) : NULL;

	if (!end) {
		*part = *rest;
		*rest = (struct text){ NULL, 0 };
		return true;
	}
	*part = (struct text){ rest->s, (size_t)(end - rest->s) };
	rest->s += part->n + 1;
	rest->n -= part->n + 1;
	return true;
}

size_t text_fields(struct text t, char separator, struct text *field, size_t max)
{
	struct text rest = t.s ? t : TEXT("");
	size_t count = 0;

	for (struct text part; text_part(&rest, separator, &part);) {
		if (count == max)
			return max + 1;
		field[count++] = part;
	}
	return count;
}

bool text_printable(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if ((unsigned char)t.s[i] < ' ' || t.s[i] == 0x7f)
			return false;
	return true;
}

static int not_number(struct text t, const char *what, const char *should)
{
	return fail(-E_DATA, "%s `%.*s` is not %s", what, t.n > 40 ? 40 : (int)t.n, t.s, should);
}

int text_number(uint64_t *v, struct text t, uint64_t min, uint64_t max, const char *what)
{
	uint64_t x = 0;

	if (!t.n || (t.n > 1 && t.s[0] == '0'))
		return not_number(t, what, "a plain decimal number");
	for (size_t i = 0; i < t.n; i++) {
		if (t.s[i] < '0' || t.s[i] > '9')
			return not_number(t, what, "a plain decimal number");
		if (__builtin_mul_overflow(x, (uint64_t)10, &x) ||
			__builtin_add_overflow(x, (uint64_t)(t.s[i] - '0'), &x))
			return not_number(t, what, "below 2^64");
	}
	if (x < min || x > max)
		return fail(-E_DATA, "%s %" PRIu64 " is not from %" PRIu64 " to %" PRIu64, what, x,
			min, max);
	*v = x;
	return 0;
}

int text_octal(uint64_t *v, struct text t, size_t n, uint64_t max, const char *what)
{
	uint64_t x = 0;

	if (t.n != n)
		return not_number(t, what, "of the right length");
	for (size_t i = 0; i < n; i++) {
		if (t.s[i] < '0' || t.s[i] > '7')
			return not_number(t, what, "octal");
		x = x * 8 + (uint64_t)(t.s[i] - '0');
	}
	if (x > max)
		return not_number(t, what, "small enough");
	*v = x;
	return 0;
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int text_hex(uint64_t *v, struct text t, size_t n, const char *what)
{
	uint64_t x = 0;

	if (t.n != n)
		return not_number(t, what, "of the right length");
	for (size_t i = 0; i < n; i++) {
		if (hex_value(t.s[i]) < 0)
			return not_number(t, what, "lower-case hexadecimal");
		x = x << 4 | (uint64_t)hex_value(t.s[i]);
	}
	*v = x;
	return 0;
}
