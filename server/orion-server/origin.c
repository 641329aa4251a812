// SPDX-License-Identifier: MIT
// Origins.
#include "origin.h"

#include "arena.h"

const char *origin_line(struct arena *a, const struct conf *c, unsigned line)
{
	return arena_printf(a, "%s:%u", c->path, line);
}

const char *origin_key(
	struct arena *a, const struct conf *c, const struct section *s, enum conf_key k)
{
	const struct values *v = &s->key[k];

	return v->count ? origin_line(a, c, v->item->line) : "default";
}

// What stands nearest first.
static const char *all_lines(
	struct arena *a, const struct conf *c, const struct section *of, enum conf_key k)
{
	const char *s = NULL;

	for (; of; of = settings_next(c, of))
		if (of->key[k].count)
			s = s ? arena_printf(a, "%s, %u", s, of->key[k].item->line)
			      : origin_line(a, c, of->key[k].item->line);
	return s;
}

const char *origin_setting(struct arena *a, const struct conf *c, const struct section *of,
	const struct settings *s, enum conf_key k)
{
	const struct section *from = s->from[k];

	if (!from)
		return "default";
	if (k == KEY_ARGUMENTS)
		return all_lines(a, c, of ? of : &c->top, k);
	return from == of || from == &c->top
		? origin_line(a, c, s->line[k])
		: arena_printf(a, "%s:%u, group %s", c->path, s->line[k], from->title);
}
