// SPDX-License-Identifier: MIT
// Three texts line by line: between lines that all three have in common, each piece is settled for itself.
#include "merge.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "diff_impl.h"

// One of the three, and how far it is settled. Lines have their LF, so that an end without one is a difference.
struct side {
	struct lines lines;
	size_t at;
	size_t *match;	// of each line of the base: the line that is the same, or NO_LINE
};

struct merge {
	struct buffer *b;
	struct side base, ours, theirs;
	size_t conflicts;
};

static int split(struct lines *l, struct arena *a, struct text t)
{
	while (t.n) {
		const char *end = memchr(t.s, '\n', t.n);
		size_t n = end ? (size_t)(end - t.s) + 1 : t.n;

		l->item = arena_more(a, l->item, l->count, sizeof *l->item);
		if (!l->item)
			return -ENOMEM;
		l->item[l->count++] = (struct text){ t.s, n };
		t = (struct text){ t.s + n, t.n - n };
	}
	return 0;
}

static bool same(const struct side *x, size_t x_end, const struct side *y, size_t y_end)
{
	if (x_end - x->at != y_end - y->at)
		return false;
	for (size_t i = 0; i < x_end - x->at; i++)
		if (!text_equal(x->lines.item[x->at + i], y->lines.item[y->at + i]))
			return false;
	return true;
}

static void put(struct buffer *b, const struct side *s, size_t end)
{
	for (size_t i = s->at; i < end; i++)
		buffer_text(b, s->lines.item[i]);
}

// The same before a mark, which begins a line.
static void put_marked(struct buffer *b, const char *mark, const struct side *s, size_t end)
{
	buffer_printf(b, "%s\n", mark);
	put(b, s, end);
	if (b->n && !b->error && b->s[b->n - 1] != '\n')
		buffer_add(b, "\n", 1);
}

static void settle(struct merge *m, size_t base, size_t ours, size_t theirs)
{
	if (same(&m->theirs, theirs, &m->base, base) || same(&m->ours, ours, &m->theirs, theirs)) {
		put(m->b, &m->ours, ours);
	} else if (same(&m->ours, ours, &m->base, base)) {
		put(m->b, &m->theirs, theirs);
	} else {
		put_marked(m->b, "<<<<<<< here", &m->ours, ours);
		put_marked(m->b, "||||||| before", &m->base, base);
		put_marked(m->b, "=======", &m->theirs, theirs);
		buffer_printf(m->b, ">>>>>>> new\n");
		m->conflicts++;
	}
	m->base.at = base;
	m->ours.at = ours;
	m->theirs.at = theirs;
}

static void walk(struct merge *m)
{
	for (size_t i = 0; i < m->base.lines.count; i++) {
		size_t ours = m->ours.match[i], theirs = m->theirs.match[i];

		if (ours == NO_LINE || theirs == NO_LINE)
			continue;
		settle(m, i, ours, theirs);
		buffer_text(m->b, m->base.lines.item[i]);
		m->base.at++;
		m->ours.at++;
		m->theirs.at++;
	}
	settle(m, m->base.lines.count, m->ours.lines.count, m->theirs.lines.count);
}

size_t merge(struct buffer *b, struct text base, struct text ours, struct text theirs)
{
	struct arena a = { NULL };
	struct merge m = { .b = b };

	if (split(&m.base.lines, &a, base) || split(&m.ours.lines, &a, ours) ||
		split(&m.theirs.lines, &a, theirs) ||
		diff_match(&a, &m.base.lines, &m.ours.lines, &m.ours.match) ||
		diff_match(&a, &m.base.lines, &m.theirs.lines, &m.theirs.match))
		b->error = b->error ? b->error : -ENOMEM;
	else
		walk(&m);
	arena_free(&a);
	return m.conflicts;
}
