// SPDX-License-Identifier: MIT
// From lists of several servers to one state. Contents and generations are fetched first, without the base's lock; under it everything is looked at
// again, since it may have changed here meanwhile.
#include "synced.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "applied.h"
#include "arena.h"
#include "base.h"
#include "bring.h"
#include "buffer.h"
#include "candidate.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "hook.h"
#include "import.h"
#include "leases.h"
#include "members.h"
#include "net.h"
#include "paths.h"
#include "peer.h"
#include "pending.h"
#include "pins.h"
#include "publish.h"
#include "repositories.h"
#include "running.h"
#include "shared_files.h"
#include "site.h"
#include "told.h"

enum { GENERATIONS_LENGTH = 4 << 20 };

#define CANDIDATE_FILE "channels/" SITE_ROLE
#define CONF "orion.conf"
#define SERVING BRING "/serving"	// while it is made so

struct syncing {
	struct arena *arena;
	struct base base;
	struct site site;
	struct peers peers;
	struct minisign_secret key;
	struct fetcher fetcher;
	struct shared own;
	const char *self;
	unsigned poke;	// UDP port at which the others are told; 0: they aren't
	bool joining;	// it is the first time: what is here isn't known yet
	bool served;	// it was made so
	bool left;	// this server was taken out of the others
	bool rekeyed; // the repository has other keys now
	bool served_there;	// one of the others serves our orion.conf
	bool merged;	// what is told besides the list is another now
};

// What is to be taken of a peer's list.
struct wanted {
	const struct shared_item *item;
	struct text content;
};

struct exchange {
	struct syncing *with;
	const struct peer *peer;
	struct synced_peer *said;
	struct shared list;
	struct wanted *want;
	size_t wants;
	const struct shared_bundle **came;
	size_t cames;
	struct repositories repositories;
};

// --- the base

static int lock(struct syncing *s)
{
	int rc = base_lock(&s->base, s->arena, "sync", true, NULL);

	if (!rc)
		rc = base_recover(&s->base, s->arena, SITE_ROLE);
	if (rc >= 0)
		rc = import_recover(&s->base, s->arena, (uint64_t)time(NULL));
	return rc < 0 ? rc : 0;
}

static void unlock(struct syncing *s)
{
	lock_drop(&s->base.lock);
}

static int notice(struct syncing *s)
{
	size_t changed;

	if (s->joining) {
		s->own = (struct shared){ .server = text_of(s->self) };
		return 0;
	}
	int rc = shared_open(&s->own, s->arena, &s->base, text_of(s->self));
	return rc ? rc : shared_notice(&s->own, s->arena, &s->base, &changed);
}

// Which of the servers signs, among those that have the same keys.
static int keep_place(const struct syncing *s)
{
	char place[8];
	struct text is;
	int n = snprintf(place, sizeof place, "%zu\n", s->site.servers.self % CONF_SERVERS);

	if (s->joining)
		return 0;
	int rc = file_load(s->arena, s->base.dir, "keys/" PUBLISH_PLACE, sizeof place, &is);
	if (rc && rc != -ENOENT)
		return rc;
	if (!rc && text_is(is, place))
		return 0;
	error_clear();
	return file_replace(s->base.dir, "keys/" PUBLISH_PLACE, 0600, place, (size_t)n);
}

// Who is told that there is something new comes for it at once.
static int tell(struct syncing *s)
{
	bool changed = false;
	int rc = lock(s);

	if (!rc)
		rc = keep_place(s);
	if (!rc)
		rc = notice(s);
	if (!rc)
		rc = told_write(s->arena, &s->base, &s->own, &s->key, &s->peers, &changed);
	unlock(s);
	for (size_t i = 0; !rc && changed && s->poke && i < s->peers.count; i++)
		net_poke(s->peers.item[i].address, s->poke);
	return rc;
}

// --- what counts

enum verdict { LEAVE, KNOW, TAKE, OVERRULE, KEEP };

