// SPDX-License-Identifier: MIT
// orion-pkg hold: packages that stay as they are.
#include <errno.h>
#include <stdio.h>

#include "bases.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "root.h"

static bool release;

// clang-format off
static const struct option rows[] = {
	{ .letter = 'r', .name = "release", .flag = &release, .help = "let them go on" },
	{ .name = "no-wait", .flag = &root_no_wait, .help = "fail when another run works on it, don't wait" },
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

// What a name may be held in: a directory, or a role of a base.
struct holder {
	struct installed *in;
	struct texts held;
	int dir;	// where the list is
};

static int change(struct call *c, struct holder *h, const char *operand)
{
	struct texts *held = &h->held;
	struct text name = text_of(operand);
	size_t at = place(held, name);
	bool there = at < held->count && text_equal(held->item[at], name);

	if (release && !there)
		return fail(-E_NO, "%s is not held", operand);
	if (release) {
		held->count--;
		for (; at < held->count; at++)
			held->item[at] = held->item[at + 1];
		return 0;
	}
	if (there)
		return 0;
	if (!installed_find(h->in, name))
		return fail(-E_NO, "%s is not installed", operand);
	held->item = arena_more(&c->arena, held->item, held->count, sizeof *held->item);
	if (!held->item)
		return -ENOMEM;
	for (size_t i = held->count++; i > at; i--)
		held->item[i] = held->item[i - 1];
	held->item[at] = name;
	return 0;
}

// Changes the list as it was asked for, and says it.
static int serve(struct call *c, struct holder *h)
{
	int rc = 0;

	for (int i = 0; !rc && i < c->argc; i++)
		rc = change(c, h, c->argv[i]);
	if (!rc && c->argc) {
		struct text text = root_lines_text(&c->arena, &h->held);

		rc = text.s ? file_replace(h->dir, "hold", 0644, text.s, text.n) : -ENOMEM;
	}
	if (!rc && (!c->argc || c->json))
		print(c, &h->held);
	return rc;
}

static int on_base(struct call *c)
{
	struct installed in;
	struct base_role r;
	struct base b;
	int rc = c->argc ? bases_change(&b, &r, c, "hold") : bases_open(&b, &r, c);

	if (rc)
		return rc;
	rc = base_packages(&c->arena, r.lock, &in);
	if (!rc)
		rc = serve(c, &(struct holder){ &in, r.held, r.dir });
	bases_close(&b, &r);
	return rc;
}

static int on_target(struct call *c)
{
	struct installed in;
	struct target t;
	struct holder h = { .in = &in };
	int rc = c->argc ? root_change(&t, c, "hold") : target_open(&t, &c->arena, root_path);

	if (rc)
		return rc;
	h.dir = t.state;
	rc = installed_load(&in, &c->arena, &t);
	if (!rc)
		rc = root_lines(&c->arena, &t, "hold", &h.held);
	if (!rc)
		rc = serve(c, &h);
	root_close(&t, &in);
	return rc;
}

static int run(struct call *c)
{
	int chosen = bases_chosen();

	return chosen < 0 ? chosen : chosen ? on_base(c) : on_target(c);
}

const struct cmd cmd_hold = {
	.name = "hold",
	.operands = "[NAME...]",
	.summary = "Keep packages at the version they have, or list those that are kept",
	.max = -1,
	.options = rows,
	.shared = base_rows,
	.run = run,
};
