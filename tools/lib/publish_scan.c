// SPDX-License-Identifier: MIT
// The packages of a directory.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arch.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "progress.h"
#include "publish.h"
#include "publish_checked.h"
#include "publish_impl.h"

static int check_name(const struct index_package *p, struct arena *a, const char *file)
{
	const char *should = index_file(a, p);

	if (!should)
		return -ENOMEM;
	return strcmp(file, should) ? fail(-E_DATA, "%s should be named %s", file, should) : 0;
}

// The manifest, which may be large, lives only until it is described.
static int scan_package(struct index_package *p, struct publish_checked *c, const char *file)
{
	struct arena once = { NULL };
	struct opk o;
	int fd = file_open_regular(c->dir, file);

	if (fd < 0)
		return fd;
	int rc = opk_open(&o, &once, fd, file, NULL);
	if (!rc) {
		rc = publish_checked(c, &o, fd, file);
		if (!rc)
			rc = index_describe(p, c->arena, &o);
		if (!rc)
			rc = check_name(p, c->arena, file);
		opk_close(&o);
	}
	arena_free(&once);
	close(fd);
	return rc;
}

static bool is_package(const char *name)
{
	size_t n = strlen(name);

	return *name != '.' && n > 4 && !strcmp(name + n - 4, ".opk");
}

static int scan_all(struct index *x, struct publish_checked *c, DIR *d)
{
	for (struct dirent *e; errno = 0, e = readdir(d);) {
		if (!is_package(e->d_name))
			continue;
		struct index_package *p = arena_more(c->arena, x->package, x->packages, sizeof *p);

		if (!p)
			return -ENOMEM;
		x->package = p;
		int rc = scan_package(&p[x->packages], c, e->d_name);
		if (rc)
			return rc;
		x->packages++;
	}
	return errno ? fail(-errno, "read the directory") : 0;
}

static uint64_t size_of_all(DIR *d)
{
	uint64_t size = 0;
	struct stat st;

	for (struct dirent *e; (e = readdir(d));)
		if (is_package(e->d_name) && !fstatat(dirfd(d), e->d_name, &st, 0))
			size += (uint64_t)st.st_size;
	rewinddir(d);
	return size;
}

static bool same_version(const struct index_package *p, const struct index_package *q)
{
	return text_equal(p->name, q->name) && text_equal(p->version, q->version);
}

// A version may be there for several architectures, but not for all of them and for one.
static int check_unique(const struct index *x)
{
	const struct index_package *end = x->package + x->packages;

	for (const struct index_package *p = x->package; p < end; p++)
		for (const struct index_package *q = p + 1; q < end && same_version(p, q); q++)
			if (arch_fits(p->arch, q->arch) || arch_fits(q->arch, p->arch))
				return fail(-E_DATA, "%.*s %.*s is there for %.*s and for %.*s",
					TEXT_ARG(p->name), TEXT_ARG(p->version), TEXT_ARG(p->arch),
					TEXT_ARG(q->arch));
	return 0;
}

int publish_scan(struct arena *a, const struct publish *p, struct index *x)
{
	struct publish_checked checked;
	int fd = file_open(p->dir, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	*x = (struct index){ NULL, 0 };
	if (!d)
		return fail(fd < 0 ? fd : -errno, "read the directory");
	publish_checked_open(&checked, a, p->dir, p->all);
	progress_begin(PROGRESS_CHECK, size_of_all(d));
	int rc = scan_all(x, &checked, d);
	progress_end();
	closedir(d);
	if (rc)
		return rc;
	publish_checked_write(&checked);
	index_sort(x);
	return check_unique(x);
}
