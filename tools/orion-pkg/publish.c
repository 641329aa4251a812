// SPDX-License-Identifier: MIT
// orion-pkg publish: what was built elsewhere, for the machines that boot from a base.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bases.h"
#include "buffer.h"
#include "bundle_file.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "generation.h"
#include "json.h"
#include "keep.h"
#include "pinned.h"
#include "renew.h"
#include "root.h"
#include "solve.h"
#include "supply.h"
#include "wish.h"

#define REPOSITORY "repository"
#define SUFFIX ".bundle"

// A bundle on its way into the base.
struct publication {
	struct call *call;
	struct base *base;
	const char *packages;	// a directory of packages that came with it; NULL: none did
	struct bundle_file bundle;
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
	struct arena *a = &p->call->arena;
	const char *path = arena_printf(a, "%s/%.*s-%.*s.%.*s.opk", p->packages,
		TEXT_ARG(want->name), TEXT_ARG(want->version), TEXT_ARG(p->bundle.arch));

	if (!path)
		return -ENOMEM;
	if (access(path, F_OK))
		return errno == ENOENT ? 0 : fail(-errno, "open %s", path);
	int rc = supply_file(&p->supply, a, path);
	if (!rc && !digest_equal(&want->digest, &p->supply.named[p->supply.names - 1]->opk.digest))
		rc = fail(-E_DATA, "%s is not the package that the bundle was made of", path);
	return rc;
}

static int has_repository(const struct base *b)
{
	int fd = file_open(b->dir, REPOSITORY "/latest", O_RDONLY, 0);

	if (fd < 0 && fd != -ENOENT)
		return fd;
	if (fd < 0)
		error_clear();
	else
		close(fd);
	return fd >= 0;
}

static int open_supply(struct publication *p)
{
	struct pinned *want;
	size_t count;
	int rc = during(pinned_parse(&want, &count, &p->call->arena, p->lock), "its lock");

	for (size_t i = 0; !rc && p->packages && i < count; i++)
		rc = open_package(p, want + i);
	int there = rc ? rc : has_repository(p->base);
	if (there > 0)
		rc = bases_repository(p->base, p->call, &p->repository);
	if (rc || there < 0)
		return rc ? rc : there;
	return supply_use(&p->supply, &p->call->arena, there ? &p->repository : NULL);
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
	const struct texts *site = &p->role.asked.site;

	for (size_t i = 0; i < site->count; i++)
		if (!have(&p->asked.site, site->item[i]))
			return true;
	return false;
}

// True when it chose alternatives otherwise.
static bool chose_more(const struct publication *p)
{
	const struct choices *c = &p->role.asked.choices;

	for (size_t i = 0; i < c->count; i++)
		if (!text_equal(
			    choices_find(&p->asked.choices, c->item[i].link), c->item[i].package))
			return true;
	return false;
}

