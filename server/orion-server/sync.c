// SPDX-License-Identifier: MIT
// orion sync: agree with the other servers.
#include <stdio.h>

#include "cmd.h"
#include "error.h"
#include "following.h"
#include "joining.h"
#include "json.h"
#include "paths.h"
#include "synced.h"

enum { EVERY = 3000 };	// ms

static uint64_t port = 80, poke = JOINING_PORT, every = EVERY;
static bool quiet, follow;

static const struct option rows[] = {
	{ 0, "port", "N", "where the others' orion-httpd listens (80)", .number = &port,
		.max = 65535 },
	{ 0, "poke", "N",
		"UDP port at which this one and the others hear that there is something new (7427); 0: at none",
		.number = &poke, .max = 65535 },
	{ 'f', "follow", NULL, "for ever: when something was changed, and every 3 seconds",
		.flag = &follow },
	{ 0, "every", "MS", "with --follow: after so many milliseconds instead", .number = &every,
		.max = 3600000 },
	{ 'q', "quiet", NULL, "say only what was taken", .flag = &quiet },
	{ .name = NULL },
};

static void print_list(const char *what, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("%s%s", i ? ", " : what, list[i]);
}

static void print(const struct synced_peer *p)
{
	if (p->count || p->losses || p->generations) {
		printf("%s:", p->name);
		print_list(" took ", p->taken, p->count);
		if (p->generations)
			printf("%s%zu generation%s, %.1f MB sent", p->count ? "; " : " ",
				p->generations, p->generations == 1 ? "" : "s",
				(double)p->bytes / 1e6);
		print_list("; changed on both: ", p->lost, p->losses);
		printf("\n");
	} else if (!p->wrong && !quiet) {
		printf("%s: nothing new\n", p->name);
	}
	if (p->wrong && (!quiet || follow))
		fprintf(follow ? stderr : stdout, "%s: %s\n", p->name, p->wrong);
}

static void print_json_list(const char *name, const char *const *list, size_t count)
{
	json_open(name, '[');
	for (size_t i = 0; i < count; i++)
		json_text(NULL, text_of(list[i]));
	json_close();
}

static void print_json(const struct synced_peer *p)
{
	json_open(NULL, '{');
	json_text("server", text_of(p->name));
	if (p->wrong)
		json_text("wrong", text_of(p->wrong));
	print_json_list("taken", p->taken, p->count);
	print_json_list("lost", p->lost, p->losses);
	json_number("generations", p->generations);
	json_number("bytes", p->bytes);
	json_close();
}

static int once(struct call *c)
{
	struct synced s;
	bool wrong = false;
	int rc = synced(&s, &c->arena, port, (unsigned)poke);

	if (rc)
		return rc;
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < s.count; i++) {
		wrong = wrong || s.item[i].wrong;
		(c->json ? print_json : print)(&s.item[i]);
	}
	if (c->json)
		json_close();
	else if (s.alone && !quiet)
		printf("there are no other servers: `orion invite` lets one join\n");
	return wrong ? -E_NO : 0;
}

// For the log: what was taken, and by itself what keeps from it.
static void look(void)
{
	struct call c = { .json = false };

	quiet = true;
	if (once(&c) && *error_text())
		fprintf(stderr, "%s\n", error_text());
}

static int run(struct call *c)
{
	const struct following f = { .every = (int)every, .port = (unsigned)poke, .once = look };

	return follow ? following(&f) : once(c);
}

const struct cmd cmd_sync = {
	.name = "sync",
	.operands = "",
	.summary =
		"Take what was changed on the other servers, and show them what was changed here",
	.options = rows,
	.shared = paths_rows,
	.help = "A server does it when something was changed, on it or on another, and every few seconds.\n"
		"Exit status: 0 all agree, 1 one could not be reached or has what can't be taken, 2 wrong call, 3 it failed.\n",
	.run = run,
};
