// SPDX-License-Identifier: MIT
// From sections to nodes.
#include "node.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "hostname.h"
#include "ipv4.h"
#include "range.h"
#include "twins.h"

// As many of a key as names, or none.
static int check_count(const struct conf *c, const struct section *s, enum conf_key k,
	const char *what, size_t said, size_t names)
{
	if (!said || said == names)
		return 0;
	return conf_fail(c, s->key[k].item->line, "%s: %zu for %zu names: as many are wanted", what,
		said, names);
}

// A range in one value, or several values, are the addresses or host names in their order.
static int expand_values(struct texts *list, unsigned **lines, struct arena *a,
	const struct conf *c, const struct section *s, enum conf_key k)
{
	const struct values *v = &s->key[k];

	*lines = NULL;
	for (size_t i = 0; i < v->count; i++) {
		size_t before = list->count;
		int rc = range_expand(list, a, text_of(v->item[i].s));

		for (; !rc && before < list->count; before++) {
			unsigned *more = arena_more(a, *lines, before, sizeof *more);

			if (!more)
				return -ENOMEM;
			*lines = more;
			more[before] = v->item[i].line;
		}
		if (rc)
			return conf_at(c, v->item[i].line, during(rc, "%s", conf_key_name(k)));
	}
	return 0;
}

struct expanded {
	struct texts names, addresses, hostnames;
	unsigned *address_lines, *hostname_lines;
	const struct settings *settings;
};

static int add_node(struct nodes *n, struct arena *a, const struct conf *c, const struct section *s,
	const struct expanded *e, size_t i)
{
	struct node *item = arena_more(a, n->item, n->count, sizeof *item);
	const struct values *mac = &s->key[KEY_MAC], *uuid = &s->key[KEY_UUID];

	if (!item)
		return -ENOMEM;
	n->item = item;
	item[n->count] = (struct node){
		.name = arena_text(a, e->names.item[i].s, e->names.item[i].n),
		.mac = mac->count ? mac->item[i].s : NULL,
		.uuid = uuid->count ? uuid->item[i].s : NULL,
		.line = s->line,
		.mac_line = mac->count ? mac->item[i].line : 0,
		.uuid_line = uuid->count ? uuid->item[i].line : 0,
		.section = s,
		.settings = e->settings,
	};
	int rc = item[n->count].name ? hostname_check(e->names.item[i]) : -ENOMEM;
	if (rc)
		return conf_at(c, s->line, rc);
	if (e->addresses.count) {
		item[n->count].address_line = e->address_lines[i];
		rc = ipv4_parse(&item[n->count].address, e->addresses.item[i]);
	}
	item[n->count].hostname = item[n->count].name;
	if (e->hostnames.count) {
		struct text name = e->hostnames.item[i];

		item[n->count].hostname = arena_text(a, name.s, name.n);
		item[n->count].hostname_line = e->hostname_lines[i];
		rc = item[n->count].hostname
			? conf_at(c, e->hostname_lines[i], during(hostname_check(name), "hostname"))
			: -ENOMEM;
		if (rc)
			return rc;
	}
	n->count++;
	return rc ? conf_at(c, e->address_lines[i], during(rc, "address")) : 0;
}

static bool is_pxelinux(const char *loader)
{
	return !strcmp(loader, "pxelinux");
}

// DHCP knows machines by the mac only: a PXE ROM says its UUID in one order of bytes and iPXE in another, a node that runs says none, so an
// address that was given by it would be lost at the first renewal.
static int check_uuid(const struct conf *c, const struct section *s, const struct settings *of)
{
	if (is_pxelinux(of->value[KEY_LOADER]) || is_pxelinux(conf_or(&c->top, KEY_LOADER, "")))
		return conf_fail(c, s->line,
			"node %s: with `loader = pxelinux` machines are known by the mac: say that, too",
			s->title);
	if (s->key[KEY_ADDRESS].count)
		return conf_fail(c, s->key[KEY_ADDRESS].item->line,
			"address: DHCP gives addresses by the mac: say that, too");
	for (size_t i = 0; i < c->networks.count; i++)
		if (!strcmp(conf_or(&c->networks.item[i], KEY_UNKNOWN, ""), "ignore"))
			return conf_fail(c, s->line,
				"node %s: with `unknown = ignore` machines are known by the mac: say that, too",
				s->title);
	return 0;
}

