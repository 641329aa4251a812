// SPDX-License-Identifier: MIT
// orion booted: a node has begun to boot, so what it was to boot once is used up. orion-policyd has it called.
#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "base.h"
#include "chosen.h"
#include "cmd.h"
#include "error.h"
#include "paths.h"
#include "pins.h"
#include "settled.h"
#include "site.h"

// By what orion.conf knows it, else by what it calls itself.
static const struct node *find_node(const struct site *s, const char *said)
{
	const struct node *n = chosen_find(s, said);

	for (size_t i = 0; !n && i < s->nodes.count; i++)
		if (!strcmp(s->nodes.item[i].hostname, said))
			n = &s->nodes.item[i];
	return n;
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
	const struct node *node = rc ? NULL : find_node(&s, c->argv[0]);
	if (!node)
		return rc;
	rc = base_open(&b, paths.base, false);
	if (rc)
		return rc;
	rc = settled_lock(&b, c);
	if (!rc)
		rc = use_up(c, node->name, booted);
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
	.help = "NODE is a name, host name, MAC or UUID; with a DIGEST only if that is what it was to boot.\n",
	.run = run,
};
