// SPDX-License-Identifier: MIT
// orion booted: a node has begun to boot, so what it was to boot once is used up. orion-policyd has it called.
#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "base.h"
#include "cmd.h"
#include "error.h"
#include "paths.h"
#include "pins.h"

static bool is_node(const struct node *n, const char *said)
{
	return (n->mac && !strcmp(n->mac, said)) || (n->uuid && !strcmp(n->uuid, said)) ||
		!strcmp(n->name, said);
}

static const char *find_node(const struct site *s, const char *said)
{
	for (size_t i = 0; i < s->nodes.count; i++)
		if (is_node(&s->nodes.item[i], said))
			return s->nodes.item[i].name;
	return NULL;
}

// Of that generation, when one is given: another may have been said meanwhile.
static int use_up(struct call *c, const char *node, const struct digest *booted)
{
	struct applied done;
	struct pins p;
	int rc = pins_load(&p, &c->arena, paths.base);
	const struct pin *once = rc ? NULL : pins_find(&p, node, PIN_ONCE);

	if (!once || (booted && !digest_equal(booted, &once->digest)))
		return rc;
	pins_clear(&p, node, PIN_ONCE);
	rc = pins_store(&p, paths.base);
	if (!rc)
		rc = applied_moved(&c->arena, &done);
	if (!rc)
		fprintf(stderr, "%s: what it was to boot once is used up\n", node);
	return rc;
}

static int run(struct call *c)
{
	struct digest d, *booted = c->argc > 1 ? &d : NULL;
	struct base b;
	struct site s;
	int rc = booted ? digest_parse(&d, text_of(c->argv[1])) : 0;

	if (!rc)
		rc = site_conf(&s, &c->arena, &paths);
	const char *node = rc ? NULL : find_node(&s, c->argv[0]);
	if (!node)
		return rc;
	rc = base_open(&b, paths.base, false);
	if (rc)
		return rc;
	rc = base_lock(&b, &c->arena, c->program->name, true, NULL);
	if (!rc)
		rc = use_up(c, node, booted);
	base_close(&b);
	return rc;
}

const struct cmd cmd_booted = {
	.name = "booted",
	.operands = "NODE [DIGEST]",
	.summary =
		"Take back what a node was to boot once: it has begun to (orion-policyd does that)",
	.min = 1,
	.max = 2,
	.shared = paths_rows,
	.help = "NODE is a name, MAC or UUID; with a DIGEST only if that is what it was to boot.\n",
	.run = run,
};
