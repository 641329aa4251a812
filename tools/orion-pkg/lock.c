// SPDX-License-Identifier: MIT
// orion-pkg lock: the exact packages of a target, or those that a wish comes to.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "buffer.h"
#include "cmd.h"
#include "error.h"
#include "index.h"
#include "json.h"
#include "pinned.h"
#include "repositories.h"
#include "root.h"
#include "solve.h"

// clang-format off
static const struct option rows[] = {
	ARCH_ROW,
	{ 0 },
};
// clang-format on

static int print(const struct call *c, const struct pinned *list, size_t count)
{
	struct buffer b = { 0 };

	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < count; i++) {
		pinned_write(&b, &list[i]);
		if (!c->json)
			continue;
		json_open(NULL, '{');
		json_text("name", list[i].name);
		json_text("version", list[i].version);
		json_digest("digest", &list[i].digest);
		json_close();
	}
	if (c->json)
		json_close();
	else
		printf("%.*s", TEXT_ARG(buffer_view(&b)));
	int rc = buffer_error(&b);
	buffer_free(&b);
	return rc;
}

static int installed(struct call *c, const struct target *t, struct installed *in)
{
	struct pinned *list = ARENA_ARRAY(&c->arena, struct pinned, in->count);

	(void)t;
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < in->count; i++)
		list[i] = (struct pinned){ in->package[i].name, in->package[i].version,
			in->package[i].digest };
	return print(c, list, in->count);
}

// --- a wish

static int by_name(const void *a, const void *b)
{
	const struct pinned *x = a, *y = b;

	return text_compare(x->name, y->name);
}

// On a target that has nothing, all steps are installations.
static int print_plan(const struct call *c, struct arena *a, const struct plan *plan)
{
	struct pinned *list = ARENA_ARRAY(a, struct pinned, plan->steps);

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < plan->steps; i++) {
		const struct index_package *p = plan->step[i].available;

		list[i] = (struct pinned){ p->name, p->version, p->pin.head };
	}
	qsort(list, plan->steps, sizeof *list, by_name);
	return print(c, list, plan->steps);
}

static int solve_wish(struct call *c, const struct repositories *from, struct plan *plan)
{
	struct arena *a = &c->arena;
	struct job *job = ARENA_ARRAY(a, struct job, (size_t)c->argc);
	const struct index **index = ARENA_ARRAY(a, const struct index *, from->count + 1);
	struct installed none = { .count = 0 };

	if (!job || !index)
		return -ENOMEM;
	for (int i = 0; i < c->argc; i++)
		job[i] = (struct job){ JOB_INSTALL, text_of(c->argv[i]) };
	for (size_t i = 0; i < from->count; i++)
		index[i] = &from->item[i].index;
	struct request request = { .job = job, .jobs = (size_t)c->argc };
	return solve(a, index, &none, &request, plan);
}

static int wish(struct call *c)
{
	struct repositories from;
	struct plan plan;
	int rc = repositories_open(&from, c);

	if (rc)
		return rc;
	repositories_keep(&from);
	rc = solve_wish(c, &from, &plan);
	if (rc == -E_NO)
		fprintf(stderr, "%.*s", TEXT_ARG(plan.why));
	if (!rc)
		rc = print_plan(c, &c->arena, &plan);
	repositories_close(&from);
	return rc;
}

static int run(struct call *c)
{
	return c->argc ? wish(c) : root_answer(c, installed);
}

const struct cmd cmd_lock = {
	.name = "lock",
	.operands = "[RELATION...]",
	.summary = "Print the exact packages that are installed, or that a wish comes to",
	.max = -1,
	.options = rows,
	.shared = repository_rows,
	.help = "Lines of name, version and digest, as `image --locked` and `diff` take them. With a RELATION (`musl>=1.2.5`): what would be\n"
		"installed from the repositories into a directory that has nothing.\n",
	.run = run,
};
