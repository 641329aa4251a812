// SPDX-License-Identifier: MIT
// Paths that options may change: for tests, and for a look at another machine's files.
#include "paths.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "error.h"
#include "file.h"

enum { FILE_LENGTH = 4096 };

struct paths paths = {
	.base = BASE_PATH, .run = SITE_RUN, .lib = SITE_LIB, .exports = SITE_RUN "/export"
};

const struct option paths_rows[] = {
	{ 0, "conf", "FILE", "read this orion.conf", .text = &paths.conf },
	{ 0, "base", "DIR", "where bundles, channels and orion.conf are (" BASE_PATH ")",
		.text = &paths.base },
	{ 0, "run", "DIR", "where what is derived is (" SITE_RUN " on OrionOS)",
		.text = &paths.run },
	{ 0, "lib", "DIR", "where templates and hooks are (" SITE_LIB " on OrionOS)",
		.text = &paths.lib },
	{ .name = NULL },
};

static struct arena memory; // as long as the program

static int take(struct text line)
{
	struct text part[2];

	if (!line.n || *line.s == '#')
		return 0;
	if (text_fields(line, ' ', part, 2) != 2 || !text_starts(part[1], "/"))
		return fail(-E_DATA, "a line is KEY /PATH");
	const char *value = arena_text(&memory, part[1].s, part[1].n);
	if (!value)
		return -ENOMEM;
	if (text_is(part[0], "run"))
		paths.run = value;
	else if (text_is(part[0], "exports"))
		paths.exports = strcmp(value, "/") ? value : "";
	else
		return fail(
			-E_DATA, "there is no key %.*s: run and exports are", TEXT_ARG(part[0]));
	return 0;
}

static int load(const char *lib)
{
	struct text t, line;
	int dir = file_open_dir(lib);
	int rc = dir < 0 ? dir : file_load(&memory, dir, "paths", FILE_LENGTH, &t);

	if (dir >= 0)
		close(dir);
	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	if (!rc)
		paths.lib = lib;
	while (!rc && text_line(&t, &line))
		rc = take(line);
	return during(rc, "%s/paths", lib);
}

int paths_find_of(const char *program)
{
	const char *bin = strstr(program, "/bin/");

	for (const char *next = bin; next; next = strstr(next + 1, "/bin/"))
		bin = next;
	if (!bin || strchr(bin + strlen("/bin/"), '/'))
		return 0;
	const char *lib = arena_printf(&memory, "%.*s/lib/orion", (int)(bin - program), program);
	return lib ? load(lib) : -ENOMEM;
}

int paths_find(void)
{
	char program[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);

	if (n < 0) // no /proc: as it was compiled
		return 0;
	program[n] = 0;
	return paths_find_of(program);
}
