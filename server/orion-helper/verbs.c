// SPDX-License-Identifier: MIT
// A row each. Nothing that was asked reaches a program but words whose form was checked, and no shell reads them.
#include "verbs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "../orion-server/hardware.h"
#include "../orion-server/hostname.h"
#include "../orion-server/running.h"
#include "arena.h"
#include "child.h"
#include "digest.h"
#include "error.h"
#include "file.h"
#include "role.h"

struct verb {
	const char *name;
	size_t least, most;	// words behind it
	int (*check)(const struct question *q);	// these; NULL: there are none
	int (*run)(struct arena *a, const struct places *p, const struct question *q);
};

static char *word(struct arena *a, const struct question *q, size_t i)
{
	return i < q->count ? arena_text(a, q->word[i].s, q->word[i].n) : NULL;
}

// --- the verbs

static int check_keep(const struct question *q)
{
	struct digest d;

	return digest_parse(&d, q->word[1]);
}

// Is the base's table the one that policyd read?
static int check_base(int base, struct text said)
{
	struct digest is, was;
	int rc = digest_file(&is, base, RUNNING_FILE);

	if (rc == -ENOENT) {
		error_clear();
		rc = digest_of(&is, "", 0);
	}
	if (!rc)
		rc = digest_parse(&was, said);
	if (!rc && !digest_equal(&is, &was))
		rc = fail(-ESTALE, "the node table was changed meanwhile");
	return rc;
}

// The table that policyd left, when it is one, and made of the one that is there, becomes the base's.
static int keep(struct arena *a, const struct places *p, const struct question *q)
{
	struct running_table t;
	struct text text;
	int from = file_open_dir(p->state), to = running_lock(p->base);
	int rc = from < 0 ? from : to < 0 ? to : 0;

	if (!rc)
		rc = check_base(to, q->word[1]);
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

	return argv[0] && argv[2] && argv[3] ? child_run(argv) : -ENOMEM;
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
	return argv[2] && (argv[3] || q->count < 3) ? child_run(argv) : -ENOMEM;
}

static int gc(struct arena *a, const struct places *p, const struct question *q)
{
	char *argv[] = { "orion", "gc", NULL };

	(void)a;
	(void)p;
	(void)q;
	return child_run(argv);
}

static const struct verb verbs[] = {
	{ "keep", 1, 1, check_keep, keep },
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
