// SPDX-License-Identifier: MIT
// Servers of one orion.conf.
#include "servers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "digest.h"
#include "error.h"
#include "file.h"
#include "hostname.h"
#include "ipv4.h"
#include "text.h"
#include "twins.h"

enum { FILE_LENGTH = 4096 };

// --- what the file says

static int check_count(const struct conf *c, const struct section *s, enum conf_key k)
{
	const struct values *v = &s->key[k];

	return v->count == c->networks.count
		? 0
		: conf_fail(c, v->count ? v->item->line : s->line,
			  "server %s: it needs an %s for each `network`, in their order: %zu, not %zu",
			  s->title, conf_key_name(k), c->networks.count, v->count);
}

// All of one network have addresses of one prefix.
static int check_prefixes(const struct conf *c, const struct section *s)
{
	const struct section *first = c->servers.item;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->key[KEY_SERVER_ADDRESS].count; i++) {
		const struct value *v = &s->key[KEY_SERVER_ADDRESS].item[i];
		struct prefix p, q;

		rc = ipv4_parse_prefix(&p, text_of(v->s));
		if (!rc)
			rc = ipv4_parse_prefix(
				&q, text_of(first->key[KEY_SERVER_ADDRESS].item[i].s));
		if (!rc && (p.length != q.length || prefix_network(&p) != prefix_network(&q)))
			rc = conf_fail(c, v->line,
				"address: %s is not in the network of server %s's %s, in line %u",
				v->s, first->title, first->key[KEY_SERVER_ADDRESS].item[i].s,
				first->key[KEY_SERVER_ADDRESS].item[i].line);
	}
	return rc;
}

static int check_one(const struct conf *c, const struct section *s)
{
	int rc = conf_at(c, s->line, during(hostname_check(text_of(s->title)), "server"));

	if (!rc)
		rc = check_count(c, s, KEY_SERVER_ADDRESS);
	if (!rc && s->key[KEY_SERVER_INTERFACE].count)
		rc = check_count(c, s, KEY_SERVER_INTERFACE);
	return rc ? rc : check_prefixes(c, s);
}

static int check_twins(const struct conf *c, struct arena *a)
{
	struct twins name = { NULL }, address = { NULL };
	int rc = 0;

	for (size_t i = 0; !rc && i < c->servers.count; i++) {
		const struct section *s = &c->servers.item[i];

		rc = twins_add(&name, a, s->title, s->line);
		for (size_t k = 0; !rc && k < s->key[KEY_SERVER_ADDRESS].count; k++)
			rc = twins_add(&address, a, s->key[KEY_SERVER_ADDRESS].item[k].s,
				s->key[KEY_SERVER_ADDRESS].item[k].line);
	}
	if (!rc)
		rc = twins_check(&name, c, "two servers are named");
	return rc ? rc : twins_check(&address, c, "two servers have the address");
}

// With `peers` they are what /init can be told of.
static int check_all(const struct conf *c, struct arena *a)
{
	size_t peers = c->top.key[KEY_PEERS].count;
	int rc = 0;

	if (!c->networks.count)
		return conf_fail(c, c->servers.item->line,
			"servers need a `network`, too: their addresses are of it");
	if (c->servers.count + peers > CONF_SERVERS)
		return conf_fail(c, c->servers.item[c->servers.count - 1].line,
			"there can be %d servers, `peers` among them", CONF_SERVERS);
	for (size_t i = 0; !rc && i < c->servers.count; i++)
		rc = check_one(c, &c->servers.item[i]);
	return rc ? rc : check_twins(c, a);
}

// --- files of the base

// Its lines; none where there is no file.
static int load(struct arena *a, const char *base, const char *file, struct text *t)
{
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : file_load(a, dir, file, FILE_LENGTH, t);

	if (dir >= 0)
		close(dir);
	if (rc == -ENOENT) {
		error_clear();
		*t = TEXT("");
		rc = 0;
	}
	return during(rc, "%s", base);
}

