// SPDX-License-Identifier: MIT
// orion-pkg history: what was done to a target.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "bases.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "root.h"

enum { HISTORY_LENGTH = 4 << 20, DATE_MAX = 253402300799 };

static void print_time(uint64_t seconds)
{
	char when[32] = "?";
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm))
		strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s ", when);
}

static void print(uint64_t seconds, struct text command, struct text changes)
{
	struct text change;

	print_time(seconds);
	printf("%.*s\n", TEXT_ARG(command));
	while (text_part(&changes, '\t', &change))
		printf("\t%.*s\n", TEXT_ARG(change));
}

static void print_json(uint64_t seconds, struct text command, struct text changes)
{
	struct text change;

	json_open(NULL, '{');
	json_number("seconds", seconds);
	json_text("command", command);
	json_open("changes", '[');
	while (text_part(&changes, '\t', &change))
		json_text(NULL, change);
	json_close();
	json_close();
}

// SECONDS COMMAND CHANGE...
static int line(struct call *c, struct text rest)
{
	struct text date = { 0 }, command = { 0 };
	uint64_t seconds;

	text_part(&rest, '\t', &date);
	text_part(&rest, '\t', &command);
	int rc = text_number(&seconds, date, 0, DATE_MAX, "date");
	if (rc)
		return rc;
	if (c->json)
		print_json(seconds, command, rest);
	else
		print(seconds, command, rest);
	return 0;
}

static int print_all(struct call *c, const struct target *t)
{
	struct text text = { 0 }, one;
	int rc = t->state < 0 ? -ENOENT
			      : file_load(&c->arena, t->state, "history", HISTORY_LENGTH, &text);

	if (rc == -ENOENT)
		rc = 0;
	if (c->json)
		json_open(NULL, '[');
	while (!rc && text_line(&text, &one))
		rc = during(line(c, one), "%s/" TARGET_STATE "/history", t->path);
	if (c->json)
		json_close();
	return rc;
}

// Whether a role boots the generation, or did before.
static const char *place(const struct base_role *r, const struct digest *d)
{
	return r->boots && digest_equal(d, &r->current)        ? "boots"
		: r->has_former && digest_equal(d, &r->former) ? "before"
							       : "";
}

static void print_generation(
	const struct call *c, const struct base_role *r, const struct generation *g)
{
	const char *is = place(r, &g->digest);
	char hex[DIGEST_HEX + 1];

	digest_hex(&g->digest, hex);
	if (!c->json) {
		print_time(g->seconds);
		printf("%s@%" PRIu64 " %.12s%s%s\n", r->name, g->number, hex, *is ? " " : "", is);
		return;
	}
	json_open(NULL, '{');
	json_number("seconds", g->seconds);
	json_number("generation", g->number);
	json_digest("digest", &g->digest);
	if (*is)
		json_text("channel", text_of(is));
	json_close();
}

static int on_base(struct call *c, const struct base_role *r)
{
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < r->generations; i++)
		print_generation(c, r, r->generation + i);
	if (c->json)
		json_close();
	return 0;
}

static int run(struct call *c)
{
	struct target t;
	int chosen = bases_chosen();

	if (chosen)
		return chosen < 0 ? chosen : bases_answer(c, on_base);
	int rc = target_open(&t, &c->arena, root_path);
	if (rc)
		return rc;
	rc = print_all(c, &t);
	target_close(&t);
	return rc;
}

const struct cmd cmd_history = {
	.name = "history",
	.operands = "",
	.summary = "Say what was installed, upgraded and removed when",
	.shared = base_rows,
	.help = "+NAME=VERSION came, -NAME=VERSION went, NAME=OLD>NEW was replaced. Of a base: its generations; boots: what the role\n"
		"boots, before: what a rollback goes back to. Times are UTC.\n",
	.run = run,
};
