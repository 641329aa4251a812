// SPDX-License-Identifier: MIT
// A plan as text.
#include "plan.h"

#include "buffer.h"
#include "index.h"
#include "installed.h"

static const char *const verbs[] = {
	[STEP_INSTALL] = "install",
	[STEP_UPGRADE] = "upgrade",
	[STEP_DOWNGRADE] = "downgrade",
	[STEP_REINSTALL] = "reinstall",
	[STEP_REMOVE] = "remove",
	[STEP_KEEP] = "keep",
};

const char *step_word(enum step_kind kind)
{
	return verbs[kind];
}

static void write_step(const struct step *s, struct buffer *b)
{
	buffer_printf(b, "%s %.*s", step_word(s->kind), TEXT_ARG(s->name));
	if (s->installed && s->kind != STEP_REINSTALL)
		buffer_printf(b, " %.*s", TEXT_ARG(s->installed->version));
	if (s->kind == STEP_UPGRADE || s->kind == STEP_DOWNGRADE)
		buffer_printf(b, " ->");
	if (s->available)
		buffer_printf(b, " %.*s", TEXT_ARG(s->available->version));
	if (s->newest)
		buffer_printf(b, ", not %.*s", TEXT_ARG(s->newest->version));
	buffer_printf(b, s->held ? ": held\n" : "\n");
}

void plan_write(const struct plan *p, struct buffer *b)
{
	for (size_t i = 0; i < p->steps; i++)
		write_step(p->step + i, b);
	for (size_t i = 0; i < p->wished.count; i++)
		buffer_printf(b, "wish + %.*s\n", TEXT_ARG(p->wished.item[i]));
	for (size_t i = 0; i < p->unwished.count; i++)
		buffer_printf(b, "wish - %.*s\n", TEXT_ARG(p->unwished.item[i]));
}
