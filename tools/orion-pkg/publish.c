// SPDX-License-Identifier: MIT
// orion-pkg publish: what was built elsewhere, for the machines that boot from a base.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bases.h"
#include "build.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "publication.h"
#include "renew.h"
#include "root.h"
#include "supply.h"

// --- what was named

static void say(const struct publication *p, const struct call *c)
{
	if (!c->json) {
		printf("%s\n", p->title);
		return;
	}
	json_open(NULL, '{');
	json_text("target", text_of(p->title));
	if (p->known)
		json_digest("generation", &p->digest);
	json_bool("done", !root_simulate);
	json_close();
}

static int publish_bundle(struct call *c, struct base *b, int fd, const char *packages, bool *any)
{
	struct publication p = { .base = b,
		.arena = &c->arena,
		.packages = packages,
		.simulate = root_simulate,
		.tell = bases_tell };
	int rc = publication_open(&p, fd);

	if (rc || (base_role_name && strcmp(p.name, base_role_name) != 0))
		return rc;
	*any = true;
	rc = root_simulate ? 0 : bases_recover(b, c, p.name);
	if (!rc)
		rc = publication_run(&p);
	if (!rc)
		say(&p, c);
	publication_close(&p);
	return rc;
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

static int publish_dir(struct call *c, struct base *b, const char *dir, bool *any)
{
	struct build build;
	int rc = build_open(&build, &c->arena, dir);

	for (size_t i = 0; !rc && i < build.bundles; i++)
		rc = publish_file(c, b, build.bundle[i], build.packages, any);
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
	struct renewal r = { .arena = &c->arena, .tell = bases_tell, .role = &none };
	struct repository repository;
	struct supply s = { 0 };
	int rc = 0, there;

	for (int i = 0; !rc && i < c->argc; i++)
		if (is_package(c->argv[i]))
			rc = supply_file(&s, &c->arena, c->argv[i]);
	there = rc ? rc : s.names ? base_has_repository(b) : 0;
	if (there > 0)
		rc = base_repository(b, &c->arena, &repository);
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
