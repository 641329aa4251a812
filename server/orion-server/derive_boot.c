// SPDX-License-Identifier: MIT
// Boot scripts: templates of iPXE and pxelinux with our values at @NAME@'s places. What comes from orion.conf was checked there
// (conf_keys.c, node.c): it has no character that means something to a script or ends a word, but blanks between arguments.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "boots.h"
#include "buffer.h"
#include "derive.h"
#include "error.h"
#include "hardware.h"
#include "site.h"

struct boot {
	const struct site *site;
	const struct node *node;	// NULL: one that isn't known
	const struct settings *settings;
	const struct network *network;
	struct digest digest, previous;
	bool follows;	// the channel's file has them
	char server[IPV4_TEXT];	// the one that answers: this one
	struct order {
		char address[CONF_SERVERS][IPV4_TEXT];
		size_t count;
	} all, own;	// as the node takes the servers; as it would were none drained
};

static bool is(const struct boot *t, enum conf_key k, const char *s)
{
	return !strcmp(t->settings->value[k], s);
}

// --- which generation

// For the menu, beside what is booted.
static struct digest previous(
	const struct site *s, const struct channel *c, const struct digest *booted)
{
	return c->has_former && site_has(s, &c->former) && !digest_equal(&c->former, booted)
		? c->former
		: c->current;
}

static int choose(struct boot *t)
{
	struct boots b;
	int rc = boots_find(&b, t->site, t->node);

	if (rc)
		return rc;
	t->digest = b.digest;
	t->previous = previous(t->site, b.channel, &b.digest);
	t->follows = t->node && !b.pin && !b.said;
	return 0;
}

// --- the values

// Can it be reached from the node's network? Not one that is in another of ours: between those nobody routes.
static bool is_peer(const struct boot *t, const char *peer)
{
	const struct network *n;
	uint32_t address;

	if (ipv4_parse(&address, text_of(peer)))
		return false;
	n = networks_with(&t->site->networks, address);
	return !n || n == t->network;
}

static void add_server(struct order *o, const char *address)
{
	snprintf(o->address[o->count++], IPV4_TEXT, "%s", address);
}

static void add_peers(struct order *o, const struct boot *t)
{
	const struct values *peers = &t->site->conf.top.key[KEY_PEERS];

	for (size_t i = 0; i < peers->count; i++)
		if (is_peer(t, peers->item[i].s))
			add_server(o, peers->item[i].s);
}

// What is always the same of a machine; NULL: its script is everybody's.
static const char *identity(const struct boot *t)
{
	return !t->node ? NULL : t->node->mac ? t->node->mac : t->node->uuid;
}

// Those of the sections `server`, or this one where there are none.
static void add_servers(struct order *o, const struct boot *t, bool drained_last)
{
	const struct servers *s = &t->site->servers;
	size_t place[CONF_SERVERS];

	servers_order(s, identity(t), drained_last, place);
	for (size_t i = 0; i < s->count; i++) {
		char address[IPV4_TEXT];

		ipv4_write(address, servers_address(&s->item[place[i]], t->network->number));
		add_server(o, address);
	}
	if (!s->count)
		add_server(o, t->server);
}

// With those of `peers` that it can reach.
static void collect_servers(struct order *o, const struct boot *t, bool drained_last)
{
	bool first = !strcmp(conf_or(&t->site->conf.top, KEY_PEERS_FIRST, "no"), "yes");

	if (first)
		add_peers(o, t);
	add_servers(o, t, drained_last);
	if (!first)
		add_peers(o, t);
}

static void write_servers(struct buffer *b, const struct order *o)
{
	for (size_t i = 0; i < o->count; i++)
		buffer_printf(b, "%s%s", i ? "," : "", o->address[i]);
}

static bool is_same(const struct order *x, const struct order *y)
{
	for (size_t i = 0; i < x->count; i++)
		if (strcmp(x->address[i], y->address[i]) != 0)
			return false;
	return true;
}

// The first of the others; an empty text: there is none.
static const char *another(const struct boot *t)
{
	for (size_t i = 0; i < t->all.count; i++)
		if (strcmp(t->all.address[i], t->server))
			return t->all.address[i];
	return "";
}

// orion.root= up to the digest.
static void write_root(struct buffer *b, const struct boot *t)
{
	if (is(t, KEY_ROOT, "ram")) {
		buffer_printf(b, "ram:http://");
		write_servers(b, &t->all);
		buffer_printf(b, "/gen/" SITE_ROLE "/");
		return;
	}
	buffer_printf(b, "%s:", is(t, KEY_ROOT, "image") ? "image" : "tree");
	write_servers(b, &t->all);
	buffer_printf(b, ":%s/" SITE_ROLE "/", is(t, KEY_ROOT, "image") ? SITE_GEN : SITE_TREE);
}

// The path, below what HTTP serves, of what is the node's own: its script, which is loaded again when it failed, its keys.
static void write_name(struct buffer *b, const struct boot *t, const char *suffix)
{
	derive_name(b, t->network, t->node);
	buffer_printf(b, "%s", suffix);
}

// SERVER:/EXPORT:DIRECTORY:/PATH,/PATH. The directory of who has no name of ours would be everybody's.
static void write_persist(struct buffer *b, const struct boot *t)
{
	const struct section *from = t->settings->from[KEY_PERSIST];
	bool shared = is(t, KEY_PERSIST_SHARED, "yes");

	if (!from || (!t->node && !shared))
		return;
	buffer_printf(b, " orion.persist=%s:%s", t->settings->value[KEY_PERSIST_SERVER],
		shared ? "" : t->node->hostname);
	for (size_t i = 0; i < from->key[KEY_PERSIST].count; i++)
		buffer_printf(b, "%s%s", i ? "," : ":", from->key[KEY_PERSIST].item[i].s);
}

