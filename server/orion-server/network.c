// SPDX-License-Identifier: MIT
// Networks.
#include "network.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "nearest.h"
#include "node.h"
#include "twins.h"

const char *network_dhcp(const struct network *n)
{
	return conf_or(n->section, KEY_DHCP, "full");
}

// Beside another DHCP server there are machines that aren't ours.
const char *network_unknown(const struct network *n)
{
	return conf_or(
		n->section, KEY_UNKNOWN, strcmp(network_dhcp(n), "proxy") ? "boot" : "local");
}

const char *network_name(const struct network *n)
{
	return n->section->title ? n->section->title : "";
}

uint32_t network_floating(const struct network *n)
{
	const char *said = conf_get(n->section, KEY_FLOATING);
	uint32_t address = 0;

	// It was checked when it was read.
	return said && !ipv4_parse(&address, text_of(said)) ? address : 0;
}

const struct network *networks_find(const struct networks *n, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strcmp(network_name(&n->item[i]), name))
			return &n->item[i];
	return NULL;
}

static bool is_in(const struct network *n, uint32_t address)
{
	return (address & prefix_mask(&n->prefix)) == prefix_network(&n->prefix);
}

const struct network *networks_with(const struct networks *n, uint32_t address)
{
	for (size_t i = 0; i < n->count; i++)
		if (is_in(&n->item[i], address))
			return &n->item[i];
	return NULL;
}

const struct network *networks_of(const struct networks *n, const struct node *node)
{
	const char *named = node ? node->settings->value[KEY_OF_NETWORK] : NULL;
	const struct network *found =
		node && node->address ? networks_with(n, node->address) : NULL;

	if (!found && named)
		found = networks_find(n, named);
	return found ? found : n->item;
}

// --- as orion.conf has them

static int check_several(const struct conf *c, const struct section *s)
{
	if (!s->key[KEY_INTERFACE].count)
		return conf_fail(c, s->line,
			"network %s: with several networks each needs `interface = NAME`",
			s->title);
	if (!s->key[KEY_NETWORK_ADDRESS].count)
		return conf_fail(c, s->line,
			"network %s: with several networks each needs `address = ADDRESS/LENGTH`",
			s->title);
	return strcmp(conf_get(s, KEY_NETWORK_ADDRESS), "dhcp")
		? 0
		: conf_fail(c, s->key[KEY_NETWORK_ADDRESS].item->line,
			  "address: `dhcp` is possible for an only network");
}

static int check_twins(const struct conf *c, struct arena *a)
{
	struct twins name = { NULL }, interface = { NULL };
	int rc = 0;

	for (size_t i = 0; !rc && i < c->networks.count; i++) {
		const struct section *s = &c->networks.item[i];
		const struct value *v = s->key[KEY_INTERFACE].item;

		rc = check_several(c, s);
		if (!rc)
			rc = twins_add(&name, a, s->title, s->line);
		if (!rc)
			rc = twins_add(&interface, a, v->s, v->line);
	}
	if (!rc)
		rc = twins_check(&name, c, "two networks are named");
	return rc ? rc : twins_check(&interface, c, "two networks have the interface");
}

static int check_overlap(const struct conf *c, const struct section *x, const struct section *y)
{
	struct prefix p, q;
	int rc = ipv4_parse_prefix(&p, text_of(conf_get(x, KEY_NETWORK_ADDRESS)));

	if (!rc)
		rc = ipv4_parse_prefix(&q, text_of(conf_get(y, KEY_NETWORK_ADDRESS)));
	uint32_t mask = rc ? 0 : prefix_mask(p.length < q.length ? &p : &q);
	return rc || (p.address & mask) != (q.address & mask)
		? rc
		: conf_fail(c, y->key[KEY_NETWORK_ADDRESS].item->line,
			  "address: it is of the network in line %u",
			  x->key[KEY_NETWORK_ADDRESS].item->line);
}

static int check_all(const struct conf *c, struct arena *a)
{
	int rc = check_twins(c, a);

	for (size_t i = 1; !rc && i < c->networks.count; i++)
		for (size_t k = 0; !rc && k < i; k++)
			rc = check_overlap(c, &c->networks.item[k], &c->networks.item[i]);
	return rc;
}

int networks_make(struct networks *n, struct arena *a, const struct conf *c)
{
	static const struct section none;

	*n = (struct networks){ NULL, 0 };
	if (c->networks.count > NETWORKS)
		return conf_fail(
			c, c->networks.item[NETWORKS].line, "there can be %d networks", NETWORKS);
	int rc = c->networks.count > 1 ? check_all(c, a) : 0;
	n->count = c->networks.count ? c->networks.count : 1;
	n->item = rc ? NULL : ARENA_ARRAY(a, struct network, n->count);
	if (!n->item)
		return rc ? rc : -ENOMEM;
	n->item->section = &none;
	for (size_t i = 0; i < c->networks.count; i++)
		n->item[i] =
			(struct network){ .section = &c->networks.item[i], .number = (unsigned)i };
	return 0;
}

