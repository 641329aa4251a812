// SPDX-License-Identifier: MIT
// Taking what has come, with the base's lock. Everything is looked at again, since it may have changed here meanwhile.
#include "synced_impl.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "bring.h"
#include "buffer.h"
#include "candidate.h"
#include "error.h"
#include "file.h"
#include "history.h"
#include "leases.h"
#include "members.h"
#include "pins.h"
#include "running.h"
#include "shared_files.h"
#include "synced.h"

#define CANDIDATE_FILE "channels/" SITE_ROLE

enum { CLOCKS_APART = 3600 };	// seconds

// --- tables

static int take_history(struct exchange *x, struct text theirs)
{
	struct syncing *s = x->with;
	struct generation *own = NULL, *list;
	size_t owns = 0, count;
	struct buffer b = { 0 };
	struct text t;
	int rc = base_parse_generations(&list, &count, s->arena, theirs);

	if (!rc)
		rc = file_make_dirs(s->base.dir, "roles/" SITE_ROLE, 0755);
	if (!rc)
		rc = file_load_or_none(s->arena, s->base.dir, HISTORY_FILE, HISTORY_LENGTH, &t);
	if (!rc)
		rc = base_parse_generations(&own, &owns, s->arena, t);
	if (!rc)	// who joins has the numbers of the first
		rc = s->joining ? history_merge(&b, list, count, own, owns)
				: history_merge(&b, own, owns, list, count);
	if (!rc && !text_equal(buffer_view(&b), t)) {
		rc = file_replace(s->base.dir, HISTORY_FILE, 0644, b.s, b.n);
		s->merged = true;
	}
	buffer_free(&b);
	return rc;
}

// Is it later than any clock here would say? Such a row would stand in the way of all that are reported once that clock is right.
static bool is_of_later(const struct running *r, uint64_t now)
{
	return r->seconds > now + CLOCKS_APART;
}

// Rows of both tables, of each machine the newer.
static int take_nodes(struct exchange *x, struct text theirs)
{
	struct syncing *s = x->with;
	struct running_table own, t;
	struct buffer b = { 0 };
	bool changed = false;
	uint64_t now = (uint64_t)time(NULL);
	int lock = running_lock(s->base.path);
	int rc = lock < 0 ? lock : running_parse(&t, s->arena, theirs);

	if (!rc)
		rc = running_load(&own, s->arena, s->base.path);
	for (size_t i = 0; !rc && i < t.count; i++) {
		const struct running *is = running_find(&own, t.item[i].machine, t.item[i].address);

		if ((is && is->seconds >= t.item[i].seconds) || is_of_later(&t.item[i], now))
			continue;
		rc = running_set(&own, s->arena, &t.item[i], now);
		changed = true;
	}
	if (!rc && changed) {
		running_write(&b, &own);
		rc = buffer_error(&b);
		if (!rc)
			rc = file_replace(s->base.dir, RUNNING_FILE, 0644, b.s, b.n);
		s->merged = true;
	}
	buffer_free(&b);
	if (lock >= 0)
		close(lock);
	return rc;
}

int synced_hear_leases(struct exchange *x)
{
	struct syncing *s = x->with;
	const struct also *also = &x->also[ALSO_LEASES];
	struct leases_told *more;
	struct leases l;

	if (!also->there)
		return 0;
	if (leases_parse(&l, s->arena, also->content)) {	// take_leases says so
		error_clear();
		return 0;
	}
	more = arena_more(s->arena, s->leases, s->tolds, sizeof *more);
	if (!more)
		return -ENOMEM;
	s->leases = more;
	more[s->tolds++] = (struct leases_told){ x->peer->name, also->content };
	return 0;
}

static int take_leases(struct exchange *x, struct text theirs)
{
	struct syncing *s = x->with;
	const char *file = arena_printf(s->arena, LEASES_DIRECTORY "/%s", x->peer->name);
	struct leases l;
	struct text was;
	int rc = file ? leases_parse(&l, s->arena, theirs) : -ENOMEM;

	if (!rc)
		rc = file_make_dirs(s->base.dir, LEASES_DIRECTORY, 0755);
	if (!rc && !file_load(s->arena, s->base.dir, file, LEASES_LENGTH, &was) &&
		text_equal(was, theirs))
		return 0;
	error_clear();
	return rc ? rc : file_replace(s->base.dir, file, 0644, theirs.s, theirs.n);
}