static bool same(const struct shared_item *x, const struct shared_item *y)
{
	return x->there == y->there && (!x->there || digest_equal(&x->digest, &y->digest));
}

// LEAVE: theirs is known. KNOW: it is the same here, made twice. TAKE: it follows ours. Of two that are apart, OVERRULE: theirs counts; KEEP: ours.
static enum verdict judge(const struct shared *own, const struct shared_item *theirs)
{
	const struct shared_item *mine = shared_find(own, theirs->path);

	if (!mine)
		return TAKE;
	switch (stamp_compare(&theirs->stamp, &mine->stamp)) {
	case STAMP_SAME:
	case STAMP_BEFORE: return LEAVE;
	case STAMP_AFTER: return same(theirs, mine) ? KNOW : TAKE;
	default: break;
	}
	if (same(theirs, mine))
		return KNOW;
	return stamp_counts(&theirs->stamp, &mine->stamp) ? OVERRULE : KEEP;
}

// --- remembering what happened

static int remember(struct arena *a, const char ***list, size_t *count, struct text path)
{
	const char **more = arena_more(a, *list, *count, sizeof *more);

	if (!more)
		return -ENOMEM;
	*list = more;
	more[*count] = arena_text(a, path.s, path.n);
	return more[(*count)++] ? 0 : -ENOMEM;
}

// Something of a peer isn't as it must be: said, and the others go on.
static int complain(struct exchange *x, int rc, const char *what)
{
	if (!rc || rc == -ENOMEM)
		return rc;
	during(rc, "%s", what);
	if (!x->said->wrong)
		x->said->wrong = arena_text(x->with->arena, error_text(), strlen(error_text()));
	error_clear();
	return x->said->wrong ? 0 : -ENOMEM;
}

// --- fetching, without the lock

static int get_list(struct exchange *x)
{
	struct syncing *s = x->with;
	struct text t, body;
	int rc = peer_get(&t, s->arena, &s->fetcher, x->peer, "/peer/state",
		SHARED_LENGTH + MINISIGN_SIGNATURE_MAX);

	if (!rc)
		rc = peer_check(&body, &x->peer->key, t);
	if (!rc)
		rc = shared_parse(&x->list, s->arena, body);
	if (!rc && !text_is(x->list.server, x->peer->name))
		rc = fail(-E_TRUST, "it says to be `%.*s`", TEXT_ARG(x->list.server));
	return rc;
}

static bool has_bundle(const struct syncing *s, const struct digest *d)
{
	char hex[DIGEST_HEX + 1], path[sizeof "bundles/" SITE_ROLE "/.bundle" + DIGEST_HEX];

	digest_hex(d, hex);
	snprintf(path, sizeof path, "bundles/" SITE_ROLE "/%s.bundle", hex);
	return !faccessat(s->base.dir, path, F_OK, 0);
}

static bool has_come(const struct exchange *x, const struct digest *d)
{
	for (size_t i = 0; i < x->cames; i++)
		if (digest_equal(&x->came[i]->digest, d))
			return true;
	return false;
}

// needed: without it what names it isn't taken.
static int get_bundle(struct exchange *x, const struct digest *d, bool needed)
{
	struct syncing *s = x->with;
	const struct shared_bundle *b = shared_find_bundle(&x->list, d);
	char hex[DIGEST_HEX + 1];

	if (has_bundle(s, d) || has_come(x, d) || (!b && !needed))
		return 0;
	digest_hex(d, hex);
	if (!b)
		return fail(-E_DATA, "it names the generation %.12s, and hasn't got it", hex);
	int rc = bring(s->arena, &s->base, &s->fetcher, x->peer, b, &x->said->bytes);
	if (rc)
		return rc;
	const struct shared_bundle **more = arena_more(s->arena, x->came, x->cames, sizeof *more);
	if (!more)
		return -ENOMEM;
	x->came = more;
	more[x->cames++] = b;
	return 0;
}