static int check_section(const struct conf *c, const struct section *s, const struct expanded *e)
{
	size_t names = e->names.count, macs = s->key[KEY_MAC].count, uuids = s->key[KEY_UUID].count;
	int rc = check_count(c, s, KEY_MAC, "mac", macs, names);

	if (!rc)
		rc = check_count(c, s, KEY_UUID, "uuid", uuids, names);
	if (!rc)
		rc = check_count(c, s, KEY_ADDRESS, "address", e->addresses.count, names);
	if (!rc)
		rc = check_count(c, s, KEY_HOSTNAME, "hostname", e->hostnames.count, names);
	if (!rc && !macs && !uuids)
		rc = conf_fail(c, s->line, "node %s: by what is it known? say its mac or its uuid",
			s->title);
	return rc || macs ? rc : check_uuid(c, s, e->settings);
}

static int expand(struct nodes *n, struct arena *a, const struct conf *c, const struct section *s)
{
	struct settings *settings = ARENA_NEW(a, struct settings);
	struct expanded e = { .settings = settings };
	int rc = settings ? settings_resolve(settings, a, c, s) : -ENOMEM;

	if (!rc)
		rc = conf_at(c, s->line, range_expand(&e.names, a, text_of(s->title)));
	if (!rc)
		rc = expand_values(&e.addresses, &e.address_lines, a, c, s, KEY_ADDRESS);
	if (!rc)
		rc = expand_values(&e.hostnames, &e.hostname_lines, a, c, s, KEY_HOSTNAME);
	if (!rc)
		rc = check_section(c, s, &e);
	for (size_t i = 0; !rc && i < e.names.count; i++)
		rc = add_node(n, a, c, s, &e, i);
	return rc;
}

// --- no two are the same

static int check_twins(const struct nodes *n, struct arena *a, const struct conf *c)
{
	struct twins name = { NULL }, host = { NULL }, mac = { NULL }, uuid = { NULL },
		     address = { NULL };
	int rc = 0;

	for (size_t i = 0; !rc && i < n->count; i++) {
		const struct node *x = &n->item[i];

		rc = twins_add(&name, a, x->name, x->line);
		if (!rc)
			rc = twins_add(&host, a, x->hostname,
				x->hostname_line ? x->hostname_line : x->line);
		if (!rc && x->mac)
			rc = twins_add(&mac, a, x->mac, x->mac_line);
		if (!rc && x->uuid)
			rc = twins_add(&uuid, a, x->uuid, x->uuid_line);
		if (!rc && x->address)
			rc = twins_add(&address, a, ipv4_text(a, x->address), x->address_line);
	}
	if (!rc)
		rc = twins_check(&name, c, "two nodes are named");
	if (!rc)
		rc = twins_check(&host, c, "two nodes have the hostname");
	if (!rc)
		rc = twins_check(&mac, c, "two nodes have the mac");
	if (!rc)
		rc = twins_check(&uuid, c, "two nodes have the uuid");
	return rc ? rc : twins_check(&address, c, "two nodes have the address");
}

int nodes_make(struct nodes *n, struct arena *a, const struct conf *c)
{
	*n = (struct nodes){ NULL, 0 };
	int rc = settings_check_groups(c, a);

	for (size_t i = 0; !rc && i < c->groups.count; i++) {
		struct settings unused;

		rc = settings_resolve(&unused, a, c, &c->groups.item[i]);
	}
	for (size_t i = 0; !rc && i < c->nodes.count; i++)
		rc = expand(n, a, c, &c->nodes.item[i]);
	return rc ? rc : check_twins(n, a, c);
}
