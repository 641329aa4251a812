// SPDX-License-Identifier: MIT
// Choices of the administrator.
#include "choices.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "path.h"
#include "relation.h"
#include "target.h"

int choices_take(struct choices *c, struct arena *a, struct text link, struct text package)
{
	int rc = path_check(link);

	if (!rc)
		rc = name_check(package);
	if (!rc && c->count && text_compare(c->item[c->count - 1].link, link) >= 0)
		rc = fail(-E_DATA, "%.*s is not in its place", TEXT_ARG(link));
	if (rc)
		return rc;
	c->item = arena_more(a, c->item, c->count, sizeof *c->item);
	if (!c->item)
		return -ENOMEM;
	c->item[c->count++] = (struct choice){ link, package };
	return 0;
}

int choices_parse(struct choices *c, struct arena *a, struct text t)
{
	struct text line, field[2];

	*c = (struct choices){ NULL, 0 };
	for (size_t n = 1; text_line(&t, &line); n++) {
		int rc = text_fields(line, '\t', field, 2) == 2
			? choices_take(c, a, field[0], field[1])
			: fail(-E_DATA, "a line is a link and a package, with a tab between");

		if (rc)
			return during(rc, "line %zu", n);
	}
	return t.n ? fail(-E_DATA, "the last line has no end") : 0;
}

void choices_write(const struct choices *c, struct buffer *b)
{
	for (size_t i = 0; i < c->count; i++)
		buffer_printf(
			b, "%.*s\t%.*s\n", TEXT_ARG(c->item[i].link), TEXT_ARG(c->item[i].package));
}

int choices_load(struct choices *c, struct arena *a, const struct target *t)
{
	struct text text;

	*c = (struct choices){ NULL, 0 };
	if (t->state < 0)
		return 0;
	int rc = file_load(a, t->state, CHOICES_FILE, CHOICES_LENGTH, &text);
	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	if (!rc)
		rc = choices_parse(c, a, text);
	return during(rc, "%s/" TARGET_STATE "/" CHOICES_FILE, t->path);
}

// Where the link is or would be.
static size_t place(const struct choices *c, struct text link)
{
	size_t low = 0, high = c->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text_compare(c->item[middle].link, link) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct text choices_find(const struct choices *c, struct text link)
{
	size_t at = place(c, link);

	return at < c->count && text_equal(c->item[at].link, link) ? c->item[at].package : TEXT("");
}

int choices_with(struct choices *copy, struct arena *a, const struct choices *c, struct text link,
	struct text package)
{
	struct choice *item = ARENA_ARRAY(a, struct choice, c->count + 1);
	size_t at = place(c, link), n = at, rest = at;

	if (!item)
		return -ENOMEM;
	if (at)
		memcpy(item, c->item, at * sizeof *item);
	if (package.n)
		item[n++] = (struct choice){ link, package };
	if (rest < c->count && text_equal(c->item[rest].link, link))
		rest++;
	if (rest < c->count)
		memcpy(item + n, c->item + rest, (c->count - rest) * sizeof *item);
	*copy = (struct choices){ item, n + c->count - rest };
	return 0;
}

bool choices_equal(const struct choices *a, const struct choices *b)
{
	bool equal = a->count == b->count;

	for (size_t i = 0; equal && i < a->count; i++)
		equal = text_equal(a->item[i].link, b->item[i].link) &&
			text_equal(a->item[i].package, b->item[i].package);
	return equal;
}
