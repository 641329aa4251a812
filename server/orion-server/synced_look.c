// SPDX-License-Identifier: MIT
// What another server tells, and fetching of that what isn't here, without the base's lock: contents, generations, packages.
#include "synced_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "bring.h"
#include "digest.h"
#include "error.h"
#include "file.h"
#include "history.h"
#include "leases.h"
#include "pins.h"
#include "running.h"
#include "shared_files.h"
#include "synced.h"

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

// --- generations

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

	if (synced_has_bundle(s, d) || has_come(x, d) || (!b && !needed))
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

// --- files

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

// What it is good for, as far as that can be said before its generations are here.
static int check(struct exchange *x, struct text path, struct text content)
{
	if (text_is(path, SYNCED_CONF))
		return shared_fits(x->with->arena, &x->with->base, content, true);
	return 0;
}

static bool takes_generations(const struct shared_item *item, enum verdict v)
{
	return item->there && (v == VERDICT_TAKE || v == VERDICT_OVERRULE) &&
		(text_starts(item->path, "channels/") || text_is(item->path, "pins"));
}

static int want(
	struct exchange *x, const struct shared_item *item, enum verdict v, struct text content)
{
	struct wanted *more = arena_more(x->with->arena, x->want, x->wants, sizeof *more);

	if (!more)
		return -ENOMEM;
	x->want = more;
	more[x->wants++] = (struct wanted){ item, v, content, !takes_generations(item, v) };
	return 0;
}

static int get_item(struct exchange *x, const struct shared_item *item)
{
	struct syncing *s = x->with;
	enum verdict v = verdict_of(&s->own, item);
	struct text content = TEXT("");
	int rc = 0;

	if (v == VERDICT_LEAVE)
		return 0;
	if (v != VERDICT_KNOW && item->there) {
		rc = peer_get_content(&content, s->arena, &s->fetcher, x->peer, &item->digest, "",
			&item->digest, SHARED_ITEM);
		if (!rc && v != VERDICT_KEEP)
			rc = check(x, item->path, content);
	}
	if (!rc)
		return want(x, item, v, content);
	return synced_complain(x, rc, arena_printf(s->arena, "%.*s", TEXT_ARG(item->path)));
}

static int get_items(struct exchange *x)
{
	int rc = 0;

	for (size_t i = 0; !rc && !x->silent && i < x->list.count; i++)
		rc = get_item(x, &x->list.item[i]);
	return rc;
}

// --- what is told besides

static int get_also(struct exchange *x, struct also *also)
{
	struct syncing *s = x->with;
	const struct digest *d = shared_find_also(&x->list, also->name);
	struct digest own;
	int rc = 0;

	if (!d || !also->file)
		return also->file ? 0 : -ENOMEM;
	if (!digest_file(&own, s->base.dir, also->file) && digest_equal(&own, d))
		return 0;
	error_clear();
	rc = peer_get_content(
		&also->content, s->arena, &s->fetcher, x->peer, d, "", d, also->limit);
	also->there = !rc;
	return synced_complain(x, rc, also->name);
}

static int get_alsos(struct exchange *x)
{
	struct arena *a = x->with->arena;
	const struct also also[] = {
		[ALSO_GENERATIONS] = { .name = "generations",
			.file = HISTORY_FILE,
			.limit = HISTORY_LENGTH },
		[ALSO_NODES] = { .name = "nodes", .file = RUNNING_FILE, .limit = RUNNING_LENGTH },
		[ALSO_LEASES] = { .name = "leases",
			.file = arena_printf(a, LEASES_DIRECTORY "/%s", x->peer->name),
			.limit = LEASES_LENGTH },
	};
	int rc = 0;

	for (size_t i = 0; !rc && !x->silent && i < ALSOS; i++) {
		x->also[i] = also[i];
		rc = get_also(x, &x->also[i]);
	}
	return rc;
}

// Does the other one say that this one's key is gone?
static bool is_out(const struct exchange *x)
{
	const struct syncing *s = x->with;
	const char *key = arena_printf(s->arena, PEERS "/%s.pub", s->self);
	const struct shared_item *item = key ? shared_find(&x->list, text_of(key)) : NULL;

	if (!item || item->there)
		return false;
	enum verdict v = verdict_of(&s->own, item);
	return v == VERDICT_TAKE || v == VERDICT_OVERRULE;
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

int synced_look(struct exchange *x)
{
	int rc = get_list(x);

	if (rc)
		return x->with->joining ? rc : synced_complain(x, rc, "what it tells");
	x->heard = true;
	x->out = !x->with->joining && is_out(x);
	if (x->out)
		return 0;
	rc = get_alsos(x);	// what is small first
	return rc ? rc : get_items(x);
}

static int get_generations(struct exchange *x, struct wanted *w)
{
	struct text path = w->item->path;

	if (w->ready || verdict_of(&x->with->own, w->item) == VERDICT_LEAVE)
		return 0;
	int rc = text_is(path, "pins") ? get_of_pins(x, w->content) : get_of_channel(x, w->content);
	w->ready = !rc;
	return synced_complain(x, rc, arena_printf(x->with->arena, "%.*s", TEXT_ARG(path)));
}

int synced_look_large(struct exchange *x)
{
	int rc = 0;

	for (size_t i = 0; !rc && !x->silent && i < x->wants; i++)
		rc = get_generations(x, &x->want[i]);
	x->whole = !rc && !x->silent;
	return !x->whole ? rc : synced_complain(x, look_at_repository(x), REPOSITORIES_ALSO);
}
