// SPDX-License-Identifier: MIT
// Inheritance.
#include "settings.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "channel.h"
#include "error.h"
#include "nearest.h"
#include "twins.h"

static const char *const defaults[KEYS] = {
	[KEY_CHANNEL] = STABLE,
	[KEY_ROOT] = "image",
	[KEY_LOADER] = "ipxe",
	[KEY_CONSOLE] = "none",
	[KEY_ARGUMENTS] = "",
	[KEY_RESCUE] = "no",
	[KEY_PERSIST_SHARED] = "no",
};

const struct section *settings_group(const struct conf *c, const char *name)
{
	for (size_t i = 0; i < c->groups.count; i++)
		if (!strcmp(c->groups.item[i].title, name))
			return &c->groups.item[i];
	return NULL;
}

static int no_group(const struct conf *c, const struct value *v)
{
	struct nearest n = { .word = v->s };

	for (size_t i = 0; i < c->groups.count; i++)
		nearest_try(&n, c->groups.item[i].title);
	return n.best ? conf_fail(c, v->line, "group: there is no group `%s`: is `%s` meant?", v->s,
				n.best)
		      : conf_fail(c, v->line, "group: there is no group `%s`", v->s);
}

const struct section *settings_next(const struct conf *c, const struct section *s)
{
	const char *group = conf_get(s, KEY_GROUP);

	return s == &c->top ? NULL : group ? settings_group(c, group) : &c->top;
}

static int next(const struct conf *c, const struct section *s, const struct section **up)
{
	*up = settings_next(c, s);
	return *up || s == &c->top ? 0 : no_group(c, s->key[KEY_GROUP].item);
}

static int take(struct settings *s, struct arena *a, const struct section *from)
{
	for (size_t k = KEY_CHANNEL; k < KEYS; k++) {
		const struct values *v = &from->key[k];

		if (!v->count || (s->line[k] && k != KEY_ARGUMENTS))
			continue;
		s->line[k] = v->item->line;
		s->from[k] = from;
		s->value[k] = k != KEY_ARGUMENTS || !*s->value[k]
			? v->item->s
			: arena_printf(a, "%s %s", v->item->s, s->value[k]);
		if (!s->value[k])
			return -ENOMEM;
	}
	return 0;
}

int settings_resolve(
	struct settings *s, struct arena *a, const struct conf *c, const struct section *of)
{
	const struct section *at = of ? of : &c->top;
	size_t steps = 0;
	int rc = 0;

	*s = (struct settings){ .line = { 0 } };
	memcpy(s->value, defaults, sizeof defaults);
	while (!rc && at) {
		if (steps++ > c->groups.count + 1)
			return conf_fail(c, of->line,
				"`%s` takes from a group that takes from itself", of->title);
		rc = take(s, a, at);
		if (!rc)
			rc = next(c, at, &at);
	}
	if (!rc && !strcmp(s->value[KEY_CONSOLE], "login") && !s->value[KEY_PASSWORD])
		rc = conf_fail(c, s->line[KEY_CONSOLE],
			"console: `login` needs a password as well: `mkpasswd -m sha512` makes its hash");
	if (!rc && s->value[KEY_PERSIST] && !s->value[KEY_PERSIST_SERVER])
		rc = conf_fail(c, s->line[KEY_PERSIST],
			"persist: say from where, too: `persist-server = ADDRESS:/EXPORT`");
	return rc;
}

const char *settings_text(const struct settings *s, struct arena *a, enum conf_key k)
{
	const char *text = s->value[k];

	if (!text || !s->from[k] || k == KEY_ARGUMENTS)	// that is of several sections, put together
		return text;
	for (size_t i = 1; text && i < s->from[k]->key[k].count; i++)
		text = arena_printf(a, "%s, %s", text, s->from[k]->key[k].item[i].s);
	return text;
}

int settings_check_groups(const struct conf *c, struct arena *a)
{
	struct twins t = { NULL };

	for (size_t i = 0; i < c->groups.count; i++)
		if (twins_add(&t, a, c->groups.item[i].title, c->groups.item[i].line))
			return -ENOMEM;
	return twins_check(&t, c, "two groups are named");
}
