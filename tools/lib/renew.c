// SPDX-License-Identifier: MIT
// A new generation.
#include "renew.h"

#include <errno.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "alternatives.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "generation.h"
#include "import.h"
#include "installed.h"
#include "opk.h"
#include "pinned.h"
#include "progress.h"
#include "solve.h"
#include "supply.h"

static const struct step *step_of(const struct plan *p, const struct installed_package *in)
{
	for (size_t i = 0; i < p->steps; i++)
		if (p->step[i].installed == in && p->step[i].kind != STEP_KEEP)
			return p->step + i;
	return NULL;
}

// What stays is in an index: bases_installed has no other.
static int add_installed(struct renewal *r, struct supply *s, const struct installed_package *in)
{
	struct pinned p = { in->name, in->version, in->digest };
	const struct index_package *found = NULL;

	for (size_t i = 0; !found && s->index[i]; i++)
		found = pinned_find(&p, s->index[i]);
	return supply_package(s, r->arena, found, -1, &r->opk[r->opks++]);
}

static int get_packages(struct renewal *r, struct supply *s, const struct installed *installed,
	const struct plan *plan)
{
	int rc = 0;

	r->opk = ARENA_ARRAY(r->arena, struct opk *, installed->count + plan->steps);
	if (!r->opk)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < installed->count; i++)
		if (!step_of(plan, installed->package + i))
			rc = add_installed(r, s, installed->package + i);
	for (size_t i = 0; !rc && i < plan->steps; i++)
		if (plan->step[i].available && plan->step[i].kind != STEP_KEEP)
			rc = supply_package(
				s, r->arena, plan->step[i].available, -1, &r->opk[r->opks++]);
	return rc;
}

int renew_import(const struct renewal *r, const struct supply *s)
{
	struct arena *a = r->arena;
	struct import_package *list = ARENA_ARRAY(a, struct import_package, s->names);
	size_t count;

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < s->names; i++)
		list[i] = (struct import_package){ &s->named[i]->opk, s->named[i]->fd };
	if (!s->names)
		return 0;
	return import_packages(r->role->base, a, s->repositories ? &s->repository->index : NULL,
		list, s->names, (uint64_t)time(NULL), &count);
}

// Those that the role boots from are not in its root.
static int divide(struct renewal *r)
{
	struct arena *a = r->arena;
	struct opk **root = ARENA_ARRAY(a, struct opk *, r->opks);
	struct opk **boot = ARENA_ARRAY(a, struct opk *, r->opks);
	size_t roots = 0, boots = 0;

	if (!root || !boot)
		return -ENOMEM;
	for (size_t i = 0; i < r->opks; i++) {
		if (role_boots(&r->asked, r->opk[i]->manifest.name))
			boot[boots++] = r->opk[i];
		else
			root[roots++] = r->opk[i];
	}
	return image_init(&r->image, a, root, roots, boot, boots);
}

int renew_packages(struct renewal *r, struct supply *s, const struct installed *installed,
	const struct plan *plan)
{
	progress_begin(PROGRESS_FETCH, plan->fetch);
	int rc = get_packages(r, s, installed, plan);
	progress_end();
	return rc ? rc : divide(r);
}

int renew_offers(struct renewal *r, struct offers *o)
{
	return offers_collect(o, r->arena, r->image.source, r->image.roots, &r->asked.choices);
}

// What was chosen and is there no more is chosen no more.
static int settle_choices(struct renewal *r)
{
	struct choices asked = r->asked.choices;
	struct offers offers;
	struct texts lost = { NULL, 0 };
	int rc = renew_offers(r, &offers);

	if (!rc)
		rc = choices_settle(&r->asked.choices, &lost, r->arena, &asked, &offers);
	for (size_t i = 0; !rc && i < lost.count; i++) {
		const char *line = arena_text(r->arena, lost.item[i].s, lost.item[i].n);

		if (line)
			r->tell(line);
		rc = line ? 0 : -ENOMEM;
	}
	return rc;
}

static int make_tree(struct renewal *r)
{
	struct texts wish;
	int rc = role_root(&r->asked, r->arena, &wish);

	if (!rc)
		rc = image_make_tree(&r->image, &wish, &r->asked.choices);
	for (size_t i = 0; r->image.tree.conflicts > 1 && i < r->image.tree.conflicts; i++)
		r->tell(tree_conflict_text(&r->image.tree, &r->image.tree.conflict[i]));
	return rc;
}

const char *renew_title(struct arena *a, const struct base_role *role, const struct digest *digest)
{
	const char *name = digest ? base_generation_name(role, a, digest) : NULL;

	if (digest && role->boots && digest_equal(digest, &role->current))
		return arena_printf(a, "role %s: %s", role->name, name);
	if (digest && base_generation(role, digest))
		return arena_printf(a, "role %s: generation %s again", role->name, name);
	return arena_printf(
		a, "role %s: new generation %s@%" PRIu64, role->name, role->name, base_next(role));
}

int renew_plan(struct renewal *r)
{
	int rc = settle_choices(r);

	if (!rc)
		rc = make_tree(r);
	if (rc)
		return rc;
	r->known = generation_find(r->role, r->arena, &r->asked, r->image.lock, &r->digest);
	r->title = renew_title(r->arena, r->role, r->known ? &r->digest : NULL);
	return r->title ? 0 : -ENOMEM;
}

// False when the channel names that generation already.
static bool changes(const struct renewal *r)
{
	return !r->known || !r->role->boots || !digest_equal(&r->digest, &r->role->current);
}

int renew_point(struct arena *a, struct base_role *role, const struct role *asked, struct text lock,
	const struct digest *digest, bool new_bundle)
{
	return base_commit(role, a,
		&(struct base_change){ .asked = *asked,
			.lock = lock,
			.digest = *digest,
			.seconds = (uint64_t)time(NULL),
			.new_bundle = new_bundle });
}

static int try(const struct renewal *r)
{
	return r->try ? generation_try(r->role, r->arena, &r->digest, !r->known, r->try, r->try_arg)
		: 0;
}

int renew_carry_out(struct renewal *r)
{
	struct arena *a = r->arena;

	if (!changes(r))
		return try(r);
	int rc = r->known ? 0 : generation_make(r->role, &r->image, &r->asked, &r->digest);
	if (!rc)
		rc = try(r);
	if (rc) {
		generation_forget(r->role, a);
		return rc;
	}
	return renew_point(r->arena, r->role, &r->asked, r->image.lock, &r->digest, !r->known);
}
