// SPDX-License-Identifier: MIT
// orion join: become a replica of another server, by the code that it shows.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "ipv4.h"
#include "joining.h"
#include "json.h"
#include "members.h"
#include "net.h"
#include "netif.h"
#include "paths.h"
#include "peer.h"
#include "said.h"
#include "settled.h"
#include "site.h"
#include "synced.h"

enum { TALK = 90000 };	// ms: the first applies its new orion.conf meanwhile

static const char *name;
static uint64_t port = JOINING_PORT, http = 80;

static const struct option rows[] = {
	{ 0, "name", "NAME", "what this server is to be called (its host name)", .text = &name },
	{ 0, "port", "N", "where the first waits (7427)", .number = &port, .max = 65535 },
	{ 0, "http", "N", "where its orion-httpd listens (80)", .number = &http, .max = 65535 },
	{ .name = NULL },
};

static int read_code(unsigned char secret[JOINING_SECRET])
{
	char line[128];

	if (isatty(STDIN_FILENO)) {
		fprintf(stderr, "code: ");
		fflush(stderr);
	}
	if (!fgets(line, sizeof line, stdin))
		return fail(
			-E_CALL, "no code was said: `orion invite` on the first server shows one");
	return joining_read(secret, text_of(line)) ? -E_CALL : 0;
}

// --- what both say

static bool is_own(struct arena *a, uint32_t address)
{
	struct netifs all;

	if (netifs_load(&all, a))
		return false;
	for (size_t i = 0; i < all.count; i++)
		for (size_t k = 0; k < all.item[i].prefixes; k++)
			if (all.item[i].prefix[k].address == address)
				return true;
	return false;
}

static int nobody(struct call *c, uint32_t address)
{
	if (is_own(&c->arena, address))
		return fail(-E_DATA,
			"%s port %u is this machine's own, and nobody waits there: is its orion.conf applied?",
			c->argv[0], (unsigned)port);
	return fail(-E_DATA,
		"nobody waits at %s port %u: `orion invite` there shows a code, which is good once and for 15 minutes",
		c->argv[0], (unsigned)port);
}

static int answered(struct joining *first, struct call *c,
	const unsigned char secret[JOINING_SECRET], struct text ask, struct text answer)
{
	int rc = joining_parse_answer(first, &c->arena, secret, ask, answer);
	struct error why;

	if (rc != -E_NO)
		return rc;
	error_keep(&why);
	return fail(rc,
		"%s didn't take this server in: %s (to try again, `orion invite` there shows another code)",
		c->argv[0], why.text);
}

static int talk(struct call *c, uint32_t address, const unsigned char secret[JOINING_SECRET],
	const struct joining *own, struct joining *first)
{
	int64_t end = net_now() + TALK;
	struct buffer ask = { 0 };
	struct text answer;
	int rc = joining_ask(&ask, secret, own);
	int fd = rc ? rc : net_connect(address, (unsigned)port, net_patience(end));

	rc = fd < 0 ? fd : net_send(fd, ask.s, ask.n, end);
	if (!rc)
		rc = said_hear(&answer, &c->arena, fd, end);
	if (rc == -E_DATA)
		rc = fail(rc,
			"%s didn't take this server in and gave no reason: is the code right? Its `orion invite` says more",
			c->argv[0]);
	if (fd == -ECONNREFUSED)
		rc = nobody(c, address);
	if (!rc)
		rc = answered(first, c, secret, buffer_view(&ask), answer);
	if (fd >= 0)
		close(fd);
	buffer_free(&ask);
	return rc;
}

// --- this server

static int open_own(struct call *c, struct base *b, struct joining *own)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (!rc && s.servers.count > 1 && !s.servers.left)
		return fail(
			-E_CALL, "this server is a replica already: `orion servers` lists them");
	if (!rc)
		rc = base_open(b, paths.base, true);
	if (rc)
		return rc;
	rc = settled_lock(b, c);
	if (!rc)
		rc = members_own(own, &c->arena, b, &s, name);
	return rc;
}

// What it was before is kept beside the new one.
static int keep_conf(struct arena *a, const struct base *b)
{
	char when[32];
	time_t now = time(NULL);
	struct text t;
	int rc = file_load(a, b->dir, "orion.conf", CONF_LENGTH, &t);

	strftime(when, sizeof when, "%Y%m%d-%H%M%S", gmtime(&now));
	const char *to = arena_printf(a, "orion.conf.%s", when);
	return rc ? rc : to ? file_replace(b->dir, to, 0644, t.s, t.n) : -ENOMEM;
}

static int keep_keys(struct arena *a, const struct base *b, const struct joining *own,
	const struct joining *first)
{
	int rc = keep_conf(a, b);

	if (!rc)
		rc = members_keep_name(b, own->name);
	if (!rc)
		rc = peer_keep_key(b, own->name, &own->key);
	return rc ? rc : peer_keep_key(b, first->name, &first->key);
}

// It has what the first has: from now on nodes may take it first.
static int be_ready(struct call *c, struct base *b, const struct joining *own)
{
	struct synced again;
	int rc = settled_lock(b, c);

	if (!rc)
		rc = members_drain(&c->arena, b, own->name, false);
	if (!rc)
		rc = file_remove_if_there(b->dir, SERVERS_LEFT);
	lock_drop(&b->lock);
	return rc ? rc : synced(&again, &c->arena, http, JOINING_PORT);
}

static int join(struct call *c, struct base *b, const struct joining *own, struct joining *first,
	struct synced *said)
{
	const char *url =
		arena_printf(&c->arena, "http://%s:%llu", c->argv[0], (unsigned long long)http);
	struct peer peer = { .name = first->name, .url = url, .key = first->key };
	int rc = url ? keep_keys(&c->arena, b, own, first) : -ENOMEM;

	lock_drop(&b->lock);
	if (!rc)
		rc = synced_join(said, &c->arena, &peer, own->name);
	return rc ? rc : be_ready(c, b, own);
}

static void say(const struct call *c, const struct joining *own, const struct joining *first,
	const struct synced *s)
{
	if (c->json) {
		json_open(NULL, '{');
		json_text("server", text_of(own->name));
		json_text("first", text_of(first->name));
		json_number("generations", s->item->generations);
		json_number("bytes", s->item->bytes);
		json_close();
		return;
	}
	printf("this server is `%s` now, a replica of `%s`: %zu generation%s came, %.1f MB; `orion up` has it serve, what is changed on one is on both then\n",
		own->name, first->name, s->item->generations, s->item->generations == 1 ? "" : "s",
		(double)s->item->bytes / 1e6);
}

static int run(struct call *c)
{
	unsigned char secret[JOINING_SECRET];
	struct joining own, first;
	struct synced said;
	struct base b = { .dir = -1, .lock.fd = -1 };
	uint32_t address;
	int rc = ipv4_parse(&address, text_of(c->argv[0])) ? -E_CALL : 0;

	if (!rc)
		rc = open_own(c, &b, &own);
	if (!rc)
		rc = read_code(secret);
	if (!rc)
		rc = talk(c, address, secret, &own, &first);
	if (!rc)
		rc = join(c, &b, &own, &first, &said);
	base_close(&b);
	if (!rc)
		say(c, &own, &first, &said);
	return rc;
}

const struct cmd cmd_join = {
	.name = "join",
	.operands = "FIRST",
	.summary =
		"Become a replica of the server at the address FIRST, by the code that its `orion invite` shows",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.help = "It asks for the code, or reads it from standard input. What the first has counts: orion.conf, keys, channels, pins; what is here and is something else is\n"
		"kept in lost/ of the base. This server's own interface and address stay.\n",
	.run = run,
};
