// SPDX-License-Identifier: MIT
// Version vectors.
#include "stamp.h"

#include <inttypes.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "hostname.h"

#define SECONDS_MAX 253402300799u // the year 9999

static uint64_t times_of(const struct stamp *x, struct text server)
{
	for (size_t i = 0; i < x->count; i++)
		if (text_equal(x->of[i].server, server))
			return x->of[i].times;
	return 0;
}

// Has x a change that y doesn't know?
static bool has_more(const struct stamp *x, const struct stamp *y)
{
	for (size_t i = 0; i < x->count; i++)
		if (x->of[i].times > times_of(y, x->of[i].server))
			return true;
	return false;
}

enum stamp_order stamp_compare(const struct stamp *x, const struct stamp *y)
{
	bool more = has_more(x, y), less = has_more(y, x);

	return more ? less ? STAMP_APART : STAMP_AFTER : less ? STAMP_BEFORE : STAMP_SAME;
}

bool stamp_counts(const struct stamp *x, const struct stamp *y)
{
	if (x->seconds != y->seconds)
		return x->seconds > y->seconds;
	return text_compare(x->origin, y->origin) > 0;
}

static int set(struct stamp *x, struct text server, uint64_t times)
{
	size_t i = 0;

	while (i < x->count && text_compare(x->of[i].server, server) < 0)
		i++;
	if (i == x->count || !text_equal(x->of[i].server, server)) {
		if (x->count == STAMP_SERVERS)
			return fail(-E_DATA, "more than %d servers changed it", STAMP_SERVERS);
		memmove(x->of + i + 1, x->of + i, (x->count - i) * sizeof *x->of);
		x->count++;
	}
	x->of[i] = (struct stamp_count){ server, times };
	return 0;
}

int stamp_join(struct stamp *x, const struct stamp *y)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < y->count; i++)
		if (y->of[i].times > times_of(x, y->of[i].server))
			rc = set(x, y->of[i].server, y->of[i].times);
	return rc;
}

int stamp_change(struct stamp *x, struct text server, uint64_t seconds)
{
	x->seconds = seconds;
	x->origin = server;
	return set(x, server, times_of(x, server) + 1);
}

static int parse_counts(struct stamp *x, struct text t)
{
	struct text one, part[2];
	int rc = 0;

	while (!rc && text_part(&t, ',', &one)) {
		uint64_t times;

		if (text_fields(one, ':', part, 2) != 2)
			return fail(-E_DATA, "a version is NAME:TIMES,...");
		rc = hostname_check(part[0]);
		if (!rc)
			rc = text_number(&times, part[1], 1, UINT32_MAX, "changes");
		if (!rc && x->count && text_compare(x->of[x->count - 1].server, part[0]) >= 0)
			rc = fail(-E_DATA, "`%.*s` is not in its place", TEXT_ARG(part[0]));
		if (!rc)
			rc = set(x, part[0], times);
	}
	return rc;
}

int stamp_parse(struct stamp *x, const struct text field[3])
{
	*x = (struct stamp){ .origin = field[1] };
	int rc = text_number(&x->seconds, field[0], 0, SECONDS_MAX, "seconds");
	if (!rc)
		rc = hostname_check(field[1]);
	return rc ? rc : parse_counts(x, field[2]);
}

void stamp_write(struct buffer *b, const struct stamp *x)
{
	buffer_printf(b, "%" PRIu64 "\t%.*s\t", x->seconds, TEXT_ARG(x->origin));
	for (size_t i = 0; i < x->count; i++)
		buffer_printf(b, "%s%.*s:%" PRIu64, i ? "," : "", TEXT_ARG(x->of[i].server),
			x->of[i].times);
}
