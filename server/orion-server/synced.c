// SPDX-License-Identifier: MIT
// From lists of several servers to one state: tells what is here, looks at what each of the others tells, takes that, lets it be served.
#include "synced.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "applied.h"
#include "arena.h"
#include "bring.h"
#include "error.h"
#include "file.h"
#include "hook.h"
#include "import.h"
#include "leases.h"
#include "net.h"
#include "paths.h"
#include "pending.h"
#include "publish.h"
#include "shared_files.h"
#include "synced_impl.h"
#include "told.h"

// ms: what is small, and what is large, of one of several that others are waiting behind.
enum { SMALL = 10000, LARGE = 30000 };

#define SERVING BRING "/serving"	// while it is made so

// --- the base

int synced_lock(struct syncing *s)
{
	int rc = base_lock(&s->base, s->arena, "sync", true, NULL);

	if (!rc)
		rc = base_recover(&s->base, s->arena, SITE_ROLE);
	if (rc >= 0)
		rc = import_recover(&s->base, s->arena, (uint64_t)time(NULL));
	return rc < 0 ? rc : 0;
}

void synced_unlock(struct syncing *s)
{
	lock_drop(&s->base.lock);
}

int synced_notice(struct syncing *s)
{
	size_t changed;

	if (s->joining) {
		s->own = (struct shared){ .server = text_of(s->self) };
		return 0;
	}
	int rc = shared_open(&s->own, s->arena, &s->base, text_of(s->self));
	return rc ? rc : shared_notice(&s->own, s->arena, &s->base, &changed);
}

bool synced_has_bundle(const struct syncing *s, const struct digest *d)
{
	char hex[DIGEST_HEX + 1], path[sizeof "bundles/" SITE_ROLE "/.bundle" + DIGEST_HEX];

	digest_hex(d, hex);
	snprintf(path, sizeof path, "bundles/" SITE_ROLE "/%s.bundle", hex);
	return !faccessat(s->base.dir, path, F_OK, 0);
}

bool synced_is_serving(const struct syncing *s)
{
	return !faccessat(s->base.dir, SERVING, F_OK, AT_SYMLINK_NOFOLLOW);
}

int synced_begin_serving(const struct syncing *s)
{
	return synced_is_serving(s) ? 0 : file_replace(s->base.dir, SERVING, 0600, "", 0);
}

int synced_end_serving(const struct syncing *s)
{
	return file_remove(s->base.dir, SERVING, 0);
}

// --- remembering what happened

int synced_remember(struct arena *a, const char ***list, size_t *count, struct text path)
{
	const char **more = arena_more(a, *list, *count, sizeof *more);

	if (!more)
		return -ENOMEM;
	*list = more;
	more[*count] = arena_text(a, path.s, path.n);
	return more[(*count)++] ? 0 : -ENOMEM;
}

int synced_complain(struct exchange *x, int rc, const char *what)
{
	if (!rc || rc == -ENOMEM)
		return rc;
	x->silent = x->silent || rc == -ETIMEDOUT;
	during(rc, "%s", what);
	if (!x->said->wrong)
		x->said->wrong = arena_text(x->with->arena, error_text(), strlen(error_text()));
	error_clear();
	return x->said->wrong ? 0 : -ENOMEM;
}

// --- telling

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
	int rc = synced_lock(s);

	if (!rc)
		rc = keep_place(s);
	if (!rc)
		rc = synced_notice(s);
	if (!rc)
		rc = told_write(s->arena, &s->base, &s->own, &s->key, &s->peers, &changed);
	synced_unlock(s);
	for (size_t i = 0; !rc && changed && s->poke && i < s->peers.count; i++)
		net_poke(s->peers.item[i].address, s->poke);
	return rc;
}

// --- one of the others

// Is what was changed of the settings served where it was? Then here, too.
static bool is_served_there(const struct exchange *x)
{
	const struct digest *d = shared_find_also(&x->list, "applied");
	const struct shared_item *own = shared_find(&x->with->own, TEXT(SYNCED_CONF));

	return d && own && own->there && digest_equal(&own->digest, d);
}

