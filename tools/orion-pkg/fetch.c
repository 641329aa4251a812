// SPDX-License-Identifier: MIT
// orion-pkg fetch: packages from repositories, checked, into a directory.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "opk.h"
#include "relation.h"
#include "repositories.h"
#include "version.h"

static const char *output = ".";

// clang-format off
static const struct option rows[] = {
	{ 'o', "output", "DIR", "the directory where the packages go (.)", .text = &output },
	ARCH_ROW,
	{ 0 },
};
// clang-format on

struct choice {
	struct repository *repository;
	const struct index_package *package;
};

// The newest version that the relation is true for; of two equal ones that of the first repository.
static int choose(struct choice *best, const struct repositories *r, const struct relation *want)
{
	*best = (struct choice){ NULL, NULL };
	for (size_t i = 0; i < r->count; i++) {
		size_t n;
		const struct index_package *p = index_find(&r->item[i].index, want->name, &n);

		for (; n > 0; n--, p++)
			if (relation_match(want, p->version) &&
				(!best->package ||
					version_compare(p->version, best->package->version) > 0))
				*best = (struct choice){ &r->item[i], p };
	}
	return best->package ? 0 : -E_NO;
}

static int copy(int from, int to, const char *what)
{
	char data[1 << 16];
	ssize_t n;
	int rc = 0;

	while (!rc && (n = file_read_some(from, data, sizeof data, what)) != 0)
		rc = n < 0 ? (int)n : file_write(to, data, (size_t)n, what);
	return rc;
}

// The copy is checked, not the original, which may change meanwhile.
static int check(int fd, const struct index_package *p, const char *file)
{
	struct arena a = { NULL };
	struct opk o;
	int rc = opk_open(&o, &a, fd, file, &p->pin);

	if (!rc) {
		rc = index_check(p, &o);
		if (!rc)
			rc = opk_check(&o);
		opk_close(&o);
	}
	arena_free(&a);
	return rc;
}

static int write_copy(int from, int to, const struct index_package *p, const char *file)
{
	int rc = copy(from, to, file);

	if (!rc)
		rc = check(to, p, file);
	return rc || !fsync(to) ? rc : fail(-errno, "fsync %s", file);
}

static int save(struct arena *a, int dir, int from, const struct index_package *p, const char *file)
{
	const char *part = arena_printf(a, ".orion-pkg.%ld", (long)getpid());
	int to = part ? file_open(dir, part, O_RDWR | O_CREAT | O_EXCL, 0644) : -ENOMEM;

	if (to < 0)
		return to;
	int rc = write_copy(from, to, p, file);
	close(to);
	if (!rc && renameat(dir, part, dir, file))
		rc = fail(-errno, "rename to %s", file);
	if (rc)
		unlinkat(dir, part, 0);
	return rc;
}

static int fetch(struct call *c, int dir, const struct choice *choice)
{
	const char *file = index_file(&c->arena, choice->package);
	int fd = file ? repository_package(choice->repository, choice->package) : -ENOMEM;

	if (fd < 0)
		return fd;
	int rc = save(&c->arena, dir, fd, choice->package, file);
	close(fd);
	if (rc)
		return rc;
	if (c->json)
		json_text(NULL, text_of(file));
	else
		printf("%s\n", file);
	return 0;
}

// All are found before the first is fetched.
static int choose_all(struct call *c, const struct repositories *r, struct choice *choice)
{
	for (int i = 0; i < c->argc; i++) {
		struct relation want;
		int rc = relation_parse(&want, text_of(c->argv[i]));

		if (rc)
			return during(-E_CALL, "%s", c->argv[i]);
		if (choose(&choice[i], r, &want))
			return fail(-E_NO, "no repository has %s", c->argv[i]);
	}
	return 0;
}

static int fetch_all(struct call *c, const struct repositories *r)
{
	struct choice *choice = ARENA_ARRAY(&c->arena, struct choice, (size_t)c->argc);
	int rc = choice ? choose_all(c, r, choice) : -ENOMEM;

	if (rc)
		return rc;
	int dir = file_open_dir(output);
	if (dir < 0)
		return dir;
	if (c->json)
		json_open(NULL, '[');
	for (int i = 0; !rc && i < c->argc; i++)
		rc = fetch(c, dir, &choice[i]);
	if (c->json)
		json_close();
	close(dir);
	return rc;
}

static int run(struct call *c)
{
	struct repositories r;
	int rc = repositories_open(&r, c);

	if (rc)
		return rc;
	repositories_keep(&r);
	rc = fetch_all(c, &r);
	repositories_close(&r);
	return rc;
}

const struct cmd cmd_fetch = {
	.name = "fetch",
	.operands = "NAME[=VERSION]...",
	.summary = "Copy packages from repositories into a directory",
	.min = 1,
	.max = -1,
	.options = rows,
	.shared = repository_rows,
	.help = "Without a VERSION the newest one. What they need is not fetched with them.\n",
	.run = run,
};
