// SPDX-License-Identifier: MIT
// orion-pkg verify: whether packages and repositories are whole, and signed by whom they should.
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "json.h"
#include "opk.h"
#include "package.h"
#include "repositories.h"

static bool bad(int rc)
{
	return rc == -E_TRUST || rc == -E_DATA;
}

static int verify_file(const char *path)
{
	struct arena a = { NULL };
	struct opk o;
	int fd, rc = package_open(&o, &a, path, &fd);

	if (!rc) {
		rc = opk_check(&o);
		package_close(&o, fd);
	}
	arena_free(&a);
	return rc;
}

static int verify_package(struct repository *r, const struct index_package *p)
{
	struct arena a = { NULL };
	struct opk o;
	int fd = repository_package(r, p);
	const char *file = index_file(&a, p);
	int rc = fd < 0 ? fd : file ? opk_open(&o, &a, fd, file, &p->pin) : -ENOMEM;

	if (!rc) {
		rc = index_check(p, &o);
		if (!rc)
			rc = opk_check(&o);
		opk_close(&o);
	}
	if (fd >= 0)
		close(fd);
	arena_free(&a);
	return rc;
}

static int verify_repository(struct call *c, const char *url)
{
	struct repositories r;
	int rc = repositories_open_one(&r, c, url);

	if (rc)
		return rc;
	for (size_t i = 0; !rc && i < r.item->index.packages; i++)
		rc = verify_package(r.item, &r.item->index.package[i]);
	repositories_close(&r);
	return rc;
}

static void say(const struct call *c, const char *operand, int rc)
{
	if (!c->json) {
		printf("%s: %s\n", operand, rc ? error_text() : "good");
		return;
	}
	json_open(NULL, '{');
	json_text("name", text_of(operand));
	json_bool("good", !rc);
	json_text("why", text_of(rc ? error_text() : ""));
	json_close();
}

static int run(struct call *c)
{
	int rc = 0, count = 0;

	if (c->json)
		json_open(NULL, '[');
	for (int i = 0; i < c->argc && (!rc || bad(rc)); i++) {
		rc = package_named(c->argv[i]) ? verify_file(c->argv[i])
					    : verify_repository(c, c->argv[i]);
		if (!rc || bad(rc))
			say(c, c->argv[i], rc);
		count += bad(rc);
	}
	if (c->json)
		json_close();
	if (rc && !bad(rc))
		return rc;
	return count ? fail(-E_NO, "%d of %d are not good", count, c->argc) : 0;
}

const struct cmd cmd_verify = {
	.name = "verify",
	.operands = "FILE.opk|DIR|URL...",
	.summary = "Check packages whole, and repositories with all that is in them",
	.min = 1,
	.max = -1,
	.shared = repository_rows,
	.help = "A file alone can only be checked for damage: who made it stands in a repository.\n",
	.run = run,
};