static int add_site(struct publication *p)
{
	const struct texts *site = &p->role.asked.site;
	const struct choices *chosen = &p->role.asked.choices;
	struct choices *asked = &p->asked.choices;
	struct arena *a = &p->call->arena;
	int rc = 0;

	for (size_t i = 0; !rc && i < site->count; i++)
		rc = wish_add(a, &p->asked.site, site->item[i]);
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
	struct arena *a = &p->call->arena;
	struct pinned *new, *old;
	struct buffer b = { 0 };
	size_t news, olds;
	int rc = pinned_parse(&new, &news, a, p->lock);

	if (!rc)
		rc = during(pinned_parse(&old, &olds, a, p->role.lock), "the lock");
	for (size_t i = 0; !rc && i < news; i++) {
		const struct pinned *was = have(&p->role.held, new[i].name)
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

static void say(const struct publication *p, const char *title, const struct digest *digest)
{
	if (!p->call->json) {
		printf("%s\n", title);
		return;
	}
	json_open(NULL, '{');
	json_text("target", text_of(title));
	if (digest)
		json_digest("generation", digest);
	json_bool("done", !root_simulate);
	json_close();
}

static int take_bundle(struct publication *p)
{
	const struct digest *d = &p->bundle.digest;
	const char *title = renew_title(p->call, &p->role, d);
	int there = base_bundle(&p->role, &p->call->arena, d), rc = title ? 0 : -ENOMEM;

	if (there >= 0)
		close(there);
	if (root_simulate)
		rc = rc ? rc : bundle_check(&p->bundle);
	else if (!rc && there < 0)
		rc = generation_take(&p->role, &p->call->arena, &p->bundle);
	if (!rc && !root_simulate)
		rc = renew_point(p->call, &p->role, &p->asked, p->lock, d, there < 0);
	if (rc && !root_simulate)
		generation_forget(&p->role, &p->call->arena);
	if (!rc)
		say(p, title, d);
	return rc;
}

static void missing(struct text name, struct text version)
{
	fprintf(stderr,
		"orion-pkg: %.*s %.*s neither came with the bundle nor is in the repository\n",
		TEXT_ARG(name), TEXT_ARG(version));
}

static int solve_it(struct publication *p, struct text lock)
{
	struct arena *a = &p->call->arena;
	struct request request = { .held = p->role.held };
	int rc = bases_installed(p->call, lock, p->supply.index, &p->installed, missing);

	if (!rc)
		rc = role_wish(&p->asked, a, &request.wish);
	if (!rc)
		rc = solve(a, p->supply.index, &p->installed, &request, &p->plan);
	if (rc == -E_NO && p->plan.why.n)
		fprintf(stderr, "%.*srole %s stays as it is\n", TEXT_ARG(p->plan.why),
			p->role.name);
	return rc;
}

static int make_another(struct publication *p, struct text lock)
{
	struct renewal *r = &p->renewal;
	int rc = solve_it(p, lock);

	if (!rc)
		rc = renew_packages(r, &p->supply, &p->installed, &p->plan);
	if (!rc)
		rc = renew_plan(r);
	if (!rc && !root_simulate)
		rc = renew_import(r, &p->supply);
	if (!rc && !root_simulate)
		rc = renew_carry_out(r);
	if (!rc)
		say(p, r->title, r->known || !root_simulate ? &r->digest : NULL);
	return rc;
}

static int check_arch(const struct publication *p)
{
	struct text old;
	int rc = bases_arch(&p->role, &p->call->arena, &old);

	if (!rc && old.n && !text_equal(old, p->bundle.arch))
		rc = fail(-E_DATA, "it is for %.*s, role %s boots on %.*s",
			TEXT_ARG(p->bundle.arch), p->role.name, TEXT_ARG(old));
	return rc;
}

static int publish_role(struct publication *p)
{
	struct text lock;
	int rc = generation_read(&p->bundle, &p->call->arena, &p->asked, &p->lock);

	if (!rc)
		rc = check_arch(p);
	p->supply.arch = p->bundle.arch;
	if (!rc)
		rc = open_supply(p);
	if (!rc)
		rc = with_held(p, &lock);
	if (rc)
		return rc;
	bool more = wants_more(p) || chose_more(p);
	rc = add_site(p);
	p->renewal = (struct renewal){ .call = p->call, .role = &p->role, .asked = p->asked };
	if (rc)
		return rc;
	if (more || !text_equal(lock, p->lock))
		return make_another(p, lock);
	rc = root_simulate ? 0 : renew_import(&p->renewal, &p->supply);
	return rc ? rc : take_bundle(p);
}

// --- what was named

static int publish_bundle(struct call *c, struct base *b, int fd, const char *packages, bool *any)
{
	struct publication p = { .call = c, .base = b, .packages = packages };
	int rc = bundle_open(&p.bundle, &c->arena, fd, NULL);

	if (rc || (base_role_name && !text_is(p.bundle.role, base_role_name)))
		return rc;
	const char *role = arena_text(&c->arena, p.bundle.role.s, p.bundle.role.n);
	*any = true;
	if (!role)
		return -ENOMEM;
	rc = root_simulate ? 0 : bases_recover(b, c, role);
	if (!rc)
		rc = base_role_open(&p.role, b, &c->arena, role, true);
	if (rc)
		return rc;
	rc = publish_role(&p);
	supply_close(&p.supply);
	base_role_close(&p.role);
	return during(rc, "role %s", role);
}

static int publish_file(
	struct call *c, struct base *b, const char *path, const char *packages, bool *any)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return fail(-errno, "open %s", path);
	int rc = publish_bundle(c, b, fd, packages, any);
	close(fd);
	return rc == -E_NO ? rc : during(rc, "%s", path);
}

// DIGEST.bundle: others are links to it.
static int is_bundle(const struct dirent *e)
{
	return strspn(e->d_name, "0123456789abcdef") == DIGEST_HEX &&
		!strcmp(e->d_name + DIGEST_HEX, SUFFIX);
}

static const char *packages_of(struct call *c, const char *dir)
{
	const char *path = arena_printf(&c->arena, "%s/" REPOSITORY, dir);

	return path && !access(path, F_OK) ? path : NULL;
}

static int publish_dir(struct call *c, struct base *b, const char *dir, bool *any)
{
	const char *packages = packages_of(c, dir);
	struct dirent **e;
	int n = scandir(dir, &e, is_bundle, alphasort), rc = 0;

	if (n < 0)
		return fail(-errno, "read %s", dir);
	if (!n)
		rc = fail(-E_DATA, "%s has no DIGEST.bundle", dir);
	for (int i = 0; i < n; i++) {
		const char *path = arena_printf(&c->arena, "%s/%s", dir, e[i]->d_name);

		if (!rc)
			rc = path ? publish_file(c, b, path, packages, any) : -ENOMEM;
		free(e[i]);
	}
	free(e);
	return rc;
}

static bool is_package(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && !strcmp(path + n - 4, ".opk");
}

static int publish_one(struct call *c, struct base *b, const char *path, bool *any)
{
	struct stat st;

	if (stat(path, &st))
		return fail(-errno, "open %s", path);
	return S_ISDIR(st.st_mode) ? publish_dir(c, b, path, any)
				   : publish_file(c, b, path, NULL, any);
}

// Packages, for the repository only.
static int publish_packages(struct call *c, struct base *b)
{
	struct base_role none = { .base = b };
	struct renewal r = { .call = c, .role = &none };
	struct repository repository;
	struct supply s = { 0 };
	int rc = 0, there;

	for (int i = 0; !rc && i < c->argc; i++)
		if (is_package(c->argv[i]))
			rc = supply_file(&s, &c->arena, c->argv[i]);
	there = rc ? rc : s.names ? has_repository(b) : 0;
	if (there > 0)
		rc = bases_repository(b, c, &repository);
	if (!rc && there >= 0)
		rc = supply_use(&s, &c->arena, there ? &repository : NULL);
	if (!rc && there >= 0 && !root_simulate)
		rc = renew_import(&r, &s);
	supply_close(&s);
	return there < 0 ? there : rc;
}

static int publish_all(struct call *c, struct base *b)
{
	bool any = false, bundles = false;
	int rc = publish_packages(c, b);

	if (c->json)
		json_open(NULL, '[');
	for (int i = 0; !rc && i < c->argc; i++)
		if (!is_package(c->argv[i])) {
			bundles = true;
			rc = publish_one(c, b, c->argv[i], &any);
		}
	if (c->json)
		json_close();
	if (!rc && bundles && !any)
		rc = fail(-E_NO, "there is no bundle of role %s", base_role_name);
	return rc;
}

static int run(struct call *c)
{
	struct base b;
	int chosen = bases_chosen();

	if (chosen <= 0)
		return chosen ? chosen
			      : fail(-E_CALL, "it is published into a base: name one with --base");
	int rc = base_open(&b, base_path, true);
	if (rc)
		return rc;
	rc = root_simulate ? 0 : bases_lock(&b, c, "publish");
	if (!rc)
		rc = publish_all(c, &b);
	base_close(&b);
	return rc;
}

const struct cmd cmd_publish = {
	.name = "publish",
	.operands = "BUNDLE|DIR|FILE.opk...",
	.summary = "Bring bundles and packages that were built elsewhere into a base",
	.min = 1,
	.max = -1,
	.shared = base_change_rows,
	.help = "DIR has DIGEST.bundle files and the directory `repository` with their packages, as dist/ARCH has them; with --role\n"
		"only that role's. What the site wants besides is solved anew on top; what can't be had then is named, and the\n"
		"role stays as it is. A package goes into the repository only.\n",
	.run = run,
};
