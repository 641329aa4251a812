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

enum { WORDS = 4 };

struct words {
	struct text word[WORDS]; // the verb first
	size_t count;
};

struct verb {
	const char *name;
	size_t least, most; // words behind it
	int (*run)(struct arena *a, const struct places *p, const struct words *w);
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

static char *word(struct arena *a, const struct words *w, size_t i)
{
	return i < w->count ? arena_text(a, w->word[i].s, w->word[i].n) : NULL;
}

// --- the verbs

// The table that policyd left, when it is one, becomes the base's.
static int keep(struct arena *a, const struct places *p, const struct words *w)
{
	struct running_table t;
	struct text text;
	int from = file_open_dir(p->state), to = file_open_dir(p->base);
	int rc = from < 0 ? from : to < 0 ? to : 0;

	(void)w;
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
static int moved(struct arena *a, const struct places *p, const struct words *w)
{
	struct text part[2];
	size_t parts = text_fields(w->word[1], '.', part, 2);
	int rc = parts > 2 ? fail(-E_DATA, "that is no channel") : role_check(part[0]);

	if (!rc && parts == 2)
		rc = role_check(part[1]);
	if (rc)
		return rc;
	char *argv[] = { arena_printf(a, "%s/server/channel-moved", p->lib), "y",
		arena_printf(a, "%s/channels", p->base), word(a, w, 1), NULL };
	return argv[0] && argv[2] && argv[3] ? start(argv) : -ENOMEM;
}

static int check_machine(struct text t)
{
	char mac[MAC_TEXT], uuid[UUID_TEXT];
	bool is = !mac_parse(mac, t) || !uuid_parse(uuid, t) || !hostname_check(t);

	if (is)
		error_clear();
	return is ? 0 : fail(-E_DATA, "that is no node");
}

// NODE [DIGEST]
static int booted(struct arena *a, const struct places *p, const struct words *w)
{
	struct digest d;
	int rc = check_machine(w->word[1]);

	(void)p;
	if (!rc && w->count > 2)
		rc = digest_parse(&d, w->word[2]);
	char *argv[] = { "orion", "booted", word(a, w, 1), word(a, w, 2), NULL };
	return rc ? rc : argv[2] ? start(argv) : -ENOMEM;
}

static int gc(struct arena *a, const struct places *p, const struct words *w)
{
	char *argv[] = { "orion", "gc", NULL };

	(void)a;
	(void)p;
	(void)w;
	return start(argv);
}

static const struct verb verbs[] = {
	{ "keep", 0, 0, keep },
	{ "moved", 1, 1, moved },
	{ "booted", 1, 2, booted },
	{ "gc", 0, 0, gc },
};

int verbs_do(struct arena *a, const struct places *p, struct text question)
{
	struct words w;

	w.count = text_fields(question, ' ', w.word, WORDS);
	for (size_t i = 0; w.count <= WORDS && i < sizeof verbs / sizeof *verbs; i++)
		if (text_is(w.word[0], verbs[i].name) && w.count > verbs[i].least &&
			w.count <= verbs[i].most + 1)
			return verbs[i].run(a, p, &w);
	return fail(-E_CALL, "there is no such question");
}
