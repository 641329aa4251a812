// SPDX-License-Identifier: MIT
// The texts of a base.
#include "base_text.h"

#include <errno.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "relation.h"

#define SECONDS_MAX 253402300799u	// the year 9999

// All lines were taken: nothing may be behind the last.
static int ended(struct text rest)
{
	return rest.n ? fail(-E_DATA, "the last line has no end") : 0;
}

static void write_digest(struct buffer *b, const struct digest *d, char end)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	buffer_printf(b, "%s%c", hex, end);
}

// --- generations

// NUMBER DIGEST SECONDS
static int parse_generation(struct generation *g, struct text line, uint64_t last)
{
	struct text f[3];

	if (text_fields(line, '\t', f, 3) != 3)
		return fail(
			-E_DATA, "a line is number, digest and seconds, with tabs between them");
	int rc = text_number(&g->number, f[0], last + 1, UINT64_MAX / 2, "number");
	if (!rc)
		rc = digest_parse(&g->digest, f[1]);
	return rc ? rc : text_number(&g->seconds, f[2], 0, SECONDS_MAX, "seconds");
}

int base_parse_generations(struct generation **list, size_t *count, struct arena *a, struct text t)
{
	struct text line;
	uint64_t last = 0;

	*list = NULL;
	for (*count = 0; text_line(&t, &line); ++*count) {
		struct generation *g = arena_more(a, *list, *count, sizeof **list);

		if (!g)
			return -ENOMEM;
		*list = g;
		int rc = parse_generation(g + *count, line, last);
		if (rc)
			return during(rc, "line %zu", *count + 1);
		last = g[*count].number;
	}
	return ended(t);
}

void base_write_generation(struct buffer *b, const struct generation *g)
{
	buffer_printf(b, "%llu\t", (unsigned long long)g->number);
	write_digest(b, &g->digest, '\t');
	buffer_printf(b, "%llu\n", (unsigned long long)g->seconds);
}

// --- channels

static int take_digest(bool *has, struct digest *d, struct text *rest, const char *where)
{
	struct text line;

	*has = text_line(rest, &line);
	return *has ? during(digest_parse(d, line), "%s", where) : 0;
}

int base_parse_channel(struct channel *c, struct text t)
{
	*c = (struct channel){ .boots = false };
	int rc = take_digest(&c->boots, &c->current, &t, "line 1");
	struct text line;

	if (!rc)
		rc = take_digest(&c->has_former, &c->former, &t, "line 2");
	if (!rc && text_line(&t, &line))
		rc = fail(-E_DATA, "line 3: a channel has two lines");
	return rc ? rc : ended(t);
}

void base_write_channel(struct buffer *b, const struct channel *c)
{
	if (c->boots)
		write_digest(b, &c->current, '\n');
	if (c->has_former)
		write_digest(b, &c->former, '\n');
}

// --- lists

int base_parse_lines(struct texts *list, struct arena *a, struct text t)
{
	struct text line;

	*list = (struct texts){ NULL, 0 };
	while (text_line(&t, &line)) {
		list->item = arena_more(a, list->item, list->count, sizeof *list->item);
		if (!list->item)
			return -ENOMEM;
		list->item[list->count++] = line;
		int rc = relation_check(line);
		if (rc)
			return during(rc, "line %zu", list->count);
	}
	return ended(t);
}

void base_write_lines(struct buffer *b, const struct texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		buffer_printf(b, "%.*s\n", TEXT_ARG(list->item[i]));
}
