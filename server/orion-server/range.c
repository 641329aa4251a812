// SPDX-License-Identifier: MIT
// Ranges of names.
#include "range.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "error.h"

// What is around the numbers.
struct form {
	struct text before, numbers, behind;
};

static int add(struct texts *names, struct arena *a, const char *s)
{
	struct text *item = arena_more(a, names->item, names->count, sizeof *item);

	if (!s || !item)
		return -ENOMEM;
	names->item = item;
	item[names->count++] = text_of(s);
	return 0;
}

// With zeros in front: n001 is another name than n1.
static int number(uint64_t *v, struct text t)
{
	if (t.n > 1 && t.n < 10)
		while (t.n > 1 && *t.s == '0') {
			t.s++;
			t.n--;
		}
	return text_number(v, t, 0, 999999999, "number");
}

// FIRST-LAST, or one number.
static int expand_part(
	struct texts *names, struct arena *a, const struct form *f, struct text part, size_t limit)
{
	struct text end[2];
	uint64_t first, last;
	size_t ends = text_fields(part, '-', end, 2);
	int rc = ends > 2 ? fail(-E_DATA, "`%.*s` is no pair of numbers", TEXT_ARG(part))
			  : number(&first, end[0]);

	if (!rc)
		rc = number(&last, end[ends - 1]);
	if (!rc &&
		(last < first || (end[0].n > 1 && *end[0].s == '0' && end[0].n != end[ends - 1].n)))
		rc = fail(-E_DATA, "`%.*s` must go up, with as many digits on both sides of it",
			TEXT_ARG(part));
	if (!rc && last - first >= limit - names->count)
		rc = fail(-E_DATA, "more than %d names", RANGE_NAMES);
	int digits = rc ? 0 : (int)end[0].n;
	for (uint64_t i = first; !rc && i <= last; i++)
		rc = add(names, a,
			arena_printf(a, "%.*s%0*" PRIu64 "%.*s", TEXT_ARG(f->before), digits, i,
				TEXT_ARG(f->behind)));
	return rc;
}

// False when there are no brackets.
static bool find_numbers(struct form *f, struct text t)
{
	const char *open = memchr(t.s, '[', t.n), *end = t.s + t.n;
	const char *close = open ? memchr(open, ']', (size_t)(end - open)) : NULL;

	if (!close)
		return false;
	f->before = (struct text){ t.s, (size_t)(open - t.s) };
	f->numbers = (struct text){ open + 1, (size_t)(close - open - 1) };
	f->behind = (struct text){ close + 1, (size_t)(end - close - 1) };
	return true;
}

static bool has_bracket(struct text t)
{
	return memchr(t.s, '[', t.n) || memchr(t.s, ']', t.n);
}

static int expand(struct texts *names, struct arena *a, struct text t)
{
	struct form f;
	struct text part;
	size_t limit = names->count + RANGE_NAMES;
	int rc = 0;

	if (!t.n || t.n > RANGE_LENGTH)
		return fail(-E_DATA, "a name has 1 to %d bytes", RANGE_LENGTH);
	if (!has_bracket(t))
		return add(names, a, arena_text(a, t.s, t.n));
	if (!find_numbers(&f, t) || has_bracket(f.before) || has_bracket(f.numbers) ||
		has_bracket(f.behind))
		return fail(-E_DATA, "numbers stand in one pair of brackets, as in n[001-200]");
	while (!rc && text_part(&f.numbers, ',', &part))
		rc = expand_part(names, a, &f, part, limit);
	return rc;
}

int range_expand(struct texts *names, struct arena *a, struct text t)
{
	return during(expand(names, a, t), "`%.*s`", (int)(t.n > 60 ? 60 : t.n), t.s);
}