static int get_of_channel(struct exchange *x, struct text content)
{
	struct channel c;
	int rc = base_parse_channel(&c, content);

	if (!rc && c.boots)
		rc = get_bundle(x, &c.current, true);
	if (!rc && c.has_former)
		rc = get_bundle(x, &c.former, false);
	return rc;
}

static int get_of_pins(struct exchange *x, struct text content)
{
	struct pins p;
	int rc = pins_parse(&p, x->with->arena, content);

	for (size_t i = 0; !rc && i < p.count; i++)
		rc = get_bundle(x, &p.item[i].digest, true);
	return rc;
}

// What it is good for, as far as that can be said before it is in its place.
static int check(struct exchange *x, struct text path, struct text content)
{
	if (text_is(path, CONF))
		return shared_fits(x->with->arena, &x->with->base, content, true);
	if (text_starts(path, "channels/"))
		return get_of_channel(x, content);
	return text_is(path, "pins") ? get_of_pins(x, content) : 0;
}

static int want(struct exchange *x, const struct shared_item *item, struct text content)
{
	struct wanted *more = arena_more(x->with->arena, x->want, x->wants, sizeof *more);

	if (!more)
		return -ENOMEM;
	x->want = more;
	more[x->wants++] = (struct wanted){ item, content };
	return 0;
}

static int get_item(struct exchange *x, const struct shared_item *item)
{
	struct syncing *s = x->with;
	enum verdict v = judge(&s->own, item);
	struct text content = TEXT("");
	int rc = 0;

	if (v == LEAVE)
		return 0;
	if (v != KNOW && item->there) {
		rc = peer_get_content(&content, s->arena, &s->fetcher, x->peer, &item->digest, "",
			&item->digest, SHARED_ITEM);
		if (!rc && v != KEEP)
			rc = check(x, item->path, content);
	}
	if (!rc)
		return want(x, item, content);
	return complain(x, rc, arena_printf(s->arena, "%.*s", TEXT_ARG(item->path)));
}

static int get_items(struct exchange *x)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < x->list.count; i++)
		rc = get_item(x, &x->list.item[i]);
	return rc;
}

// --- taking, with the lock

// The numbers of generations: those of a longer history of the same beginning; else what is new gets the next ones.
static int merge_history(struct buffer *b, const struct generation *own, size_t owns,
	const struct generation *theirs, size_t count)
{
	size_t common = 0;
	uint64_t next = owns ? own[owns - 1].number + 1 : 1;

	while (common < owns && common < count && own[common].number == theirs[common].number &&
		digest_equal(&own[common].digest, &theirs[common].digest))
		common++;
	for (size_t i = 0; i < owns; i++) {
		struct generation g = own[i];

		if (i < common && theirs[i].seconds < g.seconds)
			g.seconds = theirs[i].seconds;
		base_write_generation(b, &g);
	}
	for (size_t i = common; i < count; i++) {
		struct generation g = theirs[i];
		bool known = false;

		for (size_t k = 0; k < owns; k++)
			known = known || digest_equal(&own[k].digest, &g.digest);
		if (known)
			continue;
		if (common < owns || g.number < next)
			g.number = next;
		next = g.number + 1;
		base_write_generation(b, &g);
	}
	return buffer_error(b);
}

static int take_history(struct exchange *x, struct text theirs)
{
	struct syncing *s = x->with;
	struct generation *own = NULL, *list;
	size_t owns = 0, count;
	struct buffer b = { 0 };
	struct text t;
	const char *file = "roles/" SITE_ROLE "/generations";
	int rc = base_parse_generations(&list, &count, s->arena, theirs);

	if (!rc)
		rc = file_make_dirs(s->base.dir, "roles/" SITE_ROLE, 0755);
	if (!rc) {
		rc = file_load(s->arena, s->base.dir, file, GENERATIONS_LENGTH, &t);
		if (rc == -ENOENT) {
			error_clear();
			t = TEXT("");
			rc = 0;
		}
	}
	if (!rc)
		rc = base_parse_generations(&own, &owns, s->arena, t);
	if (!rc)	// who joins has the numbers of the first
		rc = s->joining ? merge_history(&b, list, count, own, owns)
				: merge_history(&b, own, owns, list, count);
	if (!rc && !text_equal(buffer_view(&b), t)) {
		rc = file_replace(s->base.dir, file, 0644, b.s, b.n);
		s->merged = true;
	}
	buffer_free(&b);
	return rc;
}

