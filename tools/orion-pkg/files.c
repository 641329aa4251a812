// SPDX-License-Identifier: MIT
// orion-pkg files: the paths of a package.
#include <inttypes.h>
#include <stdio.h>

#include "cmd.h"
#include "json.h"
#include "opk.h"
#include "package.h"

static bool details;

static const struct option options[] = {
	{ 'l', "long", NULL, "with type, mode, owner, size and target", .flag = &details },
	{ .name = NULL },
};

static void print_entry(const struct entry *e)
{
	if (details)
		printf("%c %04o %5" PRIu32 " %5" PRIu32 " %10" PRIu64 " ", e->type, e->mode, e->uid,
			e->gid, e->size);
	printf("%.*s", TEXT_ARG(e->path));
	if (details && e->type == 'l')
		printf(" -> %.*s", TEXT_ARG(e->target));
	putchar('\n');
}

static void print_entry_json(const struct entry *e)
{
	json_open(NULL, '{');
	json_text("type", (struct text){ &e->type, 1 });
	json_text("path", e->path);
	if (e->type != 'l')
		json_number("mode", e->mode);
	json_number("uid", e->uid);
	json_number("gid", e->gid);
	if (e->type == 'f') {
		json_number("size", e->size);
		json_digest("sha256", &e->digest);
	}
	if (e->type == 'l')
		json_text("target", e->target);
	if (e->type == 'c' || e->type == 'b') {
		json_number("major", e->major);
		json_number("minor", e->minor);
	}
	json_close();
}

// What it offers besides: the path is not its own.
static void print_offered(const struct alternative *t)
{
	if (details)
		printf("a %4" PRIu32 " ", t->priority);
	printf("%.*s", TEXT_ARG(t->link));
	if (details)
		printf(" -> %.*s", TEXT_ARG(t->target));
	putchar('\n');
}

static void print_offered_json(const struct alternative *t)
{
	json_open(NULL, '{');
	json_text("type", TEXT("a"));
	json_text("path", t->link);
	json_text("target", t->target);
	json_number("priority", t->priority);
	json_close();
}

static int run(struct call *c)
{
	struct opk p;
	int fd, rc = package_open(&p, &c->arena, c->argv[0], &fd);

	if (rc)
		return rc;
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < p.manifest.entries; i++)
		(c->json ? print_entry_json : print_entry)(&p.manifest.entry[i]);
	for (size_t i = 0; i < p.manifest.alternatives; i++)
		(c->json ? print_offered_json : print_offered)(&p.manifest.alternative[i]);
	if (c->json)
		json_close();
	package_close(&p, fd);
	return 0;
}

const struct cmd cmd_files = {
	.name = "files",
	.operands = "FILE",
	.summary = "List the paths of a package, and those that it offers",
	.min = 1,
	.max = 1,
	.options = options,
	.run = run,
};
