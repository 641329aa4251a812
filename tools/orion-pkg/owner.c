// SPDX-License-Identifier: MIT
// orion-pkg owner: whose file is it?
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "json.h"
#include "offered.h"
#include "root.h"
#include "tree.h"

// The directory of a path may be reached through links (bin is usr/bin): where it really is, below the root.
static const char *really(struct call *c, const struct target *t, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	char link[64], dir[PATH_MAX], root[PATH_MAX];
	const char *slash = strrchr(path, '/');

	if (!slash)
		return path;
	int fd = (int)syscall(SYS_openat2, t->root,
		arena_text(&c->arena, path, (size_t)(slash - path)), &how, sizeof how);
	if (fd < 0)
		return path;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, dir, sizeof dir - 1);
	snprintf(link, sizeof link, "/proc/self/fd/%d", t->root);
	ssize_t m = readlink(link, root, sizeof root - 1);
	close(fd);
	if (n < 0 || m < 0 || n < m || memcmp(dir, root, (size_t)m))
		return path;
	dir[n] = 0;
	for (m = m == 1 ? 0 : m; dir[m] == '/';)
		m++;
	return arena_printf(&c->arena, "%s%s%s", dir + m, dir[m] ? "/" : "", slash + 1);
}

static void print(const struct call *c, const char *named, const char *path, struct text name,
	struct text version, bool offered)
{
	if (!c->json) {
		printf("%s: %.*s %.*s%s\n", named, TEXT_ARG(name), TEXT_ARG(version),
			offered ? ", as an alternative" : "");
		return;
	}
	json_open(NULL, '{');
	json_text("path", text_of(path));
	json_text("name", name);
	json_text("version", version);
	json_bool("alternative", offered);
	json_close();
}

static size_t owners(
	struct call *c, const struct installed *in, const char *named, const char *path)
{
	const struct installed_package *p = NULL;
	size_t count = 0;

	while ((p = installed_owner(in, text_of(path), p))) {
		count++;
		print(c, named, path, p->name, p->version, false);
	}
	return count;
}

// Whose alternative it is: 1, 0 when it is none, or negative and recorded.
static int offerer(struct call *c, const struct target *t, struct installed *in, const char *named,
	const char *path)
{
	struct choices choices;
	struct offers o;
	int rc = installed_manifests(in, &c->arena);

	if (!rc)
		rc = choices_load(&choices, &c->arena, t);
	if (!rc)
		rc = offered_installed(&o, &c->arena, in, &choices);
	size_t first = rc ? 0 : offers_find(&o, text_of(path));
	if (rc || first == o.count)
		return rc;
	const struct manifest *m = o.item[first].source->manifest;
	print(c, named, path, m->name, m->version, true);
	return 1;
}

static int find(struct call *c, const struct target *t, struct installed *in, const char *named)
{
	const char *path = root_plain(named);

	if (owners(c, in, named, path))
		return 0;
	path = really(c, t, path);
	if (!path)
		return -ENOMEM;
	if (owners(c, in, named, path))
		return 0;
	int rc = offerer(c, t, in, named, path);
	return rc < 0 ? rc : rc ? 0 : fail(-E_NO, "%s belongs to no package", named);
}

static int answer(struct call *c, const struct target *t, struct installed *in)
{
	int rc = 0;

	if (c->json)
		json_open(NULL, '[');
	for (int i = 0; i < c->argc; i++) {
		int one = find(c, t, in, c->argv[i]);

		rc = one ? one : rc;
	}
	if (c->json)
		json_close();
	return rc;
}

static int run(struct call *c)
{
	return root_answer(c, answer);
}

const struct cmd cmd_owner = {
	.name = "owner",
	.operands = "PATH...",
	.summary = "Say which package a file belongs to",
	.min = 1,
	.max = -1,
	.shared = root_rows,
	.run = run,
};
