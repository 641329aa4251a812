// SPDX-License-Identifier: MIT
// From a bundle that was built elsewhere to what a role boots.
#include "publication.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "base_packages.h"
#include "buffer.h"
#include "error.h"
#include "generation.h"
#include "installed.h"
#include "keep.h"
#include "pinned.h"
#include "renew.h"
#include "repository.h"
#include "role.h"
#include "solve.h"
#include "supply.h"
#include "wish.h"

struct publication_work {
	struct base_role role;
	struct role asked;	// what the bundle asks for, and the site's part
	struct text lock;	// of the bundle
	struct repository repository;	// of the base
	struct supply supply;
	struct installed installed;
	struct plan plan;
	struct renewal renewal;
};

// --- packages

// One that didn't come with the bundle may be in the base.
static int open_package(struct publication *p, const struct pinned *want)
{
	struct arena *a = p->arena;
	const char *path = arena_printf(a, "%s/%.*s-%.*s.%.*s.opk", p->packages,
		TEXT_ARG(want->name), TEXT_ARG(want->version), TEXT_ARG(p->bundle.arch));

	if (!path)
		return -ENOMEM;
	if (access(path, F_OK))
		return errno == ENOENT ? 0 : fail(-errno, "open %s", path);
	int rc = supply_file(&p->work->supply, a, path);
	if (!rc &&
		!digest_equal(&want->digest,
			&p->work->supply.named[p->work->supply.names - 1]->opk.digest))
		rc = fail(-E_DATA, "%s is not the package that the bundle was made of", path);
	return rc;
}

static int open_supply(struct publication *p)
{
	struct pinned *want;
	size_t count;
	int rc = during(pinned_parse(&want, &count, p->arena, p->work->lock), "its lock");

	for (size_t i = 0; !rc && p->packages && i < count; i++)
		rc = open_package(p, want + i);
	int there = rc ? rc : base_has_repository(p->base);
	if (there > 0)
		rc = base_repository(p->base, p->arena, &p->work->repository);
	if (rc || there < 0)
		return rc ? rc : there;
	return supply_use(&p->work->supply, p->arena, there ? &p->work->repository : NULL);
}

// --- the site's part

static bool have(const struct texts *list, struct text t)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->item[i], t))
			return true;
	return false;
}

// True when this base wants what the bundle hasn't been made for.
static bool wants_more(const struct publication *p)
{
	const struct texts *site = &p->work->role.asked.site;

	for (size_t i = 0; i < site->count; i++)
		if (!have(&p->work->asked.site, site->item[i]))
			return true;
	return false;
}

// True when it chose alternatives otherwise.
static bool chose_more(const struct publication *p)
{
	const struct choices *c = &p->work->role.asked.choices;

	for (size_t i = 0; i < c->count; i++)
		if (!text_equal(choices_find(&p->work->asked.choices, c->item[i].link),
			    c->item[i].package))
			return true;
	return false;
}

static int add_site(struct publication *p)
{
	const struct texts *site = &p->work->role.asked.site;
	const struct choices *chosen = &p->work->role.asked.choices;
	struct choices *asked = &p->work->asked.choices;
	struct arena *a = p->arena;
	int rc = 0;

	for (size_t i = 0; !rc && i < site->count; i++)
		rc = wish_add(a, &p->work->asked.site, site->item[i]);
	for (size_t i = 0; !rc && i < chosen->count; i++)
		rc = choices_with(asked, a, asked, chosen->item[i].link, chosen->item[i].package);
	return rc;
}

static void write_pinned(struct buffer *b, const struct pinned *p)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&p->digest, hex);
	buffer_printf(b, "%.*s\t%.*s\t%s\n", TEXT_ARG(p->name), TEXT_ARG(p->version), hex);
}

static const struct pinned *find_pinned(const struct pinned *p, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(p[i].name, name))
			return p + i;
	return NULL;
}

// The bundle's lock, but what is held here stays as it was.
static int with_held(struct publication *p, struct text *lock)
{
	struct arena *a = p->arena;
	struct pinned *new, *old;
	struct buffer b = { 0 };
	size_t news, olds;
	int rc = pinned_parse(&new, &news, a, p->work->lock);

	if (!rc)
		rc = during(pinned_parse(&old, &olds, a, p->work->role.lock), "the lock");
	for (size_t i = 0; !rc && i < news; i++) {
		const struct pinned *was = have(&p->work->role.held, new[i].name)
			? find_pinned(old, olds, new[i].name)
			: NULL;

		write_pinned(&b, was ? was : new + i);
	}
	if (!rc)
		rc = keep(a, &b, lock);
	buffer_free(&b);
	return rc;
}

// --- the two ways

// Said when it is done, and known before.
static int name_it(struct publication *p, const char *title, const struct digest *digest)
{
	p->title = title;
	p->known = digest;
	if (digest)
		p->digest = *digest;
	return title ? 0 : -ENOMEM;
}