static void write_words(struct buffer *b, const struct boot *t)
{
	const char *const *v = t->settings->value;
	struct text key = t->site->repository_key;

	buffer_printf(b, "orion.console=%s", v[KEY_CONSOLE]);
	if (t->node)
		buffer_printf(b, " orion.hostname=%s", t->node->hostname);
	if (t->settings->from[KEY_SSH_KEYS])
		buffer_printf(b, " orion.ssh-keys="), write_name(b, t, ".keys");
	write_persist(b, t);
	if (!is_same(&t->all, &t->own))
		buffer_printf(b, " orion.order="), write_servers(b, &t->own);
	if (is(t, KEY_ROOT, "tree4"))
		buffer_printf(b, " orion.nfs=4.2");
	if (v[KEY_PASSWORD])
		buffer_printf(b, " orion.password=%s", v[KEY_PASSWORD]);
	if (is(t, KEY_RESCUE, "yes"))
		buffer_printf(b, " orion.rescue=1");
	if (key.n)
		buffer_printf(b, " orion.repository-key=%.*s", TEXT_ARG(key));
	if (*v[KEY_ARGUMENTS])
		buffer_printf(b, " %s", v[KEY_ARGUMENTS]);
}

static void write_digest(struct buffer *b, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	buffer_add(b, hex, DIGEST_HEX);
}

static void write_both(struct buffer *b, const struct digest *d, const struct digest *before)
{
	buffer_printf(b, "set digest ");
	write_digest(b, d);
	buffer_printf(b, "\nset previous ");
	write_digest(b, before);
}

// Of thousands of nodes that follow a channel no script changes when it moves. Of machines that aren't known there is one script.
static void write_generation(struct buffer *b, const struct boot *t)
{
	if (t->follows)
		buffer_printf(b, "chain --autofree http://%s/channel/%s.ipxe || goto failed",
			t->server, t->settings->value[KEY_CHANNEL]);
	else
		write_both(b, &t->digest, &t->previous);
}

static void write_value(struct buffer *b, const struct boot *t, struct text name)
{
	char mask[IPV4_TEXT];

	if (text_is(name, "SERVER"))
		buffer_text(b, text_of(t->server));
	else if (text_is(name, "GENERATION"))
		write_generation(b, t);
	else if (text_is(name, "DIGEST"))
		write_digest(b, &t->digest);
	else if (text_is(name, "PREVIOUS"))
		write_digest(b, &t->previous);
	else if (text_is(name, "ROOT"))
		write_root(b, t);
	else if (text_is(name, "WORDS"))
		write_words(b, t);
	else if (text_is(name, "SCRIPT"))
		write_name(b, t, ".ipxe");
	else if (text_is(name, "PREFIX"))
		buffer_printf(b, "%u", t->network->prefix.length);
	else if (text_is(name, "PEER"))
		buffer_printf(b, "%s", another(t));
	else if (text_is(name, "NETMASK"))
		ipv4_write(mask, prefix_mask(&t->network->prefix)), buffer_printf(b, "%s", mask);
	else
		buffer_printf(b, "@%.*s@", TEXT_ARG(name));
}

// Takes NAME of @NAME@ off the template, which begins with the first @.
static bool take_name(struct text *form, struct text *name)
{
	size_t n = 1;

	while (n < form->n && form->s[n] >= 'A' && form->s[n] <= 'Z')
		n++;
	if (n == 1 || n >= form->n || form->s[n] != '@')
		return false;
	*name = (struct text){ form->s + 1, n - 1 };
	*form = (struct text){ form->s + n + 1, form->n - n - 1 };
	return true;
}

void derive_name(struct buffer *b, const struct network *network, const struct node *node)
{
	char mac[MAC_TEXT];

	if (!node) {
		buffer_printf(b, "boot%s%s", network->number ? "-" : "",
			network->number ? network_name(network) : "");
	} else if (node->mac) {
		mac_hyphens(mac, node->mac);
		buffer_printf(b, "boot/%s", mac);
	} else {
		buffer_printf(b, "boot/%s", node->uuid);
	}
}

void derive_channel(struct buffer *b, const struct site *s, const char *name)
{
	const struct channel *c = channels_booted(&s->channels, name);
	struct digest before = previous(s, c, &c->current);

	buffer_printf(b, "#!ipxe\n# The channel %s: what nodes boot that follow it.\n", name);
	write_both(b, &c->current, &before);
	buffer_printf(b, "\n");
}

int derive_boot(struct buffer *b, const struct site *s, const struct network *network,
	const struct node *node, struct text form)
{
	struct boot t = {
		.site = s,
		.network = network,
		.node = node,
		.settings = node ? node->settings : &s->unknown,
	};
	struct text name;
	int rc = choose(&t);

	ipv4_write(t.server, network->prefix.address);
	collect_servers(&t.all, &t, true);
	collect_servers(&t.own, &t, false);
	while (!rc && form.n) {
		if (*form.s == '@' && take_name(&form, &name)) {
			write_value(b, &t, name);
			continue;
		}
		const char *at = memchr(form.s + 1, '@', form.n - 1);
		size_t n = at ? (size_t)(at - form.s) : form.n;

		buffer_text(b, (struct text){ form.s, n });
		form = (struct text){ form.s + n, form.n - n };
	}
	return rc;
}
