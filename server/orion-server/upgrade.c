// SPDX-License-Identifier: MIT
// orion upgrade: this machine starts another generation of servers once, and goes on with it when that is ready. The channel
// server/stable, which it starts always, moves only then; so what isn't ready needs nothing taken back.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base.h"
#include "called.h"
#include "cmd.h"
#include "error.h"
#include "hook.h"
#include "json.h"
#include "moved.h"
#include "own.h"
#include "paths.h"
#include "trial.h"

#define CHANNEL SITE_SERVER "/" STABLE
#define LAST SITE_SERVER "/" CANDIDATE

extern const struct cmd cmd_publish;

static bool candidate, keep, later;
static uint64_t within;

static const struct option rows[] = {
	{ 0, "candidate", NULL, "the generation that was published or made last",
		.flag = &candidate },
	{ 0, "keep", NULL, "what is on trial stays; a machine that is ready says that itself",
		.flag = &keep },
	{ 0, "later", NULL, "don't start the machine anew: its next start is the trial",
		.flag = &later },
	{ 0, "within", "SECONDS", "so long it has to be ready (300)", .number = &within,
		.max = TRIAL_MOST },
	{ .name = NULL },
};

struct upgrade {
	struct call *call;
	struct own own; // what runs
	struct trial trial;
	bool tried; // is there one?
	struct site site;
};

static int load(struct upgrade *u)
{
	struct arena *a = &u->call->arena;
	int rc = own_read(&u->own, a, &paths);

	if (rc == -ENOENT || (!rc && strcmp(u->own.role, SITE_SERVER)))
		return fail(-E_CALL,
			"what this machine runs is no generation of servers: upgrade it as its system has it");
	if (!rc)
		rc = trial_load(&u->trial, a, paths.base);
	u->tried = !rc;
	if (rc == -ENOENT)
		rc = 0;
	return rc ? rc : site_names(&u->site, a, &paths);
}

static const char *name(struct upgrade *u, const struct digest *d)
{
	const char *name = called_name(&u->site, &u->call->arena, d);

	return name ? name : SITE_SERVER;
}

static bool on_trial(const struct upgrade *u)
{
	return u->tried && u->trial.state != TRIAL_FAILED &&
		digest_equal(&u->trial.digest, &u->own.digest);
}

// --- which one runs, and why

static const char *state(const struct upgrade *u)
{
	if (!u->tried)
		return "settled";
	return on_trial(u) ? "trial" : u->trial.state == TRIAL_FAILED ? "failed" : "prepared";
}

static void show_json(struct upgrade *u, const struct channel *boots)
{
	json_open(NULL, '{');
	json_text("runs", text_of(name(u, &u->own.digest)));
	json_text("boots", text_of(name(u, &boots->current)));
	json_text("state", text_of(state(u)));
	if (u->tried)
		json_text("tried", text_of(name(u, &u->trial.digest)));
	if (u->tried && u->trial.why.n)
		json_text("why", u->trial.why);
	json_close();
}

static void show_text(struct upgrade *u, const struct channel *boots)
{
	printf("%s runs", name(u, &u->own.digest));
	if (on_trial(u))
		printf(", on trial: it stays when all is up, else %s starts again",
			name(u, &boots->current));
	else if (u->tried && u->trial.state == TRIAL_FAILED)
		printf(": %s was tried, and %.*s", name(u, &u->trial.digest),
			TEXT_ARG(u->trial.why));
	else if (u->tried)
		printf("; the next start is of %s, on trial", name(u, &u->trial.digest));
	else if (!digest_equal(&u->own.digest, &boots->current))
		printf("; the next start is of %s, which %s names", name(u, &boots->current),
			channels_find(&u->site.channels, CHANNEL) ? CHANNEL : LAST);
	printf("\n");
}

static int show(struct upgrade *u)
{
	const struct channel *boots = channels_booted(&u->site.channels, CHANNEL);

	if (!boots)
		return fail(-E_DATA, "there is no channel " CHANNEL);
	if (u->call->json)
		show_json(u, boots);
	else
		show_text(u, boots);
	return 0;
}

// --- trying another

// What the machine goes back to must be what runs: nothing else is known to start. Where nobody made the channel it will name that.
static int check(struct upgrade *u)
{
	const struct channel *boots = channels_find(&u->site.channels, CHANNEL);

	if (on_trial(u))
		return fail(-E_NO,
			"%s, which runs, is on trial itself: wait until it is ready, or say --keep",
			name(u, &u->own.digest));
	if (boots && !digest_equal(&boots->current, &u->own.digest))
		return fail(-E_NO,
			"%s runs, and the channel " CHANNEL
			" names %s: start the machine anew, or `orion rollback " CHANNEL " %s`",
			name(u, &u->own.digest), name(u, &boots->current), name(u, &u->own.digest));
	return 0;
}

