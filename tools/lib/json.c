// SPDX-License-Identifier: MIT
// Writing JSON (RFC 8259).
#include "json.h"

#include <inttypes.h>
#include <stdio.h>

enum { DEPTH = 16 };

static char open_brackets[DEPTH];
static unsigned depth;
static bool first = true;	// nothing stands in what was opened last

// How many bytes a well-formed UTF-8 sequence has here, 0 when there is none (RFC 3629, section 4).
static size_t sequence(const unsigned char *s, size_t n)
{
	static const struct {
		unsigned char low, high, second_low, second_high;
		size_t length;
	} forms[] = {
		{ 0x00, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		size_t length = forms[i].length;

		if (s[0] < forms[i].low || s[0] > forms[i].high)
			continue;
		if (length > n ||
			(length > 1 && (s[1] < forms[i].second_low || s[1] > forms[i].second_high)))
			return 0;
		for (size_t k = 2; k < length; k++)
			if (s[k] < 0x80 || s[k] > 0xbf)
				return 0;
		return length;
	}
	return 0;
}

static void string(struct text t)
{
	const unsigned char *s = (const unsigned char *)t.s;

	putchar('"');
	for (size_t i = 0, n; i < t.n; i += n ? n : 1) {
		n = sequence(s + i, t.n - i);
		if (!n)
			printf("\\udc%02x", s[i]);
		else if (s[i] < ' ' || s[i] == 0x7f)
			printf("\\u%04x", s[i]);
		else if (s[i] == '"' || s[i] == '\\')
			printf("\\%c", s[i]);
		else
			fwrite(s + i, 1, n, stdout);
	}
	putchar('"');
}

// What stands before a value.
static void begin(const char *key)
{
	if (!first)
		putchar(',');
	first = false;
	if (!key)
		return;
	string(text_of(key));
	putchar(':');
}

static void end(void)
{
	if (depth)
		return;
	putchar('\n');
	first = true;
}

void json_open(const char *key, char bracket)
{
	begin(key);
	putchar(bracket);
	if (depth < DEPTH)
		open_brackets[depth] = bracket;
	depth++;
	first = true;
}

void json_close(void)
{
	depth--;
	putchar(depth < DEPTH && open_brackets[depth] == '[' ? ']' : '}');
	first = false;
	end();
}

void json_text(const char *key, struct text t)
{
	begin(key);
	string(t);
	end();
}

void json_number(const char *key, uint64_t v)
{
	begin(key);
	printf("%" PRIu64, v);
	end();
}

void json_bool(const char *key, bool v)
{
	begin(key);
	fputs(v ? "true" : "false", stdout);
	end();
}

void json_texts(const char *key, const struct texts *t)
{
	json_open(key, '[');
	for (size_t i = 0; i < t->count; i++)
		json_text(NULL, t->item[i]);
	json_close();
}
