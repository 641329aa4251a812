// SPDX-License-Identifier: MIT
// A list of all bundles, to which one after the other adds why it keeps some.
#include "garbage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "called.h"
#include "channel.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "own.h"
#include "running.h"
#include "site.h"
#include "trial.h"

#define SUFFIX ".bundle"

enum { KEEP = 5, CHANNEL_LENGTH = 4096, NAMED = 2 };

// --- what is there

static int add(struct garbage *g, struct arena *a, const struct base_role *r, int dir,
	const char *file, const struct digest *d)
{
	const struct generation *known = base_generation(r, d);
	struct garbage_bundle *item = arena_more(a, g->item, g->count, sizeof *item);
	struct stat st;

	if (!item)
		return -ENOMEM;
	if (fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW))
		return fail(-errno, "%s", file);
	g->item = item;
	item[g->count] = (struct garbage_bundle){
		.role = r->name,
		.name = base_generation_name(r, a, d),
		.digest = *d,
		.number = known ? known->number : 0,
		.bytes = (uint64_t)st.st_blocks * 512,
	};
	return item[g->count++].name ? 0 : -ENOMEM;
}

// DIGEST.bundle, as base_commit names it.
static bool is_bundle(const char *file, struct digest *d)
{
	bool is = strlen(file) == DIGEST_HEX + sizeof SUFFIX - 1 &&
		!strcmp(file + DIGEST_HEX, SUFFIX) &&
		!digest_parse(d, (struct text){ file, DIGEST_HEX });

	if (!is)
		error_clear();
	return is;
}

static int add_bundles(struct garbage *g, struct arena *a, const struct base_role *r)
{
	int bundles = base_bundles(r, a);
	struct directory d = { NULL };
	struct digest digest;
	const char *file;
	int rc = bundles < 0 ? bundles : directory_open(&d, bundles, ".");

	while (!rc && (file = directory_next(&d)))
		if (is_bundle(file, &digest))
			rc = add(g, a, r, d.fd, file, &digest);
	if (bundles >= 0)
		close(bundles);
	return during(directory_close(&d, rc), "bundles/%s", r->name);
}

static int newest_first(const void *a, const void *b)
{
	const struct garbage_bundle *x = a, *y = b;
	int order = strcmp(x->role, y->role);

	if (order || x->number == y->number)
		return order ? order : memcmp(&x->digest, &y->digest, sizeof x->digest);
	return x->number < y->number ? 1 : -1;
}

// --- who keeps what

static int keep(struct garbage_bundle *x, struct arena *a, const char *why)
{
	x->why = x->why ? arena_printf(a, "%s, %s", x->why, why) : why;
	return x->why ? 0 : -ENOMEM;
}

// That bundle, if it is there. why is NULL without memory.
static int keep_digest(struct garbage *g, struct arena *a, const char *role, const struct digest *d,
	const char *why)
{
	for (size_t i = 0; why && i < g->count; i++)
		if (!strcmp(g->item[i].role, role) && digest_equal(&g->item[i].digest, d))
			return keep(&g->item[i], a, why);
	return why ? 0 : -ENOMEM;
}

static int keep_channel(struct garbage *g, struct arena *a, int dir, const char *file)
{
	const char *dot = strchr(file, '.');
	const char *role = arena_text(a, file, dot ? (size_t)(dot - file) : strlen(file));
	const char *name = dot ? dot + 1 : CANDIDATE;
	struct channel c;
	struct text t;
	int rc = role ? file_load(a, dir, file, CHANNEL_LENGTH, &t) : -ENOMEM;

	if (!rc)
		rc = base_parse_channel(&c, t);
	if (!rc && c.boots)
		rc = keep_digest(g, a, role, &c.current, arena_printf(a, "%s", name));
	if (!rc && c.has_former)
		rc = keep_digest(g, a, role, &c.former, arena_printf(a, "%s before", name));
	return during(rc, "channels/%s", file);
}

static int keep_channels(struct garbage *g, struct arena *a, const struct base *b)
{
	struct directory d;
	const char *file;
	int rc = directory_open(&d, b->dir, "channels");

	while (!rc && (file = directory_next(&d)))
		if (*file != '.') // nor what is being written
			rc = keep_channel(g, a, d.fd, file);
	return directory_close(&d, rc);
}

static int keep_pins(struct garbage *g, struct arena *a, const struct site *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->pins.count; i++)
		rc = keep_digest(g, a, SITE_ROLE, &s->pins.item[i].digest,
			arena_printf(a, "pinned for %s", s->pins.item[i].node));
	return rc;
}

// What orion.conf says: node@7. What never was, keeps nothing.
static int keep_said(
	struct garbage *g, struct arena *a, const struct site *s, const char *said, const char *who)
{
	const struct generation *is = said ? called_generation(s, said) : NULL;