static int point(void *arg, struct text content)
{
	struct syncing *s = arg;
	struct channel c;
	int rc = base_parse_channel(&c, content);

	if (!rc && !c.boots)
		rc = fail(-E_DATA, "it names no generation");
	return rc ? rc : candidate_point(s->arena, &s->base, SITE_ROLE, &c.current);
}

static bool names_what_is_here(const struct exchange *x, const struct wanted *w)
{
	struct channel c;

	return !text_starts(w->item->path, "channels/") || !w->item->there ||
		(!base_parse_channel(&c, w->content) && c.boots && has_bundle(x->with, &c.current));
}

static bool is_serving(const struct syncing *s)
{
	return !faccessat(s->base.dir, SERVING, F_OK, AT_SYMLINK_NOFOLLOW);
}

// Who is cut off before all is served, and told to who reads it, leaves this for the next run.
static int begin_serving(const struct syncing *s)
{
	return is_serving(s) ? 0 : file_replace(s->base.dir, SERVING, 0600, "", 0);
}

// What `orion apply` brings into force where it was changed.
static bool is_setting(struct text path)
{
	return text_is(path, CONF) || (!memchr(path.s, '/', path.n) && path.s[path.n - 1] == 'b');
}

static int write_item(struct exchange *x, const struct shared_item *to, struct text content)
{
	struct syncing *s = x->with;
	bool candidate = text_is(to->path, CANDIDATE_FILE);

	if (candidate && !to->there)
		return 0;	// nobody removes it
	int rc = is_setting(to->path) ? 0 : begin_serving(s);
	int noticed = rc ? rc : shared_is_noticed(&s->own, s->arena, &s->base, to->path);
	rc = noticed < 0 ? noticed : noticed ? 0 : shared_lose(s->arena, &s->base, to->path);
	if (!rc)
		rc = shared_change(
			&s->own, s->arena, &s->base, to, content, candidate ? point : NULL, s);
	return rc ? rc : remember(s->arena, &x->said->taken, &x->said->count, to->path);
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
	return rc ? rc : remember(s->arena, &x->said->lost, &x->said->losses, w->item->path);
}

static int take_item(struct exchange *x, const struct wanted *w)
{
	struct syncing *s = x->with;
	enum verdict v = judge(&s->own, w->item);
	const struct shared_item *was = shared_find(&s->own, w->item->path);
	struct shared_item to = v == KEEP ? *was : *w->item;
	int rc = 0;

	if (v == LEAVE || !names_what_is_here(x, w))
		return 0;
	if (v == OVERRULE || v == KEEP)
		rc = lose(x, was, w, v == OVERRULE);
	if (!rc && was)
		rc = stamp_join(&to.stamp, &was->stamp);
	if (!rc && v == KEEP)
		rc = stamp_join(&to.stamp, &w->item->stamp);
	if (rc)
		return rc;
	if (v == TAKE || v == OVERRULE)
		return write_item(x, &to, w->content);
	rc = shared_set(&s->own, s->arena, &to);
	return rc ? rc : shared_store(&s->own, &s->base);
}

