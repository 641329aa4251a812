// SPDX-License-Identifier: MIT
// A pin counts more than `generation` in orion.conf, and that more than the channel.
#include "boots.h"

#include "called.h"
#include "error.h"
#include "site.h"

static int by_pin(struct boots *b, const struct site *s)
{
	char hex[DIGEST_HEX + 1];

	b->digest = b->pin->digest;
	digest_hex(&b->digest, hex);
	return site_has(s, &b->digest)
		? 0
		: fail(-E_DATA,
			  "E-CHANNEL: the node %s is pinned to %.12s..., which is not on this server: `orion unpin %s`",
			  b->pin->node, hex, b->pin->node);
}

static int where_said(const struct site *s, const struct settings *of, int rc)
{
	unsigned line = of->line[KEY_GENERATION] ? of->line[KEY_GENERATION] : of->line[KEY_CHANNEL];

	return during(conf_at(&s->conf, line, rc), "E-CONFIG");
}

int boots_find(struct boots *b, const struct site *s, const struct node *n)
{
	const struct settings *of = n ? n->settings : &s->unknown;
	const char *name = of->value[KEY_CHANNEL];

	*b = (struct boots){
		.pin = n ? pins_next(&s->pins, n->name) : NULL,
		.said = of->value[KEY_GENERATION],
		.channel = channels_booted(&s->channels, name),
	};
	if (!b->channel)
		return where_said(s, of,
			fail(-E_DATA,
				"there is no channel %s: `orion promote candidate %s` makes it",
				name, name));
	b->digest = b->channel->current;
	if (b->pin)
		return by_pin(b, s);
	return b->said ? where_said(s, of, called_find(s, SITE_ROLE, b->said, &b->digest)) : 0;
}
