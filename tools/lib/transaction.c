// SPDX-License-Identifier: MIT
// A transaction from its lists to its end: decide, stage, commit, apply.
#include "transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "apply.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "installed.h"
#include "opk.h"
#include "progress.h"
#include "target.h"
#include "transaction_impl.h"

enum { HISTORY_LENGTH = 1 << 20, PIECE = 1 << 16 };

// --- the lists, as they will be

// A file of the staging directory that is written piece by piece.
struct list {
	int fd;
	struct buffer b;
};

static int flush(struct list *l, size_t when)
{
	int rc = buffer_error(&l->b);

	if (!rc && l->b.n > when) {
		rc = file_write(l->fd, l->b.s, l->b.n, "a list");
		l->b.n = 0;
	}
	return rc;
}

static int open_list(struct tx *x, struct list *l, const char *name)
{
	*l = (struct list){ .fd = openat(x->place[0].fd, name,
				    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644) };
	return l->fd < 0 ? fail(-errno, "make the list %s", name) : 0;
}

static int close_list(struct list *l, int rc)
{
	if (!rc)
		rc = flush(l, 0);
	if (close(l->fd) && !rc)
		rc = fail(-errno, "close a list");
	buffer_free(&l->b);
	return rc;
}

// The packages that will be, by name; the n-th, or NULL behind the last.
struct next {
	const struct installed_package *old;
	const struct opk *opk;
};

static struct text name_of(const struct next *p)
{
	return p->opk ? p->opk->manifest.name : p->old->name;
}

static int by_name(const void *pa, const void *pb)
{
	return text_compare(name_of(pa), name_of(pb));
}

static const struct transaction_change *change_of(
	const struct transaction *t, const struct installed_package *p)
{
	for (size_t i = 0; i < t->changes; i++)
		if (t->change[i].old == p)
			return t->change + i;
	return NULL;
}

static size_t collect(const struct transaction *t, struct next *all)
{
	size_t count = 0;

	for (size_t i = 0; i < t->installed->count; i++)
		if (!change_of(t, t->installed->package + i))
			all[count++] = (struct next){ t->installed->package + i, NULL };
	for (size_t i = 0; i < t->changes; i++)
		if (t->change[i].opk)
			all[count++] = (struct next){ NULL, t->change[i].opk };
	return count;
}

static int list_installed(struct tx *x)
{
	const struct transaction *t = x->order;
	struct next *all = ARENA_ARRAY(x->arena, struct next, t->installed->count + t->changes);
	struct list l;
	int rc = all ? open_list(x, &l, "installed") : -ENOMEM;

	if (rc)
		return rc;
	size_t count = collect(t, all);
	qsort(all, count, sizeof *all, by_name);
	installed_write_first(&l.b);
	for (size_t i = 0; !rc && i < count; i++) {
		if (i && !by_name(all + i - 1, all + i))
			rc = fail(-EINVAL, "package %.*s twice", TEXT_ARG(name_of(all + i)));
		else if (all[i].opk)
			installed_write_new(&l.b, &all[i].opk->manifest, &all[i].opk->digest);
		else
			installed_write(&l.b, all[i].old);
		if (!rc)
			rc = flush(&l, PIECE);
	}
	return close_list(&l, rc);
}

static int list_text(struct tx *x, const char *name, struct text t)
{
	struct list l;
	int rc = t.s ? open_list(x, &l, name) : 0;

	if (rc || !t.s)
		return rc;
	buffer_text(&l.b, t);
	return close_list(&l, rc);
}

// +NAME=VERSION, -NAME=VERSION, NAME=OLD>NEW
static void history_change(struct buffer *b, const struct transaction_change *c)
{
	if (!c->old)
		buffer_printf(b, "\t+%.*s=%.*s", TEXT_ARG(c->opk->manifest.name),
			TEXT_ARG(c->opk->manifest.version));
	else if (!c->opk)
		buffer_printf(b, "\t-%.*s=%.*s", TEXT_ARG(c->old->name), TEXT_ARG(c->old->version));
	else
		buffer_printf(b, "\t%.*s=%.*s>%.*s", TEXT_ARG(c->old->name),
			TEXT_ARG(c->old->version), TEXT_ARG(c->opk->manifest.version));
}

