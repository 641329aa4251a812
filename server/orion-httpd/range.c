// SPDX-License-Identifier: MIT
// Range of RFC 9110, 14.1.2: one of bytes. Several are answered with the whole, as a server may (14.2).
#include "range.h"

#include <stdbool.h>
#include <stddef.h>
#include <strings.h>

// Digits; what is too large becomes the largest, which no file reaches. False when there is none.
static bool number(const char **s, uint64_t *v)
{
	const char *begin = *s;

	for (*v = 0; **s >= '0' && **s <= '9'; ++*s)
		if (__builtin_mul_overflow(*v, (uint64_t)10, v) ||
			__builtin_add_overflow(*v, (uint64_t)(**s - '0'), v))
			*v = UINT64_MAX;
	return *s > begin;
}

static const char *blanks(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

// -N: the last N bytes.
static enum range_is suffix(struct range *r, const char *s, uint64_t size)
{
	uint64_t n;

	if (!number(&s, &n) || *blanks(s))
		return RANGE_WHOLE;
	if (!n)
		return RANGE_BEYOND;
	if (n >= size)
		return size ? RANGE_PART : RANGE_WHOLE;
	*r = (struct range){ size - n, n };
	return RANGE_PART;
}

enum range_is range_parse(struct range *r, const char *field, uint64_t size)
{
	uint64_t first, last = UINT64_MAX;

	*r = (struct range){ 0, size };
	if (!field || strncasecmp(field, "bytes=", 6))
		return RANGE_WHOLE;
	const char *s = blanks(field + 6);
	if (*s == '-')
		return suffix(r, s + 1, size);
	if (!number(&s, &first) || *s++ != '-')
		return RANGE_WHOLE;
	if (*blanks(s) && (!number(&s, &last) || *blanks(s) || last < first))
		return RANGE_WHOLE;
	if (first >= size)
		return RANGE_BEYOND;
	if (last >= size)
		last = size - 1;
	*r = (struct range){ first, last - first + 1 };
	return RANGE_PART;
}
