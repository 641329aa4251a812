// SPDX-License-Identifier: MIT
// Services.
#include "services.h"

#include <errno.h>

#include "arena.h"
#include "error.h"
#include "hook.h"

static int parse_line(struct service *s, struct text line)
{
	struct text field[3];

	if (text_fields(line, ' ', field, 3) != 3 || !field[0].n)
		return fail(-E_DATA, "a line is NAME up|down SECONDS");
	s->name = field[0];
	s->up = text_is(field[1], "up");
	if (!text_printable(field[0]) || (!s->up && !text_is(field[1], "down")))
		return fail(-E_DATA, "a line is NAME up|down SECONDS");
	return text_number(&s->since, field[2], 0, UINT32_MAX, "seconds");
}

int services_parse(struct services *s, struct arena *a, struct text t)
{
	struct text line;

	*s = (struct services){ NULL, 0 };
	while (text_line(&t, &line)) {
		struct service *item = arena_more(a, s->item, s->count, sizeof *item);
		int rc = item ? parse_line(&item[s->count], line) : -ENOMEM;

		if (rc)
			return during(rc, "line %zu", s->count + 1);
		s->item = item;
		s->count++;
	}
	return t.n ? fail(-E_DATA, "the last line has no end") : 0;
}

int services_load(struct services *s, struct arena *a)
{
	struct text t;
	int rc = hook_read(a, "services", &t);

	*s = (struct services){ NULL, 0 };
	if (rc == -ENOENT)
		return 0;
	return rc ? rc : during(services_parse(s, a, t), "services");
}