// What happened, a line a transaction; when it gets long, the older half is forgotten.
static int list_history(struct tx *x)
{
	const struct transaction *t = x->order;
	struct text old = { 0 }, line;
	struct list l;
	int rc = file_load(x->arena, x->target->state, "history", HISTORY_LENGTH * 2, &old);

	if (rc && rc != -ENOENT)
		return rc;
	for (size_t half = old.n > HISTORY_LENGTH ? old.n / 2 : 0; old.n > half && half;)
		if (!text_line(&old, &line))
			break;
	rc = open_list(x, &l, "history");
	if (rc)
		return rc;
	buffer_text(&l.b, old);
	buffer_printf(&l.b, "%lld\t%s", (long long)time(NULL), t->command);
	for (size_t i = 0; i < t->changes; i++)
		history_change(&l.b, t->change + i);
	buffer_add(&l.b, "\n", 1);
	return close_list(&l, rc);
}

static bool chooses(const struct tx *x)
{
	return !choices_equal(&x->old_choices, &x->new_choices);
}

static int list_choices(struct tx *x)
{
	struct list l;
	int rc = chooses(x) ? open_list(x, &l, CHOICES_FILE) : 0;

	if (rc || !chooses(x))
		return rc;
	choices_write(&x->new_choices, &l.b);
	return close_list(&l, rc);
}

static int lists(struct tx *x)
{
	int rc = list_installed(x);

	if (!rc)
		rc = list_text(x, "world", x->order->world);
	if (!rc)
		rc = list_text(x, "hold", x->order->hold);
	if (!rc)
		rc = list_choices(x);
	return rc ? rc : list_history(x);
}

// --- the journal

static void add(struct buffer *b, enum journal_verb verb, struct text path)
{
	journal_add(b, &(struct journal_step){ .verb = verb, .path = path });
}

// All that isn't a directory, then the directories from the deepest up.
static void add_gone(struct buffer *b, const struct tx *x, bool first)
{
	for (size_t i = 0; i < x->goes; i++) {
		const struct entry *e = x->old.node[x->gone[i]].entry;

		if (x->gone_first[i] == first && e->type != 'd')
			add(b, JOURNAL_REMOVE, e->path);
	}
	for (size_t i = x->goes; i-- > 0;) {
		const struct entry *e = x->old.node[x->gone[i]].entry;

		if (x->gone_first[i] == first && e->type == 'd')
			add(b, JOURNAL_RMDIR, e->path);
	}
}

static void add_moves(struct buffer *b, const struct tx *x)
{
	for (size_t place = 0; place < x->places; place++) {
		if (place)
			add(b, JOURNAL_STAGE, x->place[place].path);
		for (size_t i = 0; i < x->tops; i++)
			if (x->top[i].place == place)
				journal_add(b,
					&(struct journal_step){ .verb = JOURNAL_MOVE,
						       .number = (uint32_t)i + 1,
						       .path = x->top[i].path });
	}
	if (x->places > 1)
		add(b, JOURNAL_STAGE, TEXT(""));
}

// First what makes room, then what comes, then what goes, last the lists: a reader of the lists sees the old
// ones until everything is in its place.
static int write_journal(const struct tx *x, struct buffer *b)
{
	journal_begin(b);
	for (size_t i = 0; i < x->replaces; i++)
		journal_add(b, x->replaced + i);
	add_gone(b, x, true);
	add_moves(b, x);
	buffer_text(b, buffer_view(&x->modes));
	add_gone(b, x, false);
	if (x->order->world.s)
		add(b, JOURNAL_STATE, TEXT("world"));
	if (x->order->hold.s)
		add(b, JOURNAL_STATE, TEXT("hold"));
	if (chooses(x))
		add(b, JOURNAL_STATE, TEXT(CHOICES_FILE));
	add(b, JOURNAL_STATE, TEXT("history"));
	add(b, JOURNAL_STATE, TEXT("installed"));
	return journal_end(b);
}

