// SPDX-License-Identifier: MIT
// Generations that channels and pins name.
#include "missing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "channel.h"
#include "error.h"
#include "pins.h"
#include "site.h"

struct search {
	struct missings *found;
	struct arena *arena;
	struct base_role role;
};

static int look_for(struct search *s, const struct digest *d, const char *wanted, bool served)
{
	int fd = base_bundle(&s->role, s->arena, d);

	if (fd >= 0)
		close(fd);
	if (fd >= 0 || fd != -ENOENT)
		return fd >= 0 ? 0 : fd;
	error_clear();
	struct missings *m = s->found;
	m->item = arena_more(s->arena, m->item, m->count, sizeof *m->item);
	if (!m->item || !wanted)
		return -ENOMEM;
	m->item[m->count] = (struct missing){ .digest = *d, .wanted = wanted, .served = served };
	m->item[m->count].name = base_generation_name(&s->role, s->arena, d);
	return m->item[m->count++].name ? 0 : -ENOMEM;
}

static int look_at_channels(struct search *s, const struct channels *c, const char *role)
{
	bool nodes = !strcmp(role, SITE_ROLE);
	int rc = 0;

	for (size_t i = 0; !rc && i < c->count; i++) {
		const struct named_channel *n = c->item + i;
		const char *name = nodes ? n->name : arena_printf(s->arena, "%s/%s", role, n->name);

		if (strcmp(n->role, role) != 0)
			continue;
		if (n->to.boots)
			rc = look_for(s, &n->to.current, name, nodes);
		if (!rc && n->to.has_former)
			rc = look_for(s, &n->to.former,
				arena_printf(s->arena, "%s (the one before)", name), false);
	}
	return rc;
}

static int look_at_pins(struct search *s, const char *base)
{
	struct pins p;
	int rc = pins_load(&p, s->arena, base);

	for (size_t i = 0; !rc && i < p.count; i++)
		rc = look_for(s, &p.item[i].digest,
			arena_printf(s->arena, "node %s", p.item[i].node), true);
	return rc;
}

static int look_at_role(
	struct search *s, struct base *b, const struct channels *c, const char *role)
{
	char file[64];

	snprintf(file, sizeof file, "channels/%s", role);
	if (faccessat(b->dir, file, F_OK, 0))
		return 0; // nothing was ever published
	int rc = base_role_open(&s->role, b, s->arena, role, true);
	if (rc)
		return rc;
	rc = look_at_channels(s, c, role);
	if (!rc && !strcmp(role, SITE_ROLE))
		rc = look_at_pins(s, b->path);
	base_role_close(&s->role);
	return rc;
}

int missing_find(struct missings *m, struct arena *a, struct base *b)
{
	struct search s = { .found = m, .arena = a };
	struct channels c;

	*m = (struct missings){ NULL, 0 };
	if (faccessat(b->dir, "channels/" SITE_ROLE, F_OK, 0))
		return 0;
	int rc = channels_load(&c, a, b->path);
	for (size_t i = 0; !rc && i < SITE_ROLES; i++)
		rc = look_at_role(&s, b, &c, site_roles[i]);
	return rc;
}