static int take_new(struct publication *p)
{
	return p->simulate ? bundle_check(&p->bundle)
			   : generation_take(&p->work->role, p->arena, &p->bundle, p->spooled);
}

static int take_bundle(struct publication *p)
{
	const struct digest *d = &p->bundle.digest;
	int there = base_bundle(&p->work->role, p->arena, d);
	int rc = name_it(p, renew_title(p->arena, &p->work->role, d), d);

	if (there >= 0)
		close(there);
	if (!rc && there < 0)
		rc = take_new(p);
	if (!rc && !p->simulate && p->try)
		rc = generation_try(&p->work->role, p->arena, d, there < 0, p->try, p->try_arg);
	if (!rc && !p->simulate)
		rc = renew_point(
			p->arena, &p->work->role, &p->work->asked, p->work->lock, d, there < 0);
	if (rc && !p->simulate)
		generation_forget(&p->work->role, p->arena);
	return rc;
}

static void tell(const struct publication *p, const char *line)
{
	if (line)	// without memory there is another error soon
		p->tell(line);
}

static void missing(void *arg, struct text name, struct text version)
{
	const struct publication *p = arg;

	tell(p,
		arena_printf(p->arena,
			"%.*s %.*s neither came with the bundle nor is in the repository",
			TEXT_ARG(name), TEXT_ARG(version)));
}

// Why the two wishes don't go together, in sentences.
static void refuse(const struct publication *p)
{
	struct text rest = p->work->plan.why, line;

	while (text_line(&rest, &line))
		tell(p, arena_text(p->arena, line.s, line.n));
	tell(p, arena_printf(p->arena, "role %s stays as it is", p->name));
}

static int solve_it(struct publication *p, struct text lock)
{
	struct arena *a = p->arena;
	struct request request = { .held = p->work->role.held };
	int rc = base_described(a, lock, p->work->supply.index, &p->work->installed, missing, p);

	if (!rc)
		rc = role_wish(&p->work->asked, a, &request.wish);
	if (!rc)
		rc = solve(a, p->work->supply.index, &p->work->installed, &request, &p->work->plan);
	if (rc == -E_NO && p->work->plan.why.n)
		refuse(p);
	return rc;
}

static int make_another(struct publication *p, struct text lock)
{
	struct renewal *r = &p->work->renewal;
	int rc = solve_it(p, lock);

	if (!rc)
		rc = renew_packages(r, &p->work->supply, &p->work->installed, &p->work->plan);
	if (!rc)
		rc = renew_plan(r);
	if (!rc && !p->simulate)
		rc = renew_import(r, &p->work->supply);
	if (!rc && !p->simulate)
		rc = renew_carry_out(r);
	return rc ? rc : name_it(p, r->title, r->known || !p->simulate ? &r->digest : NULL);
}

static int check_arch(const struct publication *p)
{
	struct text old;
	int rc = base_arch(&p->work->role, p->arena, &old);

	if (!rc && old.n && !text_equal(old, p->bundle.arch))
		rc = fail(-E_DATA, "it is for %.*s, role %s boots on %.*s",
			TEXT_ARG(p->bundle.arch), p->work->role.name, TEXT_ARG(old));
	return rc;
}

static int run(struct publication *p)
{
	struct text lock;
	int rc = check_arch(p);

	p->work->supply.arch = p->bundle.arch;
	if (!rc)
		rc = open_supply(p);
	if (!rc)
		rc = with_held(p, &lock);
	if (rc)
		return rc;
	bool more = wants_more(p) || chose_more(p);
	rc = add_site(p);
	p->work->renewal = (struct renewal){ .arena = p->arena,
		.tell = p->tell,
		.try = p->try,
		.try_arg = p->try_arg,
		.role = &p->work->role,
		.asked = p->work->asked };
	if (rc)
		return rc;
	if (more || !text_equal(lock, p->work->lock))
		return make_another(p, lock);
	rc = p->simulate ? 0 : renew_import(&p->work->renewal, &p->work->supply);
	return rc ? rc : take_bundle(p);
}

// --- from outside

int publication_open(struct publication *p, int fd)
{
	int rc = bundle_open(&p->bundle, p->arena, fd, NULL);

	p->work = rc ? NULL : ARENA_NEW(p->arena, struct publication_work);
	p->name = rc ? NULL : arena_text(p->arena, p->bundle.role.s, p->bundle.role.n);
	if (rc || !p->name || !p->work)
		return rc ? rc : -ENOMEM;
	p->work->role.dir = -1;
	return 0;
}

int publication_run(struct publication *p)
{
	int rc = generation_read(&p->bundle, p->arena, &p->work->asked, &p->work->lock);

	if (!rc)
		rc = base_role_open(&p->work->role, p->base, p->arena, p->name, true);
	if (!rc)
		rc = run(p);
	return during(rc, "role %s", p->name);
}

void publication_close(struct publication *p)
{
	if (!p->work)
		return;
	supply_close(&p->work->supply);
	base_role_close(&p->work->role);
}
