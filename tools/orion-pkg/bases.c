// SPDX-License-Identifier: MIT
// Bases, as commands choose them.
#include "bases.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "import.h"
#include "root.h"

const char *base_path, *base_role_name;

// clang-format off
#define ROWS \
	{ .name = "base", .argument = "DIR", .text = &base_path, \
		.help = "work on a role of this base (" BASE_PATH ")" }, \
	{ .name = "role", .argument = "NAME", .text = &base_role_name, \
		.help = "which role, when the base has several" }, \
	{ .name = "root", .argument = "DIR", .text = &root_path, \
		.help = "work on this directory, not on a base" }

const struct option base_rows[] = {
	ROWS,
	{ 0 },
};

const struct option base_change_rows[] = {
	ROWS,
	{ .name = "no-wait", .flag = &root_no_wait, .help = "fail when another run works on it, don't wait" },
	{ .letter = 's', .name = "simulate", .flag = &root_simulate, .help = "say what would be done, change nothing" },
	{ 0 },
};
// clang-format on

int bases_chosen(void)
{
	if (root_path && (base_path || base_role_name))
		return fail(
			-E_CALL, "--root is a directory, --base and --role are not: one of them");
	if (root_path)
		return 0;
	if (!base_path && !access(BASE_PATH "/roles", F_OK))
		base_path = BASE_PATH;
	if (!base_path && base_role_name)
		return fail(-E_CALL, "there is no " BASE_PATH "/roles: name a base with --base");
	return base_path != NULL;
}

// The role that is meant when none is named.
static int only_role(const struct base *b, struct call *c)
{
	struct texts names;
	int rc = base_roles(b, &c->arena, &names);

	if (rc)
		return rc;
	if (names.count == 1)
		base_role_name = arena_text(&c->arena, names.item[0].s, names.item[0].n);
	else if (!names.count)
		return fail(-E_CALL, "%s has no role", b->path);
	else
		return fail(-E_CALL, "%s has %zu roles, %.*s and %.*s%s: name one with --role",
			b->path, names.count, TEXT_ARG(names.item[0]), TEXT_ARG(names.item[1]),
			names.count > 2 ? " among them" : "");
	return base_role_name ? 0 : -ENOMEM;
}

static int open_role(struct base *b, struct base_role *r, struct call *c)
{
	int rc = base_role_name ? 0 : only_role(b, c);

	return rc ? rc : base_role_open(r, b, &c->arena, base_role_name, false);
}

int bases_open(struct base *b, struct base_role *r, struct call *c)
{
	*r = (struct base_role){ .dir = -1 };
	int rc = base_open(b, base_path, false);
	if (rc)
		return rc;
	rc = open_role(b, r, c);
	if (!rc && r->cut_off)
		fprintf(stderr,
			"orion-pkg: %s: role %s: a run was cut off or is under way: what is read here may be from before it\n",
			b->path, r->name);
	if (rc)
		bases_close(b, r);
	return rc;
}

static void waiting(const char *holder)
{
	fprintf(stderr, "orion-pkg: waiting: %s works on it\n", holder);
}

void bases_tell(const char *line)
{
	fprintf(stderr, "orion-pkg: %s\n", line);
}

static int say(const struct base *b, const char *what, int rc)
{
	if (rc > 0)
		fprintf(stderr, "orion-pkg: %s: %s: a run that was cut off is %s\n", b->path, what,
			rc == 1 ? "finished now" : "undone");
	return rc < 0 ? rc : 0;
}

int bases_lock(struct base *b, struct call *c, const char *command)
{
	const char *who = arena_printf(&c->arena, "%s %s", c->program->name, command);
	int rc = who ? base_lock(b, &c->arena, who, !root_no_wait, waiting) : -ENOMEM;

	if (!rc)
		rc = say(b, "repository", import_recover(b, &c->arena, (uint64_t)time(NULL)));
	return rc;
}

int bases_recover(struct base *b, struct call *c, const char *role)
{
	return say(b, role, base_recover(b, &c->arena, role));
}

int bases_change(struct base *b, struct base_role *r, struct call *c, const char *command)
{
	*r = (struct base_role){ .dir = -1 };
	int rc = base_open(b, base_path, false);
	if (rc)
		return rc;
	rc = base_role_name ? 0 : only_role(b, c);
	if (!rc)
		rc = bases_lock(b, c, command);
	if (!rc)
		rc = bases_recover(b, c, base_role_name);
	if (!rc)
		rc = open_role(b, r, c);
	if (rc)
		bases_close(b, r);
	return rc;
}

void bases_close(struct base *b, struct base_role *r)
{
	base_role_close(r);
	base_close(b);
}

int bases_answer(struct call *c, int (*answer)(struct call *c, const struct base_role *r))
{
	struct base_role r;
	struct base b;
	int rc = bases_open(&b, &r, c);

	if (rc)
		return rc;
	rc = answer(c, &r);
	bases_close(&b, &r);
	return rc;
}
