// SPDX-License-Identifier: MIT
// orion-pkg hold: packages that stay as they are.
#include <errno.h>
#include <stdio.h>

#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "root.h"

static bool release;

// clang-format off
static const struct option rows[] = {
	{ .letter = 'r', .name = "release", .flag = &release, .help = "let them go on" },
	{ 0 },
};
// clang-format on

static void print(const struct call *c, const struct texts *held)
{
	if (c->json)
		json_texts(NULL, held);
	for (size_t i = 0; !c->json && i < held->count; i++)
		printf("%.*s\n", TEXT_ARG(held->item[i]));
}

static size_t place(const struct texts *held, struct text name)
{
	size_t i = 0;

	while (i < held->count && text_compare(held->item[i], name) < 0)
		i++;
	return i;
}

static int change(struct call *c, const struct target *t, struct texts *held, const char *operand)
{
	struct text name = text_of(operand);
	size_t at = place(held, name);
	bool there = at < held->count && text_equal(held->item[at], name);
	struct installed in;
	int rc = 0;

	if (release && !there)
		return fail(-E_NO, "%s is not held", operand);
	if (release) {
		held->count--;
		for (; at < held->count; at++)
			held->item[at] = held->item[at + 1];
		return 0;
	}
	rc = there ? 0 : installed_load(&in, &c->arena, t);
	if (rc || there)
		return rc;
	bool installed = root_package(t, &in, operand);

	installed_unload(&in);
	if (!installed)
		return -E_NO;
	held->item = arena_more(&c->arena, held->item, held->count, sizeof *held->item);
	if (!held->item)
		return -ENOMEM;
	for (size_t i = held->count++; i > at; i--)
		held->item[i] = held->item[i - 1];
	held->item[at] = name;
	return 0;
}

static int change_all(struct call *c, const struct target *t)
{
	struct texts held;
	int rc = root_lines(&c->arena, t, "hold", &held);

	for (int i = 0; !rc && i < c->argc; i++)
		rc = change(c, t, &held, c->argv[i]);
	if (rc)
		return rc;
	struct text text = root_lines_text(&c->arena, &held);
	if (!text.s)
		return -ENOMEM;
	return file_replace(t->state, "hold", 0644, text.s, text.n);
}

static int run(struct call *c)
{
	struct target t;
	struct texts held;
	int rc = c->argc ? root_change(&t, c, "hold") : target_open(&t, &c->arena, root_path);

	if (rc)
		return rc;
	if (c->argc)
		rc = change_all(c, &t);
	if (!rc)
		rc = root_lines(&c->arena, &t, "hold", &held);
	if (!rc && (!c->argc || c->json))
		print(c, &held);
	target_close(&t);
	return rc;
}

const struct cmd cmd_hold = {
	.name = "hold",
	.operands = "[NAME...]",
	.summary = "Keep packages at the version they have, or list those that are kept",
	.max = -1,
	.options = rows,
	.shared = root_rows,
	.run = run,
};
