// SPDX-License-Identifier: MIT
// A row each. Nothing that was asked reaches a program but words whose form was checked, and no shell reads them.
#include "verbs.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../orion-server/hardware.h"
#include "../orion-server/hostname.h"
#include "../orion-server/running.h"
#include "arena.h"
#include "buffer.h"
#include "digest.h"
#include "error.h"
#include "file.h"
#include "role.h"

extern char **environ;

struct verb {
	const char *name;
	size_t least, most;	// words behind it
	int (*check)(const struct question *q);	// these; NULL: there are none
	int (*run)(struct arena *a, const struct places *p, const struct question *q);
};

// --- programs

static int wait_for(pid_t pid, const char *name)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(-errno, "wait for %s", name);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFEXITED(status))
		return fail(-E_NO, "%s ended with status %d", name, WEXITSTATUS(status));
	return fail(-E_NO, "%s was ended by signal %d", name, WTERMSIG(status));
}

// What it says goes where our messages go.
static int start(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int rc = posix_spawn_file_actions_init(&actions);

	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc ? fail(-rc, "run %s", argv[0]) : wait_for(pid, argv[0]);
}

static char *word(struct arena *a, const struct question *q, size_t i)
{
	return i < q->count ? arena_text(a, q->word[i].s, q->word[i].n) : NULL;
}

// --- the verbs

// The table that policyd left, when it is one, becomes the base's.
static int keep(struct arena *a, const struct places *p, const struct question *q)
{
	struct running_table t;
	struct text text;
	int from = file_open_dir(p->state), to = file_open_dir(p->base);
	int rc = from < 0 ? from : to < 0 ? to : 0;

	(void)q;
	if (!rc)
		rc = file_load(a, from, RUNNING_FILE, RUNNING_LENGTH, &text);
	if (!rc)
		rc = running_parse(&t, a, text);
	if (!rc)
		rc = file_replace(to, RUNNING_FILE, 0644, text.s, text.n);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return rc;
}

// ROLE, or ROLE.NAME
static int check_channel(const struct question *q)
{
	struct text part[2];
	size_t parts = text_fields(q->word[1], '.', part, 2);
	bool is = parts <= 2 && part[0].n && *part[0].s != '-';
	int rc = is ? role_check(part[0]) : fail(-E_DATA, "that is no channel");

	return rc || parts < 2 ? rc : role_check(part[1]);
}

static int moved(struct arena *a, const struct places *p, const struct question *q)
{
	char *argv[] = { arena_printf(a, "%s/server/channel-moved", p->lib), "y",
		arena_printf(a, "%s/channels", p->base), word(a, q, 1), NULL };

	return argv[0] && argv[2] && argv[3] ? start(argv) : -ENOMEM;
}

static bool is_machine(struct text t)
{
	char mac[MAC_TEXT], uuid[UUID_TEXT];

	return !mac_parse(mac, t) || !uuid_parse(uuid, t) || !hostname_check(t);
}

// MAC, UUID or name, and a digest.
static int check_booted(const struct question *q)
{
	struct digest d;

	if (!is_machine(q->word[1]))
		return fail(-E_DATA, "that is no node");
	error_clear();
	return q->count > 2 ? digest_parse(&d, q->word[2]) : 0;
}

static int booted(struct arena *a, const struct places *p, const struct question *q)
{
	char *argv[] = { "orion", "booted", word(a, q, 1), word(a, q, 2), NULL };

	(void)p;
	return argv[2] && (argv[3] || q->count < 3) ? start(argv) : -ENOMEM;
}

static int gc(struct arena *a, const struct places *p, const struct question *q)
{
	char *argv[] = { "orion", "gc", NULL };

	(void)a;
	(void)p;
	(void)q;
	return start(argv);
}

static const struct verb verbs[] = {
	{ "keep", 0, 0, NULL, keep },
	{ "moved", 1, 1, check_channel, moved },
	{ "booted", 1, 2, check_booted, booted },
	{ "gc", 0, 0, NULL, gc },
};

static bool is(const struct verb *v, const struct question *q)
{
	return text_is(q->word[0], v->name) && q->count > v->least && q->count <= v->most + 1;
}

int verbs_parse(struct question *q, struct text t)
{
	q->count = text_fields(t, ' ', q->word, VERBS_WORDS);
	q->verb = NULL;
	for (size_t i = 0; q->count <= VERBS_WORDS && i < sizeof verbs / sizeof *verbs; i++)
		if (is(&verbs[i], q))
			q->verb = &verbs[i];
	if (!q->verb)
		return fail(-E_CALL, "there is no such question");
	return q->verb->check ? q->verb->check(q) : 0;
}

int verbs_do(struct arena *a, const struct places *p, const struct question *q)
{
	return q->verb->run(a, p, q);
}