// Rows of both tables, of each machine the newer.
static int take_nodes(struct exchange *x, struct text theirs)
{
	struct syncing *s = x->with;
	struct running_table own, t;
	struct buffer b = { 0 };
	bool changed = false;
	int rc = running_parse(&t, s->arena, theirs);

	if (!rc)
		rc = running_load(&own, s->arena, s->base.path);
	for (size_t i = 0; !rc && i < t.count; i++) {
		const struct running *is = running_find(&own, t.item[i].machine, t.item[i].address);

		if (is && is->seconds >= t.item[i].seconds)
			continue;
		rc = running_set(&own, s->arena, &t.item[i], (uint64_t)time(NULL));
		changed = true;
	}
	if (rc || !changed)
		return rc;
	running_write(&b, &own);
	rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(s->base.dir, RUNNING_FILE, 0644, b.s, b.n);
	s->merged = true;
	buffer_free(&b);
	return rc;
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

// What is told besides the list, where ours is, and what becomes of it.
struct also {
	const char *name, *file;
	size_t limit;
	int (*take)(struct exchange *x, struct text theirs);
	struct text content;
	bool there;
};

static int get_also(struct exchange *x, struct also *also)
{
	struct syncing *s = x->with;
	const struct digest *d = shared_find_also(&x->list, also->name);
	struct digest own;
	int rc = 0;

	also->there = false;
	if (!d || !also->file)
		return also->file ? 0 : -ENOMEM;
	if (!digest_file(&own, s->base.dir, also->file) && digest_equal(&own, d))
		return 0;
	error_clear();
	rc = peer_get_content(
		&also->content, s->arena, &s->fetcher, x->peer, d, "", d, also->limit);
	also->there = !rc;
	return complain(x, rc, also->name);
}

// What failed here, and not for what came, ends the run.
static int blame(struct exchange *x, int rc, const char *what)
{
	return rc <= -E_DATA ? complain(x, rc, what) : rc;
}

// Keys are told nodes when they boot.
static int take_packages(struct exchange *x)
{
	struct syncing *s = x->with;
	struct repositories *r = &x->repositories;
	int rc = r->new_keys ? begin_serving(s) : 0;

	if (!rc)
		rc = repositories_agree(r);
	x->said->bytes += r->bytes;
	s->rekeyed = s->rekeyed || r->new_keys;
	if (!rc && r->new_keys)
		rc = remember(s->arena, &x->said->taken, &x->said->count, TEXT("keys"));
	if (!rc && r->changes)
		rc = remember(s->arena, &x->said->taken, &x->said->count, TEXT(REPOSITORIES_ALSO));
	return blame(x, rc, REPOSITORIES_ALSO);
}

static int take_all(struct exchange *x, struct also *also, size_t alsos)
{
	struct syncing *s = x->with;
	int rc = notice(s);

	for (size_t i = 0; !rc && i < alsos; i++)
		if (also[i].there)
			rc = blame(x, also[i].take(x, also[i].content), also[i].name);
	for (size_t i = 0; !rc && i < x->cames; i++) {
		if (has_bundle(s, &x->came[i]->digest))
			continue;
		int failed = bring_in(s->arena, &s->base, x->came[i]);

		x->said->generations += !failed;
		rc = blame(x, failed, "generations");
	}
	// orion.conf names channels, and files of keys.
	for (size_t i = 0; !rc && i < x->wants; i++)
		if (!text_is(x->want[i].item->path, CONF))
			rc = take_item(x, &x->want[i]);
	if (!rc)
		rc = take_packages(x);
	if (!rc && s->joining && x->said->wrong)
		rc = fail(-E_DATA, "%s", x->said->wrong);
	for (size_t i = 0; !rc && i < x->wants; i++)
		if (text_is(x->want[i].item->path, CONF))
			rc = take_item(x, &x->want[i]);
	return rc;
}

// Is what was changed of the settings served where it was? Then here, too.
static bool is_served_there(const struct exchange *x)
{
	const struct digest *d = shared_find_also(&x->list, "applied");
	const struct shared_item *own = shared_find(&x->with->own, TEXT(CONF));

	return d && own && own->there && digest_equal(&own->digest, d);
}

// Does the other one say that this one's key is gone?
static bool is_out(const struct exchange *x)
{
	const struct syncing *s = x->with;
	const char *key = arena_printf(s->arena, PEERS "/%s.pub", s->self);
	const struct shared_item *item = key ? shared_find(&x->list, text_of(key)) : NULL;

	if (!item || item->there)
		return false;
	enum verdict v = judge(&s->own, item);
	return v == TAKE || v == OVERRULE;
}

static int leave(struct exchange *x)
{
	struct syncing *s = x->with;
	int rc = lock(s);

	if (!rc)
		rc = begin_serving(s);
	if (!rc)
		rc = members_left(s->arena, &s->base, &s->site.servers, x->peer->name);
	unlock(s);
	s->left = !rc;
	return rc ? rc
		  : remember(s->arena, &x->said->taken, &x->said->count,
			    TEXT("leave of this server"));
}

// When both have keys of their own, those of the one that is first in orion.conf count.
static int look_at_repository(struct exchange *x)
{
	struct syncing *s = x->with;
	const struct servers *all = &s->site.servers;
	const struct server *is = s->joining ? NULL : servers_find(all, x->peer->name);

	return repositories_look(&x->repositories, s->arena, &s->base, &s->fetcher, x->peer,
		&s->key, &x->list, !is || (size_t)(is - all->item) < all->self);
}

static int exchange(struct exchange *x)
{
	struct syncing *s = x->with;
	struct also also[] = {
		{ "generations", "roles/" SITE_ROLE "/generations", GENERATIONS_LENGTH,
			take_history, TEXT(""), false },
		{ "nodes", RUNNING_FILE, RUNNING_LENGTH, take_nodes, TEXT(""), false },
		{ "leases", arena_printf(s->arena, LEASES_DIRECTORY "/%s", x->peer->name),
			LEASES_LENGTH, take_leases, TEXT(""), false },
	};
	const size_t alsos = sizeof also / sizeof *also;
	int rc = get_list(x);

	if (rc && s->joining)
		return rc;
	if (rc)
		return complain(x, rc, x->peer->name);
	if (!s->joining && is_out(x))
		return leave(x);
	rc = get_items(x);
	for (size_t i = 0; !rc && i < alsos; i++)
		rc = get_also(x, &also[i]);
	if (!rc)
		rc = complain(x, look_at_repository(x), REPOSITORIES_ALSO);
	if (!rc)
		rc = lock(s);
	if (!rc)
		rc = take_all(x, also, alsos);
	unlock(s);
	repositories_close(&x->repositories);
	s->served_there = s->served_there || is_served_there(x);
	return rc;
}

// --- all of them

static int exchange_all(struct syncing *s, struct synced *said)
{
	int rc = fetch_start(&s->fetcher);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && !s->left && i < s->peers.count; i++) {
		struct exchange x = {
			.with = s, .peer = &s->peers.item[i], .said = &said->item[i]
		};

		*x.said = (struct synced_peer){ .name = x.peer->name };
		rc = exchange(&x);
	}
	fetch_stop(&s->fetcher);
	return rc;
}

