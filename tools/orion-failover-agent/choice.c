// SPDX-License-Identifier: MIT
// Which server shall be used; as decide() of kernel/drivers/nfs-failover/watch.c.
#include "choice.h"

#include "clock.h"
#include "peer.h"

static int first_alive(const struct choice *c)
{
	for (unsigned i = 0; i < c->peers; i++)
		if (c->peer[i].probe.state == NFO_ALIVE)
			return (int)i;
	return CHOICE_LOST;
}

int64_t choice_due(const struct choice *c)
{
	const struct nfo_probe *first = &c->peer[0].probe;

	if (c->manual || !c->back_after || c->stay)
		return NEVER;
	if (!c->in_use || c->peer[c->in_use].probe.dead || first->state != NFO_ALIVE)
		return NEVER;
	return first->since + c->back_after;
}

int choice_make(const struct choice *c, int64_t now, const char **why)
{
	const struct nfo_probe *p = &c->peer[c->in_use].probe;

	*why = p->why;
	if (p->dead)
		return c->manual ? CHOICE_LOST : first_alive(c);
	if (c->lost) {
		*why = "is back";
		return (int)c->in_use;
	}
	if (now < choice_due(c))
		return CHOICE_STAY;
	*why = "the first server is back";
	return 0;
}
