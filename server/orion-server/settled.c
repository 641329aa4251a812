// SPDX-License-Identifier: MIT
// Taking a base as a whole.
#include "settled.h"

#include <errno.h>
#include <stdio.h>

#include "arena.h"
#include "base.h"
#include "cmd.h"
#include "paths.h"

static void waiting(const char *holder)
{
	fprintf(stderr, "orion: %s works here: waiting\n", holder);
}

int settled_lock(struct base *b, struct call *c)
{
	const char *who = arena_printf(&c->arena, "%s %s", c->program->name, c->cmd->name);

	return who ? base_lock(b, &c->arena, who, true, waiting) : -ENOMEM;
}

int settled_open(struct base *b, struct call *c)
{
	int rc = base_open(b, paths.base, true);

	if (rc)
		return rc;
	rc = settled_lock(b, c);
	if (rc)
		base_close(b);
	return rc;
}

int settled(struct base *b, struct call *c)
{
	struct texts roles = { NULL, 0 };
	int rc = settled_lock(b, c);

	if (!rc)
		rc = base_roles(b, &c->arena, &roles);
	for (size_t i = 0; !rc && i < roles.count; i++) {
		rc = base_recover(b, &c->arena, roles.item[i].s);
		rc = rc < 0 ? rc : 0;
	}
	return rc;
}