// What nodes get follows at once; settings when they are served where they were changed.
static int serve(struct syncing *s)
{
	struct applied done;
	struct pending p = { .files = 0 };
	bool changed;
	int rc = leases_others(s->arena, &s->site, &changed);

	if (!rc && changed)
		rc = hook_run(s->arena, "reload", "leases");
	if (rc == -ENOENT)
		rc = 0;
	if (!rc && s->rekeyed) // this machine's own root has it, too
		rc = hook_run(s->arena, "repository-keys", NULL);
	if (rc == -ENOENT)
		rc = 0;
	if (!rc && s->served_there && !is_serving(s))
		rc = pending_find(&p, s->arena);
	if (!rc && p.files)
		rc = begin_serving(s);
	if (rc || !is_serving(s))
		return rc;
	s->served = true;
		rc = applied(s->arena, &done);
	return rc ? rc : file_remove(s->base.dir, SERVING, 0);
}

static bool is_taken(const struct synced *said)
{
	for (size_t i = 0; i < said->count; i++)
		if (said->item[i].count || said->item[i].losses || said->item[i].generations)
			return true;
	return false;
}

static int agree(struct syncing *s, struct synced *said)
{
	said->count = s->peers.count;
	said->alone = !said->count;
	said->item = ARENA_ARRAY(s->arena, struct synced_peer, said->count);
	int rc = !said->item ? -ENOMEM : s->joining ? 0 : tell(s);
	if (!rc && said->count)
		rc = exchange_all(s, said);
	s->joining = false;
	if (!rc)
		rc = serve(s);
	if (!rc && (s->served || s->merged || is_taken(said)))
		rc = tell(s);
	return rc;
}

