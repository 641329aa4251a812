// SPDX-License-Identifier: MIT
// orion status: is this server as it should be, and what does it serve?
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "called.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "lost.h"
#include "paths.h"
#include "pending.h"
#include "running.h"
#include "services.h"
#include "shared_files.h"
#include "when.h"

struct status {
	struct site site;
	struct pending pending;
	struct services services;
	struct running_table table;
	struct lost lost;
	struct statvfs disk;
	bool channels;	// could they be read?
};

// What can't be read is said by `pending`, and the rest is shown all the same.
static int look(struct status *t, struct arena *a)
{
	int rc = pending_find(&t->pending, a);

	t->channels = !rc && !site_channels(&t->site, a, &paths);
	if (!rc && !t->channels)
		site_history(&t->site, a, &paths);
	error_clear();
	if (!rc)
		rc = services_load(&t->services, a);
	if (!rc)
		rc = running_load(&t->table, a, paths.base);
	if (!rc)
		rc = lost_find(&t->lost, a, paths.base);
	if (!rc && statvfs(paths.base, &t->disk))
		rc = fail(-errno, "%s", paths.base);
	return rc;
}

static uint64_t bytes(const struct status *t, fsblkcnt_t blocks)
{
	return (uint64_t)blocks * t->disk.f_frsize;
}

static size_t running(const struct status *t)
{
	uint64_t now = (uint64_t)time(NULL);
	size_t n = 0;

	for (size_t i = 0; i < t->table.count; i++)
		n += running_is_on(&t->table, i, now);
	return n;
}

static size_t here(const struct status *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->site.generations; i++)
		n += site_has(&t->site, &t->site.generation[i].digest);
	return n;
}

static bool all_up(const struct status *t)
{
	for (size_t i = 0; i < t->services.count; i++)
		if (!t->services.item[i].up)
			return false;
	return true;
}

// --- for people

static void print_services(const struct status *t)
{
	char when[WHEN_TEXT];

	printf("services     %zu%s\n", t->services.count,
		!t->services.count  ? ", this machine doesn't tell"
			: all_up(t) ? ", all up"
				    : "");
	for (size_t i = 0; i < t->services.count; i++) {
		const struct service *s = &t->services.item[i];

		if (s->up)
			continue;
		when_write(when, s->since);
		printf("             %.*s is down since %s\n", TEXT_ARG(s->name), when);
	}
}

static int print_channels(const struct status *t, struct arena *a)
{
	for (size_t i = 0; t->channels && i < t->site.channels.count; i++) {
		const struct named_channel *n = &t->site.channels.item[i];
		const char *name = called_name(&t->site, a, &n->to.current);

		if (!name)
			return -ENOMEM;
		printf("%-12s %s/%s is %s\n", i ? "" : "channels", n->role, n->name, name);
	}
	return 0;
}

static void print_lost(const struct lost *l)
{
	char when[WHEN_TEXT];

	if (!l->count)
		return;
	when_write(when, l->seconds);
	printf("lost         %zu file%s in %s/" SHARED_LOST
	       ", of what was changed on two servers at once, the last %s: %s\n",
		l->count, l->count == 1 ? "" : "s", paths.base, when, l->last);
}

static int print(const struct status *t, struct arena *a)
{
	const char *line = pending_line(&t->pending, a);

	printf("orion.conf   %s\n", line ? line : "is what is served");
	print_services(t);
	int rc = print_channels(t, a);
	printf("generations  %zu of nodes, %zu of them here\n", t->site.generations, here(t));
	printf("disk         %.1f of %.1f GB free\n", (double)bytes(t, t->disk.f_bavail) / 1e9,
		(double)bytes(t, t->disk.f_blocks) / 1e9);
	printf("nodes        %zu in orion.conf, %zu running\n", t->site.nodes.count, running(t));
	print_lost(&t->lost);
	return rc;
}

// --- for programs

static int json_channels(const struct status *t, struct arena *a)
{
	json_open("channels", '[');
	for (size_t i = 0; t->channels && i < t->site.channels.count; i++) {
		const struct named_channel *n = &t->site.channels.item[i];
		const char *name = called_name(&t->site, a, &n->to.current);

		if (!name)
			return -ENOMEM;
		json_open(NULL, '{');
		json_text("role", text_of(n->role));
		json_text("name", text_of(n->name));
		json_text("generation", text_of(name));
		json_close();
	}
	json_close();
	return 0;
}

static void json_services(const struct status *t)
{
	json_open("services", '[');
	for (size_t i = 0; i < t->services.count; i++) {
		json_open(NULL, '{');
		json_text("name", t->services.item[i].name);
		json_bool("up", t->services.item[i].up);
		json_number("since", t->services.item[i].since);
		json_close();
	}
	json_close();
}

static int print_json(const struct status *t, struct arena *a)
{
	json_open(NULL, '{');
	json_number("differ", t->pending.files);
	if (t->pending.wrong)
		json_text("wrong", text_of(t->pending.wrong));
	json_services(t);
	int rc = json_channels(t, a);
	json_number("generations", t->site.generations);
	json_number("here", here(t));
	json_number("free", bytes(t, t->disk.f_bavail));
	json_number("size", bytes(t, t->disk.f_blocks));
	json_number("nodes", t->site.nodes.count);
	json_number("running", running(t));
	json_number("lost", t->lost.count);
	json_close();
	return rc;
}

static int run(struct call *c)
{
	struct status t = { .channels = false };
	int rc = look(&t, &c->arena);

	if (!rc)
		rc = (c->json ? print_json : print)(&t, &c->arena);
	return rc ? rc : t.pending.files || t.pending.wrong || !all_up(&t) ? -E_NO : 0;
}

const struct cmd cmd_status = {
	.name = "status",
	.operands = "",
	.summary =
		"Show whether this server serves what orion.conf says, services, channels, disk, nodes",
	.shared = paths_rows,
	.help = "Exit status: 0 all is as it should be, 1 a service is down or orion.conf isn't applied, 2 wrong call, 3 it failed.\n",
	.run = run,
};
