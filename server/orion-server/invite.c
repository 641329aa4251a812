// SPDX-License-Identifier: MIT
// orion invite: shows a code, and waits for the server that says it.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "applied.h"
#include "base.h"
#include "buffer.h"
#include "checks.h"
#include "cmd.h"
#include "error.h"
#include "joining.h"
#include "json.h"
#include "leases.h"
#include "members.h"
#include "net.h"
#include "paths.h"
#include "pending.h"
#include "report.h"
#include "said.h"
#include "settled.h"
#include "site.h"
#include "synced.h"

enum { TALK = 10000, TRIES = 20 };	// ms of one; wrong codes

static const char *name;
static uint64_t port = JOINING_PORT;

static const struct option rows[] = {
	{ 0, "name", "NAME", "what this server is called, when it isn't yet (its host name)",
		.text = &name },
	{ 0, "port", "N", "where it waits (7427)", .number = &port, .max = 65535 },
	{ .name = NULL },
};

// --- before anybody comes

// All of orion.conf will be applied, so nothing of it may wait.
static int check_pending(struct arena *a)
{
	struct pending p;
	int rc = pending_find(&p, a);
	const char *line = rc ? NULL : pending_line(&p, a);

	return line ? fail(-E_NO, "%s", line) : rc;
}

static int look(struct call *c, struct site *s, struct joining *own)
{
	struct base b;
	int rc = site_conf(s, &c->arena, &paths);

	if (!rc)
		rc = check_pending(&c->arena);
	if (!rc)
		rc = settled_open(&b, c);
	if (rc)
		return rc;
	rc = members_own(own, &c->arena, &b, s, name);
	base_close(&b);
	return rc;
}

// Nobody will come whom the firewall keeps out, and he who waits should know.
static int look_at_firewall(struct call *c, const struct site *s)
{
	struct report r;
	struct checks all = { .report = &r, .arena = &c->arena, .site = s };
	int rc = netifs_load(&all.netifs, &c->arena);

	report_begin_quiet(&r);
	if (!rc)
		check_firewall_joining(&all, (unsigned)port);
	report_end(&r);
	return rc;
}

// The address that people would say: of the first network.
static void show(const struct call *c, const char *code, const struct joining *own)
{
	int n = (int)strcspn(own->addresses, "/");

	if (c->json) {
		json_open(NULL, '{');
		json_text("code", text_of(code));
		json_text("address", (struct text){ own->addresses, (size_t)n });
	} else {
		printf("code: %s\nOn the other server, within 15 minutes: orion join %.*s\n", code,
			n, own->addresses);
	}
	fflush(stdout);
}

// --- who comes

// Under the lock, from the files as they are now.
static int take_in(struct call *c, const struct joining *own, const struct joining *new)
{
	struct site s;
	struct base b;
	bool changed;
	int rc = settled_open(&b, c);

	if (rc)
		return rc;
	rc = site_conf(&s, &c->arena, &paths);
	if (!rc)
		rc = members_add(&c->arena, &b, &s, own, new);
	if (!rc)
		rc = site_conf(&s, &c->arena, &paths);
	if (!rc)	// before dnsmasq has a smaller part of the range
		rc = leases_others(&c->arena, &s, NULL, 0, &changed);
	base_close(&b);
	return rc;
}

// What went wrong here is what ends this.
static void refuse(int fd, const unsigned char secret[JOINING_SECRET], struct text ask)
{
	struct buffer answer = { 0 };
	struct error why;

	error_keep(&why);
	if (!joining_refuse(&answer, secret, ask, why.text))
		net_send(fd, answer.s, answer.n, net_now() + TALK);
	buffer_free(&answer);
	error_restore(&why);
}

// It is told so when all that it will ask for is there.
static int welcome(struct call *c, int fd, const unsigned char secret[JOINING_SECRET],
	const struct joining *own, struct text ask, const struct joining *new)
{
	struct buffer answer = { 0 };
	struct applied done;
	int rc = take_in(c, own, new);

	if (!rc)
		rc = applied(&c->arena, &done);
	if (!rc)
		rc = synced_tell(&c->arena);
	if (!rc)
		rc = joining_answer(&answer, secret, ask, own);
	if (rc)
		refuse(fd, secret, ask);
	else
		rc = net_send(fd, answer.s, answer.n, net_now() + TALK);
	buffer_free(&answer);
	return rc;
}

// 1: another one may come.
static int hear(struct call *c, int fd, const unsigned char secret[JOINING_SECRET],
	const struct joining *own, struct joining *new)
{
	struct text ask;
	int rc = said_hear(&ask, &c->arena, fd, net_now() + TALK);

	if (!rc)
		rc = joining_parse_ask(new, &c->arena, secret, ask);
	if (rc && rc != -ENOMEM) {
		fprintf(stderr, "orion: somebody came: %s; still waiting\n", error_text());
		error_clear();
		return 1;
	}
	return rc ? rc : welcome(c, fd, secret, own, ask, new);
}

static int wait_for(struct call *c, int listening, const unsigned char secret[JOINING_SECRET],
	const struct joining *own, struct joining *new)
{
	int64_t end = net_now() + (int64_t)JOINING_SECONDS * 1000;
	int rc = 1;

	for (unsigned tries = 0; rc > 0; tries++) {
		if (net_now() >= end)
			return fail(-E_NO, "nobody joined: the code is worth nothing any more");
		if (tries == TRIES)
			return fail(-E_NO,
				"%d came with another code: this one is worth nothing any more",
				TRIES);
		int fd = net_accept(listening, end);
		rc = fd == -ETIMEDOUT ? 1 : fd < 0 ? fd : hear(c, fd, secret, own, new);
		if (rc > 0)
			error_clear();
		if (fd >= 0)
			close(fd);
	}
	return rc;
}

static int run(struct call *c)
{
	unsigned char secret[JOINING_SECRET];
	char code[JOINING_CODE];
	struct joining own, new = { .name = "" };
	struct site s;
	int rc = look(c, &s, &own);
	int fd = rc ? rc : net_listen((unsigned)port);

	if (fd < 0)
		return fd;
	rc = look_at_firewall(c, &s);
	if (!rc)
		rc = joining_make(code, secret);
	if (!rc) {
		show(c, code, &own);
		rc = wait_for(c, fd, secret, &own, &new);
	}
	close(fd);
	if (rc)
		return rc;
	if (c->json) {
		json_text("joined", text_of(new.name));
		json_close();
	} else {
		printf("%s joined: it takes what is here, and nodes are told it last until it has\n",
			new.name);
	}
	return 0;
}

const struct cmd cmd_invite = {
	.name = "invite",
	.operands = "",
	.summary = "Let another server become a replica of this one: show a code, and wait for it",
	.options = rows,
	.shared = paths_rows,
	.help = "The code is good for one server and 15 minutes, and is nowhere but on the screen: Ctrl-C takes it back.\n",
	.run = run,
};