// One run at a time: what comes together in BRING is one's own.
static int take_turn(const struct base *b)
{
	int rc = file_make_dirs(b->dir, BRING, 0700);
	int fd = rc ? rc : file_open(b->dir, BRING, O_RDONLY | O_DIRECTORY, 0);

	if (fd >= 0 && flock(fd, LOCK_EX)) {
		close(fd);
		return fail(-errno, "lock " BRING);
	}
	return fd;
}

// While somebody is at writing orion.conf, and it is wrong, the one counts that the others were told last.
static int load_site(struct syncing *s)
{
	static struct paths told;
	struct error e;
	struct base b;
	struct shared known;
	int rc = site_conf(&s->site, s->arena, &paths);

	if (!rc)
		return 0;
	error_keep(&e);
	if (!base_open(&b, paths.base, true)) {
		const struct shared_item *conf =
			shared_known(&known, s->arena, &b) ? NULL : shared_find(&known, TEXT(CONF));

		told = paths;
		told.conf = conf && conf->there ? told_path(s->arena, &conf->digest) : NULL;
		base_close(&b);
		if (told.conf && !site_conf(&s->site, s->arena, &told)) {
			error_clear();
			return 0;
		}
	}
	error_restore(&e);
	return rc;
}

// What must be before: the base, whose turn it is, the own key.
static int begin(struct syncing *s, int *turn)
{
	int rc = base_open(&s->base, paths.base, true);

	*turn = -1;
	if (rc)
		return rc;
	*turn = take_turn(&s->base);
	return *turn < 0 ? *turn : peer_own_key(&s->key, &s->base);
}

static void end(struct syncing *s, int turn)
{
	minisign_forget(&s->key);
	base_close(&s->base);
	if (turn >= 0)
		close(turn);
}

static int find_self(struct syncing *s)
{
	int rc = load_site(s);

	if (!rc && s->site.servers.count)
		s->self = s->site.servers.item[s->site.servers.self].name;
	return rc;
}

int synced(struct synced *said, struct arena *a, uint64_t port, unsigned poke)
{
	struct syncing s = { .poke = poke, .arena = a, .base.dir = -1, .base.lock.fd = -1 };
	int turn, rc = find_self(&s);

	*said = (struct synced){ .alone = true };
	if (rc || !s.self)
		return rc;
	rc = begin(&s, &turn);
	if (!rc)
		rc = peers_load(&s.peers, a, &s.base, &s.site.servers, port);
	if (!rc)
		rc = agree(&s, said);
	end(&s, turn);
	return rc;
}

int synced_join(struct synced *said, struct arena *a, const struct peer *first, const char *self)
{
	struct syncing s = {
		.arena = a, .self = self, .joining = true, .base.dir = -1, .base.lock.fd = -1
	};
	struct peer peer = *first;
	int turn, rc = site_conf(&s.site, a, &paths);

	*said = (struct synced){ .alone = true };
	s.peers = (struct peers){ &peer, 1 };
	if (rc)
		return rc;
	rc = begin(&s, &turn);
	if (!rc)
		rc = agree(&s, said);
	end(&s, turn);
	return rc;
}

int synced_tell(struct arena *a)
{
	struct syncing s = { .arena = a, .base.dir = -1, .base.lock.fd = -1 };
	int turn, rc = find_self(&s);

	if (rc || !s.self)
		return rc;
	rc = begin(&s, &turn);
	if (!rc)
		rc = peers_load(&s.peers, a, &s.base, &s.site.servers, 0);
	if (!rc)
		rc = tell(&s);
	end(&s, turn);
	return rc;
}
