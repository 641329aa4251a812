// SPDX-License-Identifier: MIT
// orion-pkg diff: what is different between two packages, or between two sets of them.
#include <errno.h>
#include <stdio.h>

#include "cmd.h"
#include "compare.h"
#include "diff_package.h"
#include "error.h"
#include "json.h"
#include "locked.h"
#include "opk.h"
#include "package.h"
#include "pinned.h"
#include "root.h"

// --- packages

static int with_package(struct call *c, const char *path, const struct manifest *was)
{
	struct opk is;
	int fd, rc = package_open(&is, &c->arena, path, &fd);

	if (rc)
		return rc;
	rc = diff_package(c, was, &is.manifest);
	package_close(&is, fd);
	return rc;
}

static int two_packages(struct call *c)
{
	struct opk was;
	int fd, rc = package_open(&was, &c->arena, c->argv[0], &fd);

	if (rc)
		return rc;
	rc = with_package(c, c->argv[1], &was.manifest);
	package_close(&was, fd);
	return rc;
}

static int installed_and_package(struct call *c, const struct target *t, struct installed *in)
{
	struct opk is;
	int fd, rc = package_open(&is, &c->arena, c->argv[0], &fd);

	if (rc)
		return rc;
	struct installed_package *was = installed_find(in, is.manifest.name);
	if (!was)
		rc = fail(-E_CALL, "%.*s is not installed in %s: name two packages",
			TEXT_ARG(is.manifest.name), t->path);
	if (!rc)
		rc = installed_manifest(was, &c->arena);
	if (!rc)
		rc = diff_package(c, was->manifest, &is.manifest);
	package_close(&is, fd);
	return rc;
}

// --- sets

struct set {
	struct pinned *item;
	size_t count;
};

struct answer {
	const struct call *call;
	bool differ;
};

static int print(void *arg, const struct pinned *was, const struct pinned *is)
{
	struct answer *answer = arg;
	struct text name = is ? is->name : was->name;
	bool rebuilt = was && is && text_equal(was->version, is->version);

	answer->differ = true;
	if (answer->call->json) {
		json_open(NULL, '{');
		json_text("name", name);
		if (was)
			json_text("from", was->version);
		if (is)
			json_text("to", is->version);
		json_close();
	} else if (!was || !is) {
		printf("%c%.*s=%.*s\n", is ? '+' : '-', TEXT_ARG(name),
			TEXT_ARG(is ? is->version : was->version));
	} else if (rebuilt) {
		printf("%.*s=%.*s is another package\n", TEXT_ARG(name), TEXT_ARG(is->version));
	} else {
		printf("%.*s=%.*s>%.*s\n", TEXT_ARG(name), TEXT_ARG(was->version),
			TEXT_ARG(is->version));
	}
	return 0;
}

static int sets(struct call *c, const struct set *was, const struct set *is)
{
	struct answer answer = { .call = c };

	if (c->json)
		json_open(NULL, '[');
	int rc = compare_pinned(was->item, was->count, is->item, is->count, print, &answer);
	if (c->json)
		json_close();
	return rc ? rc : answer.differ ? -E_NO : 0;
}

static int two_locks(struct call *c)
{
	struct set was, is;
	int rc = pinned_load(&was.item, &was.count, &c->arena, c->argv[0]);

	if (!rc)
		rc = pinned_load(&is.item, &is.count, &c->arena, c->argv[1]);
	return rc ? rc : sets(c, &was, &is);
}

static int installed_and_lock(struct call *c, const struct target *t, struct installed *in)
{
	struct set was = { ARENA_ARRAY(&c->arena, struct pinned, in->count), in->count }, is;
	int rc = was.item ? pinned_load(&is.item, &is.count, &c->arena, c->argv[0]) : -ENOMEM;

	(void)t;
	if (rc)
		return rc;
	for (size_t i = 0; i < in->count; i++)
		was.item[i] = (struct pinned){ in->package[i].name, in->package[i].version,
			in->package[i].digest };
	return sets(c, &was, &is);
}

static int run(struct call *c)
{
	bool package = package_named(c->argv[0]);

	if (c->argc == 1)
		return root_answer(c, package ? installed_and_package : installed_and_lock);
	if (package_named(c->argv[1]) != package)
		return fail(-E_CALL, "a package and a lock can't be compared");
	return package ? two_packages(c) : two_locks(c);
}

const struct cmd cmd_diff = {
	.name = "diff",
	.operands = "[OLD] NEW",
	.summary = "Say what is different between two packages or two locks",
	.min = 1,
	.max = 2,
	.shared = root_rows,
	.help = "Each is a FILE.opk, or both are locks (see `lock`). Without OLD: what is installed.\n"
		"Packages: +NAME=VERSION comes, -NAME=VERSION goes, NAME=OLD>NEW. Paths: + comes, - goes, T other type, C content, m mode,\n"
		"o owner. 1 when something is different.\n",
	.run = run,
};
