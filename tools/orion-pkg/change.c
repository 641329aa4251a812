// SPDX-License-Identifier: MIT
// From a request to its end.
#include "change.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "arch.h"
#include "buffer.h"
#include "change_impl.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "plan.h"
#include "plan_json.h"
#include "pristine.h"
#include "progress.h"
#include "relation.h"
#include "stop.h"
#include "transaction.h"
#include "wish.h"

// A package is a descriptor, and hundreds may come at once.
static void allow_descriptors(void)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur < limit.rlim_max) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int read_lists(struct change *c)
{
	struct arena *a = &c->call->arena;
	int rc = installed_load(&c->installed, a, &c->target);

	if (!rc)
		rc = installed_manifests(&c->installed, a);
	if (!rc)
		rc = root_lines(a, &c->target, "world", &c->request.wish);
	if (!rc)
		rc = root_lines(a, &c->target, "hold", &c->request.held);
	for (size_t i = 0; !rc && i < c->request.wish.count; i++)
		rc = during(relation_check(c->request.wish.item[i]), "%s/" TARGET_STATE "/world",
			c->target.path);
	return rc;
}

// Keeps configuration files as packages have them, for merging.
static int keep_pristine(struct change *c, const struct installed *in)
{
	return during(pristine_settle(&c->target, in, &c->call->arena),
		"what merging of configuration files takes (the next run makes up for it)");
}

static int open_target(struct change *c)
{
	struct call *call = c->call;
	int rc = root_simulate ? target_open(&c->target, &call->arena, root_path)
			       : root_change(&c->target, call, c->command);
	if (rc)
		return rc;
	c->title = c->target.title;
	rc = read_lists(c);
	if (!rc && !root_simulate)
		rc = keep_pristine(c, &c->installed);
	if (rc) {
		root_close(&c->target, &c->installed);
		return rc;
	}
	c->supply.arch = installed_arch(&c->installed);
	if (!c->supply.arch.n)
		c->supply.arch = arch_here();
	return 0;
}

int change_open(struct change *c, struct call *call, const char *command)
{
	*c = (struct change){ .call = call,
		.command = command,
		.target = { .root = -1, .state = -1, .lock.fd = -1 } };
	int chosen = bases_chosen();
	if (chosen < 0)
		return chosen;
	allow_descriptors();
	c->on_base = chosen;
	return chosen ? change_open_base(c) : open_target(c);
}

int change_job(struct change *c, enum job_kind kind, struct text text)
{
	struct job *job =
		arena_more(&c->call->arena, (void *)c->request.job, c->request.jobs, sizeof *job);

	if (!job)
		return -ENOMEM;
	job[c->request.jobs++] = (struct job){ kind, text };
	c->request.job = job;
	return 0;
}

// A file that was named is wished by its name: another version may come later.
int change_unpin(struct change *c)
{
	struct arena *a = &c->call->arena;
	struct plan *p = &c->plan;
	int rc = 0;

	for (size_t i = 0; !rc && i < c->supply.names; i++) {
		const struct manifest *m = &c->supply.named[i]->opk.manifest;

		if (wish_remove(&p->wish, m->name))
			rc = wish_add(a, &p->wish, m->name);
	}
	if (!rc)
		rc = wish_without(a, &p->wish, &c->request.wish, &p->wished);
	return rc ? rc : wish_without(a, &c->request.wish, &p->wish, &p->unwished);
}

// --- what is said

int change_say(const struct change *c)
{
	struct buffer b = { 0 };

	if (c->call->json) {
		json_open(NULL, '{');
		json_text("target", text_of(c->title));
		plan_json(&c->plan);
		return 0;
	}
	plan_write(&c->plan, &b);
	int rc = buffer_error(&b);
	printf("%s\n%.*s", c->title, (int)b.n, b.n ? b.s : "");
	if (!rc && !b.n && !c->repair)
		printf("nothing to do\n");
	fflush(stdout); // before what takes time
	buffer_free(&b);
	return rc;
}

static void say_notes(const struct change *c, const struct transaction_notes *notes, int rc)
{
	if (c->call->json) {
		json_open("notes", '[');
		for (size_t i = 0; i < notes->count; i++)
			json_text(NULL, notes->item[i]);
		json_close();
		json_bool("done", !rc && !root_simulate);
		json_close();
	}
	for (size_t i = 0; !c->call->json && i < notes->count; i++)
		fprintf(stderr, "orion-pkg: %.*s\n", TEXT_ARG(notes->item[i]));
}

