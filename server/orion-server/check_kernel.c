// SPDX-License-Identifier: MIT
// What the kernel must have, built in or as a module that can be loaded.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "arena.h"
#include "checks.h"
#include "error.h"
#include "file.h"
#include "report.h"

enum { LIST = 16 << 20 };

static const struct {
	const char *name, *there, *advice;	// there: a path that is there when it is loaded
} wanted[] = {
	{ "nfsd", "/proc/fs/nfsd", "The kernel's NFS server: CONFIG_NFSD, NFSv3 with it" },
	{ "erofs", "/sys/fs/erofs", "Bundles are EROFS: CONFIG_EROFS_FS" },
	{ "loop", "/dev/loop-control", "Bundles are mounted by loop devices: CONFIG_BLK_DEV_LOOP" },
};

// Is NAME.ko in one of the kernel's lists?
static bool is_module(struct arena *a, const char *name)
{
	static const char *const lists[] = { "modules.builtin", "modules.dep" };
	struct utsname u;
	struct text t, line;

	uname(&u);
	const char *path = arena_printf(a, "/lib/modules/%s", u.release);
	const char *file = arena_printf(a, "/%s.ko", name);
	int dir = path && file ? file_open_dir(path) : -1;
	bool found = false;
	for (size_t i = 0; dir >= 0 && !found && i < 2; i++) {
		if (file_load(a, dir, lists[i], LIST, &t))
			continue;
		while (!found && text_line(&t, &line)) {
			const char *colon = memchr(line.s, ':', line.n);
			size_t n = colon ? (size_t)(colon - line.s) : line.n;
			const char *at = memmem(line.s, n, file, strlen(file));

			found = at != NULL;
		}
	}
	if (dir >= 0)
		close(dir);
	error_clear();
	return found;
}

void check_kernel(struct checks *c)
{
	bool good = true;

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		if (!access(wanted[i].there, F_OK) || is_module(c->arena, wanted[i].name))
			continue;
		report_failed(
			c->report, "kernel", wanted[i].advice, "it has no %s", wanted[i].name);
		good = false;
	}
	if (good)
		report_ok(c->report, "kernel", "nfsd, EROFS and loop devices");
}