	error_clear();
	return is ? keep_digest(g, a, SITE_ROLE, &is->digest,
			    arena_printf(a, "orion.conf says it for %s", who))
		  : 0;
}

static int keep_conf(struct garbage *g, struct arena *a, const struct site *s)
{
	int rc = keep_said(g, a, s, s->unknown.value[KEY_GENERATION], "others");

	for (size_t i = 0; !rc && i < s->nodes.count; i++)
		rc = keep_said(g, a, s, s->nodes.item[i].settings->value[KEY_GENERATION],
			s->nodes.item[i].name);
	return rc;
}

// n01, n02 and 35 more run it
static const char *runners(struct arena *a, const struct running_table *t,
	const struct garbage_bundle *x, uint64_t now)
{
	const char *names = NULL;
	size_t count = 0;

	for (size_t i = 0; i < t->count; i++)
		if (running_runs(t, i, x->role, &x->digest, now) && count++ < NAMED)
			names = names ? arena_printf(a, "%s, %s", names, t->item[i].name)
				      : t->item[i].name;
	if (count > NAMED)
		return arena_printf(a, "%s and %zu more run it", names, count - NAMED);
	return count ? arena_printf(a, "%s run%s it", names, count == 1 ? "s" : "") : "";
}

static int keep_running(struct garbage *g, struct arena *a, const struct base *b, uint64_t now)
{
	struct running_table t;
	int rc = running_load(&t, a, b->path);

	for (size_t i = 0; !rc && i < g->count; i++) {
		const char *who = runners(a, &t, &g->item[i], now);

		rc = !who ? -ENOMEM : *who ? keep(&g->item[i], a, who) : 0;
	}
	return rc;
}

static int keep_own(struct garbage *g, struct arena *a, const struct paths *p)
{
	struct own own;
	int rc = own_read(&own, a, p);

	if (rc)
		return rc == -ENOENT ? 0 : rc;
	return keep_digest(g, a, own.role, &own.digest, "this machine runs it");
}

static int keep_tried(struct garbage *g, struct arena *a, const struct base *b)
{
	struct trial t;
	int rc = trial_load(&t, a, b->path);

	if (rc)
		return rc == -ENOENT ? 0 : rc;
	return t.state == TRIAL_FAILED
		? 0
		: keep_digest(g, a, SITE_SERVER, &t.digest, "`orion upgrade` tries it");
}

// The list has the newest of a role first.
static int keep_newest(struct garbage *g, struct arena *a, const struct site *s)
{
	uint64_t most = KEEP, seen = 0;
	int rc = 0;

	if (conf_get(&s->conf.top, KEY_KEEP))
		rc = text_number(
			&most, text_of(conf_get(&s->conf.top, KEY_KEEP)), 0, UINT32_MAX, "keep");
	for (size_t i = 0; !rc && i < g->count; i++) {
		struct garbage_bundle *x = &g->item[i];

		seen = i && !strcmp(x->role, x[-1].role) ? seen : 0;
		if (!x->number)
			rc = keep(x, a, "no generation of its role yet");
		else if (seen++ < most)
			rc = keep(x, a, seen == 1 ? "the newest" : "one of the newest");
	}
	return rc;
}

static int find(struct garbage *g, struct arena *a, struct base *b)
{
	struct texts roles;
	int rc = base_roles(b, a, &roles);

	for (size_t i = 0; !rc && i < roles.count; i++) {
		struct base_role r;

		rc = base_role_open(&r, b, a, roles.item[i].s, false);
		if (!rc) {
			rc = add_bundles(g, a, &r);
			base_role_close(&r);
		}
	}
	if (!rc && g->count)
		qsort(g->item, g->count, sizeof *g->item, newest_first);
	return rc;
}

int garbage_find(
	struct garbage *g, struct arena *a, struct base *b, const struct paths *p, uint64_t now)
{
	struct site s;
	int rc = site_history(&s, a, p);

	*g = (struct garbage){ NULL, 0 };
	if (!rc)
		rc = find(g, a, b);
	if (!rc)
		rc = keep_channels(g, a, b);
	if (!rc)
		rc = keep_pins(g, a, &s);
	if (!rc)
		rc = keep_conf(g, a, &s);
	if (!rc)
		rc = keep_running(g, a, b, now);
	if (!rc)
		rc = keep_own(g, a, p);
	if (!rc)
		rc = keep_tried(g, a, b);
	return rc ? rc : keep_newest(g, a, &s);
}

uint64_t garbage_bytes(const struct garbage *g)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < g->count; i++)
		sum += g->item[i].why ? 0 : g->item[i].bytes;
	return sum;
}
