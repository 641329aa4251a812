// SPDX-License-Identifier: MIT
// Line by line: the longest common subsequence of what is between the same beginning and the same end.
#include "diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "diff_impl.h"

enum { CONTEXT = 2, CELLS = 16 << 20 };	// of the table; larger ones are shown as gone and come

struct diff {
	struct buffer *b;
	struct lines from, to;
	size_t begin;	// equal lines at the beginning
	size_t rows, columns;	// lines in between
	uint32_t *length;	// of the longest common subsequence of what is behind; NULL: not known
};

static int split(struct lines *l, struct arena *a, struct text t)
{
	struct text rest = t;

	while (rest.s && rest.n) {
		l->item = arena_more(a, l->item, l->count, sizeof *l->item);
		if (!l->item)
			return -ENOMEM;
		text_part(&rest, '\n', l->item + l->count++);
	}
	return 0;
}

static void write_line(struct diff *d, char sign, struct text line)
{
	buffer_printf(d->b, "%c%.*s\n", sign, TEXT_ARG(line));
}

static void trim(struct diff *d)
{
	size_t n = d->from.count < d->to.count ? d->from.count : d->to.count, end = 0;

	while (d->begin < n && text_equal(d->from.item[d->begin], d->to.item[d->begin]))
		d->begin++;
	while (end < n - d->begin &&
		text_equal(
			d->from.item[d->from.count - 1 - end], d->to.item[d->to.count - 1 - end]))
		end++;
	d->rows = d->from.count - d->begin - end;
	d->columns = d->to.count - d->begin - end;
}

static uint32_t *cell(const struct diff *d, size_t i, size_t k)
{
	return d->length + i * (d->columns + 1) + k;
}

static bool same(const struct diff *d, size_t i, size_t k)
{
	return text_equal(d->from.item[d->begin + i], d->to.item[d->begin + k]);
}

static void fill(struct diff *d)
{
	if ((uint64_t)(d->rows + 1) * (d->columns + 1) > CELLS)
		return;
	d->length = calloc((d->rows + 1) * (d->columns + 1), sizeof *d->length);
	if (!d->length)
		return;
	for (size_t i = d->rows; i-- > 0;)
		for (size_t k = d->columns; k-- > 0;) {
			uint32_t down = *cell(d, i + 1, k), right = *cell(d, i, k + 1);

			*cell(d, i, k) = same(d, i, k) ? *cell(d, i + 1, k + 1) + 1
				: down > right	       ? down
						       : right;
		}
}

static void write_between(struct diff *d)
{
	size_t i = 0, k = 0;

	while (i < d->rows || k < d->columns) {
		bool goes = i < d->rows, comes = k < d->columns;

		if (d->length && goes && comes && same(d, i, k)) {
			write_line(d, ' ', d->from.item[d->begin + i++]);
			k++;
		} else if (goes &&
			(!comes || !d->length || *cell(d, i + 1, k) >= *cell(d, i, k + 1))) {
			write_line(d, '-', d->from.item[d->begin + i++]);
		} else {
			write_line(d, '+', d->to.item[d->begin + k++]);
		}
	}
}

static void write_all(struct diff *d)
{
	size_t first = d->begin > CONTEXT ? d->begin - CONTEXT : 0, behind = d->begin + d->rows;

	if (!d->rows && !d->columns)
		return;
	if (first)
		buffer_printf(d->b, "...\n");
	for (size_t i = first; i < d->begin; i++)
		write_line(d, ' ', d->from.item[i]);
	write_between(d);
	for (size_t i = behind; i < d->from.count && i < behind + CONTEXT; i++)
		write_line(d, ' ', d->from.item[i]);
	if (behind + CONTEXT < d->from.count)
		buffer_printf(d->b, "...\n");
}

static void match_between(const struct diff *d, size_t *match)
{
	for (size_t i = 0, k = 0; d->length && i < d->rows && k < d->columns;) {
		if (same(d, i, k))
			match[d->begin + i++] = d->begin + k++;
		else if (*cell(d, i + 1, k) >= *cell(d, i, k + 1))
			i++;
		else
			k++;
	}
}

int diff_match(struct arena *a, const struct lines *from, const struct lines *to, size_t **match)
{
	struct diff d = { .from = *from, .to = *to };

	*match = ARENA_ARRAY(a, size_t, from->count);
	if (!*match)
		return -ENOMEM;
	trim(&d);
	fill(&d);
	for (size_t i = 0; i < from->count; i++) {
		bool behind = i >= d.begin + d.rows;

		(*match)[i] = i < d.begin ? i : behind ? i - d.rows + d.columns : NO_LINE;
	}
	match_between(&d, *match);
	free(d.length);
	return 0;
}

void diff_write(struct buffer *b, struct text from, struct text to)
{
	struct arena a = { 0 };
	struct diff d = { .b = b };
	int rc = split(&d.from, &a, from);

	if (!rc)
		rc = split(&d.to, &a, to);
	if (rc) {
		b->error = b->error ? b->error : rc;
	} else {
		trim(&d);
		fill(&d);
		write_all(&d);
	}
	free(d.length);
	arena_free(&a);
}