// --- files

static int point(void *arg, struct text content)
{
	struct syncing *s = arg;
	struct channel c;
	int rc = base_parse_channel(&c, content);

	if (!rc && !c.boots)
		rc = fail(-E_DATA, "it names no generation");
	return rc ? rc : candidate_point(s->arena, &s->base, SITE_ROLE, &c.current);
}

static bool has_pinned(const struct exchange *x, struct text content)
{
	struct pins p;

	if (pins_parse(&p, x->with->arena, content))
		return false;
	for (size_t i = 0; i < p.count; i++)
		if (!synced_has_bundle(x->with, &p.item[i].digest))
			return false;
	return true;
}

static bool names_what_is_here(const struct exchange *x, const struct wanted *w)
{
	struct channel c;

	if (!w->item->there)
		return true;
	if (text_is(w->item->path, "pins"))
		return has_pinned(x, w->content);
	return !text_starts(w->item->path, "channels/") ||
		(!base_parse_channel(&c, w->content) && c.boots &&
			synced_has_bundle(x->with, &c.current));
}

// What `orion apply` brings into force where it was changed.
static bool is_setting(struct text path)
{
	return text_is(path, SYNCED_CONF) ||
		(!memchr(path.s, '/', path.n) && path.s[path.n - 1] == 'b');
}

// What was changed here and nobody was told of, unless it is the same; of who joins `join` itself keeps orion.conf.
static int lose_unnoticed(struct syncing *s, const struct shared_item *to, struct text content)
{
	struct text own;
	int noticed = shared_is_noticed(&s->own, s->arena, &s->base, to->path);

	if (noticed || (s->joining && text_is(to->path, SYNCED_CONF)))
		return noticed < 0 ? noticed : 0;
	int rc = shared_load(s->arena, &s->base, to->path, &own);
	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	return rc || (to->there && text_equal(own, content))
		? rc
		: shared_lose_text(s->arena, &s->base, to->path, own);
}

static int write_item(struct exchange *x, const struct shared_item *to, struct text content)
{
	struct syncing *s = x->with;
	bool candidate = text_is(to->path, CANDIDATE_FILE);

	if (candidate && !to->there)
		return 0;	// nobody removes it
	int rc = is_setting(to->path) ? 0 : synced_begin_serving(s);
	if (!rc)
		rc = lose_unnoticed(s, to, content);
	if (!rc)
		rc = shared_change(
			&s->own, s->arena, &s->base, to, content, candidate ? point : NULL, s);
	return rc ? rc : synced_remember(s->arena, &x->said->taken, &x->said->count, to->path);
}

// One that counts no more on one of both sides.
static int lose(
	struct exchange *x, const struct shared_item *mine, const struct wanted *w, bool ours)
{
	struct syncing *s = x->with;
	int rc = ours ? shared_lose(s->arena, &s->base, mine->path)
		      : shared_lose_text(s->arena, &s->base, w->item->path, w->content);

	syslog(LOG_WARNING,
		"%.*s was changed here and on %s, and neither knew of the other: that of %.*s counts, the other is in %s/" SHARED_LOST,
		TEXT_ARG(w->item->path), x->peer->name,
		TEXT_ARG(ours ? w->item->stamp.origin : mine->stamp.origin), s->base.path);
	return rc ? rc : synced_remember(s->arena, &x->said->lost, &x->said->losses, w->item->path);
}

// Was it fetched for that? What was changed here meanwhile may have it judged otherwise; the next run looks again.
static bool is_fetched_for(const struct wanted *w, enum verdict v)
{
	return v == w->verdict || v == VERDICT_KNOW || w->verdict == VERDICT_TAKE ||
		w->verdict == VERDICT_OVERRULE;
}

