// SPDX-License-Identifier: MIT
// The trees of before and after, and room for what is said of what is in them.
#include <errno.h>

#include "alternatives.h"
#include "arena.h"
#include "error.h"
#include "installed.h"
#include "opk.h"
#include "target.h"
#include "transaction_impl.h"

static const char *source_name(struct arena *a, const struct manifest *m)
{
	return arena_printf(a, "%.*s %.*s", TEXT_ARG(m->name), TEXT_ARG(m->version));
}

static const struct transaction_change *changed(
	const struct tx *x, const struct installed_package *p)
{
	for (size_t i = 0; i < x->order->changes; i++)
		if (x->order->change[i].old == p)
			return x->order->change + i;
	return NULL;
}

static int add_source(struct tx *x, const struct manifest *m, struct opk *opk)
{
	struct source *s = x->new_source + x->new_sources++;

	*s = (struct source){ source_name(x->arena, m), m, opk };
	return s->name ? 0 : -ENOMEM;
}

static int add_change(struct tx *x, const struct transaction_change *c)
{
	x->anew[x->new_sources] = c->old && digest_equal(&c->old->digest, &c->opk->digest);
	return add_source(x, &c->opk->manifest, c->opk);
}

static int sources(struct tx *x)
{
	const struct installed *in = x->order->installed;
	int rc = 0;

	x->old_source = ARENA_ARRAY(x->arena, struct source, in->count);
	x->new_source = ARENA_ARRAY(x->arena, struct source, in->count + x->order->changes);
	x->anew = ARENA_ARRAY(x->arena, bool, in->count + x->order->changes);
	if (!x->old_source || !x->new_source || !x->anew)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < in->count; i++) {
		const struct manifest *m = in->package[i].manifest;

		x->old_source[x->old_sources++] =
			(struct source){ source_name(x->arena, m), m, NULL };
		if (!changed(x, in->package + i))
			rc = add_source(x, m, NULL);
	}
	for (size_t i = 0; !rc && i < x->order->changes; i++)
		if (x->order->change[i].opk)
			rc = add_change(x, x->order->change + i);
	return rc;
}

// What was chosen, and what of it is left when packages go.
static int choices(struct tx *x)
{
	const struct choices *asked = x->order->choices;
	struct offers offers;
	struct texts lost = { NULL, 0 };
	int rc = choices_load(&x->old_choices, x->arena, x->target);

	if (!asked)
		asked = &x->old_choices;
	if (!rc)
		rc = offers_collect(&offers, x->arena, x->new_source, x->new_sources, asked);
	if (!rc)
		rc = choices_settle(&x->new_choices, &lost, x->arena, asked, &offers);
	for (size_t i = 0; !rc && i < lost.count; i++)
		rc = tx_note(x, "%.*s", TEXT_ARG(lost.item[i]));
	return rc;
}

int tx_merge(struct tx *x)
{
	int rc = sources(x);

	if (!rc)
		rc = choices(x);
	if (!rc)
		rc = during(tree_merge(&x->old, x->arena, x->old_source, x->old_sources,
				    &x->old_choices),
			"what is installed");
	if (!rc)
		rc = tree_merge(&x->new, x->arena, x->new_source, x->new_sources, &x->new_choices);
	for (size_t i = 0; i < x->new.conflicts; i++)
		tx_note(x, "%s", tree_conflict_text(&x->new, x->new.conflict + i));
	if (!rc)
		rc = tx_actions(x);
	return rc;
}

// Room for what is said of nodes and of entries.
int tx_room(struct tx *x)
{
	x->staged = ARENA_ARRAY(x->arena, uint32_t, x->new.count);
	x->content = ARENA_ARRAY(x->arena, uint32_t *, x->new_sources);
	if (!x->staged || !x->content)
		return -ENOMEM;
	for (size_t i = 0; i < x->new_sources; i++) {
		const struct source *s = x->new_source + i;

		x->content[i] = ARENA_ARRAY(x->arena, uint32_t, s->manifest->entries);
		if (!x->content[i])
			return -ENOMEM;
	}
	return 0;
}