static int take(struct exchange *x)
{
	struct syncing *s = x->with;
	int rc = synced_lock(s);

	if (!rc)
		rc = x->out ? synced_leave(x) : synced_take(x);
	synced_unlock(s);
	s->served_there = s->served_there || is_served_there(x);
	return rc;
}

static bool has_come(const struct exchange *x)
{
	bool also = false;

	for (size_t i = 0; i < ALSOS; i++)
		also = also || x->also[i].there;
	return x->out || x->wants || also;
}

// Who joins takes all at once.
static int exchange_small(struct exchange *x)
{
	struct syncing *s = x->with;

	fetch_within(&s->fetcher, s->peers.count > 1 ? SMALL : 0);
	int rc = synced_look(x);
	if (rc || s->joining || !has_come(x))
		return rc;
	rc = synced_hear_leases(x);
	return rc ? rc : take(x);
}

static int exchange_large(struct exchange *x)
{
	struct syncing *s = x->with;
	int rc = 0;

	if (!x->heard)
		return 0;
	fetch_within(&s->fetcher, s->peers.count > 1 ? LARGE : 0);
	if (!x->silent)
		rc = synced_look_large(x);
	if (!rc)
		rc = take(x);
	repositories_close(&x->repositories);
	return rc;
}

// --- all of them

static int with_each(struct syncing *s, struct exchange *x, int (*exchange)(struct exchange *))
{
	struct error first;
	int rc = 0;

	for (size_t i = 0; rc != -ENOMEM && !s->left && i < s->peers.count; i++) {
		int failed = exchange(&x[i]);

		if (!failed || rc)
			continue;
		rc = failed;
		error_keep(&first);
	}
	if (rc)
		error_restore(&first);
	return rc;
}

// What went wrong before is no reason to give an address twice.
static int serve_leases(struct syncing *s, int before)
{
	struct error why;
	bool changed;

	error_keep(&why);
	int rc = leases_others(s->arena, &s->site, s->leases, s->tolds, &changed);
	int told = changed ? hook_run(s->arena, "reload", "leases") : 0;
	if (before) {
		error_restore(&why);
		return before;
	}
	rc = rc ? rc : told;
	return rc == -ENOENT ? 0 : rc;
}

static int exchange_all(struct syncing *s, struct synced *said)
{
	struct exchange *x = ARENA_ARRAY(s->arena, struct exchange, s->peers.count);
	int rc = !x          ? -ENOMEM
		: s->joining ? fetch_start(&s->fetcher)
			     : fetch_start_near(&s->fetcher);

	if (rc)
		return rc;
	for (size_t i = 0; i < s->peers.count; i++) {
		said->item[i] = (struct synced_peer){ .name = s->peers.item[i].name };
		x[i] = (struct exchange){
			.with = s, .peer = &s->peers.item[i], .said = &said->item[i]
		};
	}
	rc = with_each(s, x, exchange_small);
	if (s->tolds) // before what may take long
		rc = serve_leases(s, rc);
	if (!rc)
		rc = with_each(s, x, exchange_large);
	fetch_stop(&s->fetcher);
	return rc;
}

// What nodes get follows at once; settings when they are served where they were changed.
static int serve(struct syncing *s)
{
	struct applied done;
	struct pending p = { .files = 0 };
	int rc = 0;

	if (s->rekeyed) // this machine's own root has it, too
		rc = hook_run(s->arena, "repository-keys", NULL);
	if (rc == -ENOENT)
		rc = 0;
	if (!rc && s->served_there && !synced_is_serving(s))
		rc = pending_find(&p, s->arena);
	if (!rc && p.files)
		rc = synced_begin_serving(s);
	if (rc || !synced_is_serving(s))
		return rc;
	s->served = true;
	rc = applied(s->arena, &done);
	return rc ? rc : synced_end_serving(s);
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
	if (s->joining)
		rc = during(rc,
			"not all came; `orion invite` on the first and `orion join` here, once more, go on");
	if (!rc || !s->joining)
		rc = serve_leases(s, rc);
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
		const struct shared_item *conf = shared_known(&known, s->arena, &b)
			? NULL
			: shared_find(&known, TEXT(SYNCED_CONF));

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
