// SPDX-License-Identifier: MIT
// Choosing nodes.
#include "chosen.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "hardware.h"
#include "nearest.h"
#include "pins.h"
#include "range.h"
#include "site.h"

const struct node *chosen_find(const struct site *s, const char *said)
{
	char mac[MAC_TEXT] = "", uuid[UUID_TEXT] = "";

	if (mac_parse(mac, text_of(said)))
		*mac = 0;
	if (uuid_parse(uuid, text_of(said)))
		*uuid = 0;
	error_clear();
	for (size_t i = 0; i < s->nodes.count; i++) {
		const struct node *n = &s->nodes.item[i];

		if (!strcmp(n->name, said) || (n->mac && !strcmp(n->mac, mac)) ||
			(n->uuid && !strcmp(n->uuid, uuid)))
			return n;
	}
	return NULL;
}

static int unknown(const struct site *s, const char *said)
{
	struct nearest n = { .word = said };

	for (size_t i = 0; i < s->nodes.count; i++)
		nearest_try(&n, s->nodes.item[i].name);
	return nearest_fail(&n, "node", "orion nodes");
}

int chosen_add(struct chosen *c, struct arena *a, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->name[i] == name)
			return 0;
	const char **more = arena_more(a, c->name, c->count, sizeof *more);
	if (!more || !name)
		return -ENOMEM;
	c->name = more;
	more[c->count++] = name;
	return 0;
}

void chosen_print(const struct chosen *c)
{
	for (size_t i = 0; i < c->count; i++)
		printf("%s\n", c->name[i]);
}

int chosen_nodes(struct chosen *c, struct arena *a, const struct site *s, const struct pins *also,
	const char *said)
{
	struct texts names = { NULL, 0 };
	int rc = during(range_expand(&names, a, text_of(said)) ? -E_CALL : 0, "nodes");

	for (size_t i = 0; !rc && i < names.count; i++) {
		const char *name = arena_text(a, names.item[i].s, names.item[i].n);
		const struct node *n = name ? chosen_find(s, name) : NULL;

		if (!name)
			rc = -ENOMEM;
		else if (n)
			rc = chosen_add(c, a, n->name);
		else if (also && pins_next(also, name))
			rc = chosen_add(c, a, name);
		else
			rc = unknown(s, name);
	}
	return rc;
}

// Groups take from groups; that none takes from itself was checked.
static bool is_in(const struct site *s, const struct section *of, const char *group)
{
	for (const char *g; of && (g = conf_get(of, KEY_GROUP)); of = settings_group(&s->conf, g))
		if (!strcmp(g, group))
			return true;
	return false;
}

int chosen_group(struct chosen *c, struct arena *a, const struct site *s, const char *group)
{
	struct nearest n = { .word = group };
	int rc = 0;

	if (!settings_group(&s->conf, group)) {
		for (size_t i = 0; i < s->conf.groups.count; i++)
			nearest_try(&n, s->conf.groups.item[i].title);
		return nearest_fail(&n, "group", "orion groups");
	}
	for (size_t i = 0; !rc && i < s->nodes.count; i++)
		if (is_in(s, s->nodes.item[i].section, group))
			rc = chosen_add(c, a, s->nodes.item[i].name);
	return rc;
}