int networks_check_names(const struct networks *n, const struct conf *c, const struct nodes *nodes)
{
	for (size_t i = 0; i < nodes->count; i++) {
		const struct settings *s = nodes->item[i].settings;
		const char *named = s->value[KEY_OF_NETWORK];
		struct nearest near = { .word = named };

		if (!named || networks_find(n, named))
			continue;
		for (size_t k = 0; k < n->count; k++)
			nearest_try(&near, network_name(&n->item[k]));
		return conf_fail(c, s->line[KEY_OF_NETWORK],
			"network: there is no network `%s`%s%s%s", named, near.best ? ": is `" : "",
			near.best ? near.best : "", near.best ? "` meant?" : "");
	}
	return 0;
}

// --- as they are

struct up {
	struct text interface, address, prefix;
};

// The next three lines; false at the end.
static bool take(struct up *u, struct text *lines)
{
	struct text line, part[2];

	*u = (struct up){ .interface = TEXT("") };
	while (!u->prefix.n && text_line(lines, &line)) {
		if (text_fields(line, '=', part, 2) != 2)
			continue;
		if (text_is(part[0], "interface"))
			u->interface = part[1];
		else if (text_is(part[0], "address"))
			u->address = part[1];
		else if (text_is(part[0], "prefix"))
			u->prefix = part[1];
	}
	return u->prefix.n;
}

static int set(struct network *n, struct arena *a, const struct up *u)
{
	uint64_t length;

	n->interface = arena_text(a, u->interface.s, u->interface.n);
	int rc = n->interface ? ipv4_parse(&n->prefix.address, u->address) : -ENOMEM;
	if (!rc)
		rc = text_number(&length, u->prefix, 8, 30, "prefix");
	n->prefix.length = rc ? 0 : (unsigned)length;
	return rc;
}

int networks_up(struct networks *n, struct arena *a, struct text lines)
{
	struct up u;
	int rc = 0;

	while (!rc && take(&u, &lines))
		for (size_t i = 0; !rc && i < n->count; i++) {
			const char *said = conf_get(n->item[i].section, KEY_INTERFACE);

			if (!n->item[i].interface && (!said || text_is(u.interface, said)))
				rc = set(&n->item[i], a, &u);
		}
	for (size_t i = 0; !rc && i < n->count; i++)
		if (!n->item[i].interface)
			rc = fail(-E_DATA, "the network%s%s is not up: `orion apply` sets it up",
				*network_name(&n->item[i]) ? " " : "", network_name(&n->item[i]));
	return rc;
}

// --- addresses

static int check_floating(const struct conf *c, const struct network *n)
{
	const struct value *v = n->section->key[KEY_FLOATING].item;
	uint32_t address = network_floating(n);

	return address == n->prefix.address
		? conf_fail(c, v->line, "floating: it is this server's own address")
		: conf_at(c, v->line, during(prefix_check(&n->prefix, address), "floating"));
}

static int add_floating(
	struct twins *t, struct arena *a, const struct conf *c, const struct networks *n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < n->count; i++) {
		const struct values *v = &n->item[i].section->key[KEY_FLOATING];

		if (!v->count)
			continue;
		rc = check_floating(c, &n->item[i]);
		if (!rc)
			rc = twins_add(t, a, v->item->s, v->item->line);
	}
	return rc;
}

static int check_address(const struct networks *n, const struct conf *c, const struct node *x)
{
	const struct network *is = networks_of(n, x);
	const char *named = x->settings->value[KEY_OF_NETWORK];

	if (x->address == is->prefix.address)
		return conf_fail(c, x->address_line, "address: it is this server's own");
	if (named && strcmp(network_name(is), named))
		return conf_fail(c, x->address_line, "address: it is of the network %s, not of %s",
			network_name(is), named);
	return conf_at(c, x->address_line, prefix_check(&is->prefix, x->address));
}

// Those of sections `server`, without the length of their prefix.
static int add_servers(struct twins *t, struct arena *a, const struct conf *c)
{
	int rc = 0;

	for (size_t i = 0; i < c->servers.count; i++) {
		const struct values *v = &c->servers.item[i].key[KEY_SERVER_ADDRESS];

		for (size_t k = 0; !rc && k < v->count; k++)
			rc = twins_add(t, a,
				arena_text(a, v->item[k].s, strcspn(v->item[k].s, "/")),
				v->item[k].line);
	}
	return rc;
}

int networks_check_addresses(
	const struct networks *n, struct arena *a, const struct conf *c, const struct nodes *nodes)
{
	struct twins t = { NULL };
	const struct values *peers = &c->top.key[KEY_PEERS];
	int rc = 0;

	for (size_t i = 0; !rc && i < peers->count; i++)
		rc = twins_add(&t, a, peers->item[i].s, peers->item[i].line);
	rc = rc ? rc : add_servers(&t, a, c);
	rc = rc ? rc : add_floating(&t, a, c, n);
	for (size_t i = 0; !rc && i < nodes->count; i++) {
		const struct node *x = &nodes->item[i];

		if (!x->address)
			continue;
		rc = check_address(n, c, x);
		if (!rc)
			rc = twins_add(&t, a, ipv4_text(a, x->address), x->address_line);
	}
	return rc ? rc : twins_check(&t, c, "two machines have the address");
}