static int find_self(struct servers *s, struct arena *a, const struct conf *c, const char *base)
{
	struct text line;
	int rc = load(a, base, SERVERS_NAME, &line);

	while (!rc && line.n && line.s[line.n - 1] == '\n')
		line.n--;
	for (s->self = 0; !rc && s->self < s->count; s->self++)
		if (text_is(line, s->item[s->self].name))
			return 0;
	if (rc)
		return rc;
	if (!line.n)
		return conf_fail(c, s->item->section->line,
			"which of its servers is this machine? %s/" SERVERS_NAME
			" is to have the name; `orion join` writes it",
			base);
	return conf_fail(c, s->item->section->line,
		"this machine is `%.*s`, says %s/" SERVERS_NAME ", and no `server` is named so",
		TEXT_ARG(line), base);
}

static int find_left(struct servers *s, struct arena *a, const char *base)
{
	struct text t;
	int rc = load(a, base, SERVERS_LEFT, &t);

	s->left = t.n;
	return rc;
}

static int find_drained(struct servers *s, struct arena *a, const char *base)
{
	struct text t, line;
	int rc = load(a, base, SERVERS_DRAINED, &t);

	while (!rc && text_line(&t, &line))
		for (size_t i = 0; i < s->count; i++)
			if (text_is(line, s->item[i].name))
				s->item[i].drained = true;
	return rc;
}

// What a section `network` says of interface and address is another server's.
static void take_own(const struct servers *s, struct conf *c)
{
	const struct section *own = s->item[s->self].section;

	for (size_t i = 0; i < c->networks.count; i++) {
		struct values *to = c->networks.item[i].key;
		const struct values *interface = &own->key[KEY_SERVER_INTERFACE];

		to[KEY_NETWORK_ADDRESS] =
			(struct values){ own->key[KEY_SERVER_ADDRESS].item + i, 1 };
		if (interface->count)
			to[KEY_INTERFACE] = (struct values){ interface->item + i, 1 };
	}
}

int servers_load(struct servers *s, struct arena *a, struct conf *c, const char *base)
{
	*s = (struct servers){ .count = c->servers.count };
	if (!s->count)
		return 0;
	int rc = check_all(c, a);
	s->item = rc ? NULL : ARENA_ARRAY(a, struct server, s->count);
	if (!s->item)
		return rc ? rc : -ENOMEM;
	for (size_t i = 0; i < s->count; i++)
		s->item[i] =
			(struct server){ c->servers.item[i].title, &c->servers.item[i], false };
	rc = find_self(s, a, c, base);
	if (!rc)
		rc = find_drained(s, a, base);
	if (!rc)
		rc = find_left(s, a, base);
	if (!rc)
		take_own(s, c);
	return rc;
}

// --- asking

const struct server *servers_find(const struct servers *s, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->item[i].name, name))
			return &s->item[i];
	return NULL;
}

uint32_t servers_address(const struct server *s, size_t network)
{
	struct prefix p;

	// It was checked when it was read.
	return ipv4_parse_prefix(&p, text_of(s->section->key[KEY_SERVER_ADDRESS].item[network].s))
		? 0
		: p.address;
}

bool servers_is_drained(const struct servers *s)
{
	return s->count && s->item[s->self].drained;
}

bool servers_is_other(const struct servers *s, uint32_t address)
{
	for (size_t i = 0; i < s->count; i++)
		for (size_t k = 0;
			i != s->self && k < s->item[i].section->key[KEY_SERVER_ADDRESS].count; k++)
			if (servers_address(&s->item[i], k) == address)
				return true;
	return false;
}

// Each server has a number of its own for each machine, and the largest is first: when one comes or goes, the others' order stays.
static uint64_t number(const char *server, const char *who)
{
	char both[2 * HOSTNAME_LENGTH + 2];
	struct digest d;
	uint64_t n = 0;
	int length = snprintf(both, sizeof both, "%s %s", server, who);

	if (length >= (int)sizeof both || digest_of(&d, both, (size_t)length))
		return 0;
	for (size_t i = 0; i < sizeof n; i++)
		n = n << 8 | d.b[i];
	return n;
}

static bool is_before(
	const struct servers *s, const char *who, bool drained_last, size_t x, size_t y)
{
	if (drained_last && s->item[x].drained != s->item[y].drained)
		return s->item[y].drained;
	if (!who)
		return x == s->self;
	return number(s->item[x].name, who) > number(s->item[y].name, who);
}

void servers_order(
	const struct servers *s, const char *who, bool drained_last, size_t order[CONF_SERVERS])
{
	for (size_t i = 0; i < s->count; i++) {
		size_t at = i;

		for (; at && is_before(s, who, drained_last, i, order[at - 1]); at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}