static int take_item(struct exchange *x, const struct wanted *w)
{
	struct syncing *s = x->with;
	enum verdict v = verdict_of(&s->own, w->item);
	const struct shared_item *was = shared_find(&s->own, w->item->path);
	struct shared_item to = v == VERDICT_KEEP ? *was : *w->item;
	bool takes = v == VERDICT_TAKE || v == VERDICT_OVERRULE;
	int rc = 0;

	if (v == VERDICT_LEAVE || !is_fetched_for(w, v) || (takes && !names_what_is_here(x, w)))
		return 0;
	if (v == VERDICT_OVERRULE || v == VERDICT_KEEP)
		rc = lose(x, was, w, v == VERDICT_OVERRULE);
	if (!rc && was)
		rc = stamp_join(&to.stamp, &was->stamp);
	if (!rc && v == VERDICT_KEEP)
		rc = stamp_join(&to.stamp, &w->item->stamp);
	if (rc)
		return rc;
	if (takes)
		return write_item(x, &to, w->content);
	rc = shared_set(&s->own, s->arena, &to);
	return rc ? rc : shared_store(&s->own, &s->base);
}

// --- all of it

// What failed here, and not for what came, ends the run.
static int blame(struct exchange *x, int rc, const char *what)
{
	return rc <= -E_DATA ? synced_complain(x, rc, what) : rc;
}

// Keys are told nodes when they boot.
static int take_packages(struct exchange *x)
{
	struct syncing *s = x->with;
	struct repositories *r = &x->repositories;
	int rc = r->new_keys ? synced_begin_serving(s) : 0;

	if (!rc)
		rc = repositories_agree(r);
	x->said->bytes += r->bytes;
	s->rekeyed = s->rekeyed || r->new_keys;
	if (!rc && r->new_keys)
		rc = synced_remember(s->arena, &x->said->taken, &x->said->count, TEXT("keys"));
	if (!rc && r->changes)
		rc = synced_remember(
			s->arena, &x->said->taken, &x->said->count, TEXT(REPOSITORIES_ALSO));
	return blame(x, rc, REPOSITORIES_ALSO);
}

static int take_tables(struct exchange *x)
{
	static int (*const take[])(struct exchange *, struct text) = { take_history, take_nodes,
		take_leases };	// in the order of ALSO_...
	int rc = 0;

	for (size_t i = 0; !rc && i < ALSOS; i++)
		if (x->also[i].there) {
			rc = blame(x, take[i](x, x->also[i].content), x->also[i].name);
			x->also[i].there = false;
		}
	return rc;
}

static int take_generations(struct exchange *x)
{
	struct syncing *s = x->with;
	int rc = 0;

	for (size_t i = 0; !rc && i < x->cames; i++) {
		if (synced_has_bundle(s, &x->came[i]->digest))
			continue;
		int failed = bring_in(s->arena, &s->base, x->came[i]);

		x->said->generations += !failed;
		rc = blame(x, failed, "generations");
	}
	return rc;
}

// Is there a channel, or are there pins, whose generations have not come yet?
static bool waits(const struct exchange *x)
{
	for (size_t i = 0; !x->whole && i < x->wants; i++)
		if (!x->want[i].ready &&
			verdict_of(&x->with->own, x->want[i].item) != VERDICT_LEAVE)
			return true;
	return false;
}

// orion.conf, which names channels and files of keys, comes after all else.
static int take_items(struct exchange *x, bool conf)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < x->wants; i++)
		if (x->want[i].ready && text_is(x->want[i].item->path, SYNCED_CONF) == conf)
			rc = take_item(x, &x->want[i]);
	return rc;
}

int synced_take(struct exchange *x)
{
	const struct syncing *s = x->with;
	int rc = synced_notice(x->with);

	if (!rc)
		rc = take_tables(x);
	if (!rc)
		rc = take_generations(x);
	if (!rc)
		rc = take_items(x, false);
	if (!rc && x->whole)
		rc = take_packages(x);
	if (!rc && s->joining && x->said->wrong)
		rc = fail(-E_DATA, "%s", x->said->wrong);
	return rc || waits(x) ? rc : take_items(x, true);
}

int synced_leave(struct exchange *x)
{
	struct syncing *s = x->with;
	int rc = synced_begin_serving(s);

	if (!rc)
		rc = members_left(s->arena, &s->base, &s->site.servers, x->peer->name);
	s->left = !rc;
	return rc ? rc
		  : synced_remember(s->arena, &x->said->taken, &x->said->count,
			    TEXT("leave of this server"));
}