static void waiting(const char *holder)
{
	fprintf(stderr, "orion: %s works here: waiting\n", holder);
}

// From now on the machine doesn't follow the candidate.
static int hold(struct upgrade *u)
{
	struct base b;
	int rc;

	if (channels_find(&u->site.channels, CHANNEL))
		return 0;
	rc = base_open(&b, paths.base, true);
	if (rc)
		return rc;
	rc = base_lock(&b, &u->call->arena, "upgrade", true, waiting);
	if (!rc)
		rc = channel_write(paths.base, &u->call->arena, CHANNEL, NULL, &u->own.digest);
	base_close(&b);
	return rc;
}

static int publish(struct upgrade *u)
{
	char channel[] = LAST;
	char *argv[] = { u->call->argv[0], channel, NULL };
	struct call c = { .program = u->call->program,
		.cmd = &cmd_publish,
		.json = u->call->json,
		.argc = 2,
		.argv = argv };
	int rc = cmd_publish.run(&c);

	arena_free(&c.arena);
	return rc;
}

// Nothing is left of it when that fails.
static int prepare(struct upgrade *u)
{
	struct error e;
	int rc = trial_store(&u->trial, paths.base);

	if (!rc)
		rc = hook_run(&u->call->arena, "boot-partition", "--once");
	if (!rc)
		return 0;
	error_keep(&e);
	if (!trial_remove(paths.base))
		hook_run(&u->call->arena, "boot-partition", NULL);
	error_restore(&e);
	return rc;
}

static int restart(struct upgrade *u)
{
	int rc = later ? 0 : hook_run(&u->call->arena, "restart", NULL);

	return rc == -ENOENT ? fail(-E_CALL, "start this machine anew") : rc;
}

static int try(struct upgrade *u)
{
	int rc = channels_load(&u->site.channels, &u->call->arena, paths.base);
	const struct channel *last = rc ? NULL : channels_find(&u->site.channels, LAST);

	if (!last)
		return rc ? rc : fail(-E_NO, "there is no generation of servers");
	if (digest_equal(&last->current, &u->own.digest)) {
		fprintf(stderr, "orion: %s runs already\n", name(u, &u->own.digest));
		return 0;
	}
	u->trial = (struct trial){ last->current, TRIAL_PREPARED, within, TEXT("") };
	rc = prepare(u);
	if (rc)
		return rc;
	fprintf(stderr,
		"orion: the next start is of %s, on trial: it stays if it is ready within %" PRIu64
		" s, else %s starts again\n",
		name(u, &last->current), within, name(u, &u->own.digest));
	return restart(u);
}

static int upgrade(struct upgrade *u)
{
	int rc = check(u);

	if (!rc)
		rc = hold(u);
	if (!rc && !candidate)
		rc = publish(u);
	if (!rc && !candidate) // with the number of what is new
		rc = site_names(&u->site, &u->call->arena, &paths);
	return rc ? rc : try(u);
}

// --- it stays

static int choose(void *arg, const struct site *s, const struct channel *was, struct digest *to)
{
	const struct upgrade *u = arg;

	(void)s;
	(void)was;
	*to = u->own.digest;
	return 0;
}

static int settle(struct upgrade *u)
{
	if (!on_trial(u))
		return fail(-E_NO, "%s, which runs, is not on trial", name(u, &u->own.digest));
	int rc = moved(u->call, CHANNEL, choose, u);
	return rc ? rc : trial_remove(paths.base);
}

static int run(struct call *c)
{
	struct upgrade u = { .call = c };

	if (c->argc + candidate + keep > 1)
		return fail(-E_CALL, "a build, --candidate and --keep exclude each other");
	if (!within)
		within = 300;
	if (within < TRIAL_LEAST)
		return fail(-E_CALL, "--within: %d is the least", TRIAL_LEAST);
	int rc = load(&u);
	if (rc)
		return rc;
	return keep ? settle(&u) : c->argc || candidate ? upgrade(&u) : show(&u);
}

const struct cmd cmd_upgrade = {
	.name = "upgrade",
	.operands = "[FILE|DIR|-]",
	.summary = "Let this machine start a build of the server once; it stays when it is ready",
	.min = 0,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.help = "The build is published as candidate of servers, and the machine starts anew. If it isn't ready in time, or doesn't come up at all,\n"
		"the start after that is of what runs now. Without a build it says which generation runs, and why.\n",
	.run = run,
};