// Everything staged is on the disk before the journal is, and the journal is whole before it has its name.
static int commit(struct tx *x, const struct buffer *journal)
{
	for (size_t i = 0; i < x->places; i++)
		if (syncfs(x->place[i].fd))
			return fail(-errno, "syncfs");
	if (x->order->stop && x->order->stop())
		return fail(-EINTR, "stopped");
	return during(file_replace(x->place[0].fd, "journal", 0600, journal->s, journal->n),
		"write the journal");
}

// --- the whole

// True once the journal has its name: what follows is carried out, now or by the next run.
static bool decided(const struct tx *x)
{
	struct stat st;

	return !fstatat(x->place[0].fd, "journal", &st, AT_SYMLINK_NOFOLLOW) || errno != ENOENT;
}

// Takes away what was staged, and keeps the error that was the reason.
static int undo(struct tx *x, int rc)
{
	char why[2000];

	snprintf(why, sizeof why, "%s", error_text());
	if (apply_clean(x->target, x->arena) < 0)
		return during(rc, "%.900s; undoing it", why);	// the next run does it
	fail(-E_DATA, "%s", why);
	return rc;
}

static int carry_out(struct tx *x, struct buffer *text)
{
	struct journal j;
	int rc = journal_parse(&j, x->arena, buffer_view(text));

	if (!rc)
		rc = apply_journal(x->target, &j);
	if (!rc)
		rc = apply_clean(x->target, x->arena);
	return during(rc, "it is decided but not finished (`orion-pkg fix` finishes it)");
}

static uint64_t size_of_staged(const struct tx *x)
{
	uint64_t size = 0;

	for (size_t i = 0; i < x->places; i++)
		size += x->place[i].bytes;
	return size;
}

static int write_and_decide(struct tx *x, struct buffer *journal)
{
	int rc = tx_stage(x);

	if (!rc)
		rc = lists(x);
	if (!rc)
		rc = write_journal(x, journal);
	return rc ? rc : commit(x, journal);
}

static int run(struct tx *x)
{
	struct buffer journal = { 0 };
	mode_t mask = umask(0);

	progress_begin(PROGRESS_UNPACK, size_of_staged(x));
	int rc = write_and_decide(x, &journal);
	progress_end();

	if (!rc)
		rc = carry_out(x, &journal);
	else if (x->place[0].fd >= 0 && decided(x))
		rc = during(rc, "it is decided but not finished (`orion-pkg fix` finishes it)");
	else
		rc = undo(x, rc);
	umask(mask);
	buffer_free(&journal);
	return rc;
}

static bool nothing_to_do(const struct tx *x)
{
	return !x->order->changes && !x->tops && !x->goes && !x->modes.n && !x->replaces &&
		!x->order->world.s && !x->order->hold.s && !chooses(x);
}

static int begin(
	struct tx *x, const struct transaction *t, struct arena *a, struct transaction_notes *notes)
{
	*notes = (struct transaction_notes){ 0 };
	*x = (struct tx){ .order = t, .target = t->target, .arena = a, .notes = notes };
	return tx_plan(x);
}

int transaction_check(const struct transaction *t, struct arena *a, struct transaction_notes *notes)
{
	struct tx x;
	int rc = begin(&x, t, a, notes);

	tx_unmap(&x);
	buffer_free(&x.modes);
	return rc;
}

int transaction_run(const struct transaction *t, struct arena *a, struct transaction_notes *notes)
{
	struct tx x;
	int rc = begin(&x, t, a, notes);

	if (!rc && !nothing_to_do(&x))
		rc = run(&x);
	tx_close_places(&x);
	tx_unmap(&x);
	buffer_free(&x.modes);
	return rc;
}
