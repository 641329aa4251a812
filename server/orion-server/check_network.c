// SPDX-License-Identifier: MIT
// The interfaces that serve: are they there, have they a link and their address?
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "checks.h"
#include "error.h"
#include "report.h"

enum { NAME = 64 };

const struct netif *checks_netif(const struct checks *c, const struct network *n, const char **name)
{
	*name = n->interface ? n->interface : conf_get(n->section, KEY_INTERFACE);
	if (*name)
		return netifs_find(&c->netifs, *name);
	for (size_t i = 0; i < c->netifs.count; i++)
		if (c->netifs.item[i].link)
			return &c->netifs.item[i];
	return NULL;
}

static void list(const struct checks *c, struct buffer *b)
{
	for (size_t i = 0; i < c->netifs.count; i++)
		buffer_printf(b, "%s%s", i ? " " : "", c->netifs.item[i].name);
	buffer_add(b, "", 1);
}

static void missing(const struct checks *c, const char *name)
{
	struct buffer b = { 0 };

	list(c, &b);
	if (!buffer_error(&b) && name)
		report_failed(c->report, "interface", "Name another in orion.conf",
			"there is no `%s`; there are: %s", name, b.s);
	else if (!b.error)
		report_failed(c->report, "interface",
			"Is a cable in one of them, and in the switch?",
			"none has a link; there are: %s", b.s);
	buffer_free(&b);
}

// The address that was taken when the network was set up, else that of orion.conf. Length 0: a DHCP server is still to give it.
static struct prefix wanted(const struct network *network)
{
	const char *said = conf_or(network->section, KEY_NETWORK_ADDRESS, SITE_ADDRESS);
	struct prefix p = network->prefix;

	if (!p.length && ipv4_parse_prefix(&p, text_of(said)))
		p = (struct prefix){ 0, 0 };
	error_clear();
	return p;
}

static bool has(const struct netif *n, const struct prefix *p)
{
	for (size_t i = 0; i < n->prefixes; i++)
		if (n->prefix[i].address == p->address && n->prefix[i].length == p->length)
			return true;
	return false;
}

static void check_address(
	const struct checks *c, const char *what, const struct netif *n, const struct prefix *p)
{
	char s[IPV4_TEXT];

	ipv4_write(s, p->address);
	if (!p->length)
		report_warning(c->report, what, "`orion up` asks a DHCP server",
			"link, and no address yet");
	else if (has(n, p))
		report_ok(c->report, what, "link, %s/%u", s, p->length);
	else
		report_warning(c->report, what, "`orion up` needs it; on OrionOS it sets it",
			"link, and not the address %s/%u", s, p->length);
}

static void check_one(const struct checks *c, const struct network *network)
{
	const char *name;
	char what[NAME];
	const struct netif *n = checks_netif(c, network, &name);
	struct prefix p = wanted(network);

	if (!n) {
		missing(c, name);
		return;
	}
	snprintf(what, sizeof what, "interface %s", n->name);
	if (n->link)
		check_address(c, what, n, &p);
	else if (n->up)
		report_failed(c->report, what, "The cable, or the switch's port", "no link");
	else
		report_warning(c->report, what, "`orion up` switches it on; or is another meant",
			"it is switched off");
}

void check_network(struct checks *c)
{
	for (size_t i = 0; i < c->site->networks.count; i++)
		check_one(c, &c->site->networks.item[i]);
}