// Why there is no plan, in sentences.
int change_refuse(const struct change *c, int rc)
{
	if (rc != -E_NO || !c->plan.why.n)
		return rc;
	if (c->call->json) {
		json_open(NULL, '{');
		json_text("target", text_of(c->title));
		plan_json(&c->plan);
		json_bool("done", false);
		json_close();
	} else {
		fprintf(stderr, "%.*s", TEXT_ARG(c->plan.why));
	}
	return rc;
}

// --- what is done

static int get_packages(struct change *c, struct transaction *t)
{
	struct arena *a = &c->call->arena;
	struct transaction_change *change =
		ARENA_ARRAY(a, struct transaction_change, c->plan.steps);
	int rc = change ? 0 : -ENOMEM;

	t->change = change;
	for (size_t i = 0; !rc && i < c->plan.steps; i++) {
		const struct step *s = c->plan.step + i;

		if (s->kind == STEP_KEEP)
			continue;
		change[t->changes].old = s->installed;
		if (s->available)
			rc = supply_package(&c->supply, a, s->available,
				s->installed ? c->target.root : -1, &change[t->changes].opk);
		t->changes++;
	}
	return rc;
}

static int add_changes(struct change *c, struct transaction *t)
{
	progress_begin(PROGRESS_FETCH, c->plan.fetch);
	int rc = get_packages(c, t);
	progress_end();
	return rc;
}

static bool wish_changes(const struct change *c)
{
	return c->plan.wished.count || c->plan.unwished.count;
}

static int carry_out(struct change *c, struct transaction_notes *notes)
{
	struct transaction t = { .target = &c->target,
		.installed = &c->installed,
		.command = c->command,
		.repair = c->repair,
		.stop = stop_asked };
	int rc = add_changes(c, &t);

	if (!rc && wish_changes(c)) {
		t.world = root_lines_text(&c->call->arena, &c->plan.wish);
		rc = t.world.s ? 0 : -ENOMEM;
	}
	if (rc || root_simulate)
		return rc ? rc : transaction_check(&t, &c->call->arena, notes);
	stop_catch(); // until here a signal ends it at once
	rc = pristine_note(&c->target, &c->call->arena, t.change, t.changes);
	if (!rc)
		rc = transaction_run(&t, &c->call->arena, notes);
	return rc ? rc : keep_pristine(c, NULL);
}

static int make_plan(struct change *c)
{
	return solve(&c->call->arena, c->supply.index, &c->installed, &c->request, &c->plan);
}

static int plan_with_repositories(struct change *c)
{
	int rc = supply_open(&c->supply, &c->call->arena, &c->target);

	return rc ? rc : make_plan(c);
}

// A repository may have what takes the place of what goes. One that can't be reached is no reason to say less.
static int plan_alone(struct change *c)
{
	int rc = supply_use(&c->supply, &c->call->arena, NULL);

	if (!rc)
		rc = make_plan(c);
	if (rc != -E_NO)
		return rc;
	struct plan alone = c->plan;
	struct error kept;

	error_keep(&kept);
	rc = plan_with_repositories(c);
	if (!rc || rc == -E_NO)
		return rc;
	fprintf(stderr, "orion-pkg: without the repositories: %s\n", error_text());
	c->plan = alone;
	error_restore(&kept);
	return -E_NO;
}

static int run_on_target(struct change *c)
{
	struct transaction_notes notes = { 0 };
	int rc = c->leaves ? plan_alone(c) : plan_with_repositories(c);
	if (rc)
		return change_refuse(c, rc);
	rc = change_unpin(c);
	if (!rc)
		rc = change_say(c);
	if (!rc)
		rc = carry_out(c, &notes);
	say_notes(c, &notes, rc);
	return rc;
}

int change_run(struct change *c)
{
	return c->on_base ? change_run_base(c) : run_on_target(c);
}

void change_close(struct change *c)
{
	supply_close(&c->supply);
	if (c->on_base)
		bases_close(&c->base, &c->role);
	else
		root_close(&c->target, &c->installed);
}
