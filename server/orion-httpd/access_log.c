// SPDX-License-Identifier: MIT
// Lines of the log. Nothing in them is for a terminal or another line.
#include "access_log.h"

#include <string.h>

#include "digits.h"

// At most room bytes at out, without a 0; what is missing is "-".
static size_t escape(char *out, size_t room, const char *s)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	if (!s || !*s)
		s = "-";
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		int plain = c > ' ' && c < 0x7f && c != '\\';

		if (n + 4 + 3 > room) {
			out[n++] = '.';
			out[n++] = '.';
			out[n++] = '.';
			break;
		}
		if (plain) {
			out[n++] = *s;
			continue;
		}
		out[n++] = '\\';
		out[n++] = 'x';
		out[n++] = hex[c >> 4];
		out[n++] = hex[c & 15];
	}
	return n;
}

static char *number(char *out, uint64_t v, unsigned least)
{
	*out++ = ' ';
	return digits(out, v, 10, least);
}

size_t access_line(char line[ACCESS_LINE], const struct access *a)
{
	char *out = line;

	out += escape(out, 64, a->address);
	*out++ = ' ';
	out += escape(out, 32, a->method);
	*out++ = ' ';
	out += escape(out, 1024, a->target);
	out = number(out, a->status, 3);
	out = number(out, a->bytes, 1);
	out = number(out, a->milliseconds, 1);
	*out++ = ' ';
	out = stpcpy(out, a->end);
	*out++ = '\n';
	*out = 0;
	return (size_t)(out - line);
}
