// SPDX-License-Identifier: MIT
// Listing a build.
#include "build.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "digest.h"
#include "error.h"

#define SUFFIX ".bundle"

// DIGEST.bundle: others are links to it.
static int is_bundle(const struct dirent *e)
{
	return strspn(e->d_name, "0123456789abcdef") == DIGEST_HEX &&
		!strcmp(e->d_name + DIGEST_HEX, SUFFIX);
}

static int add_all(struct build *b, struct arena *a, const char *dir, struct dirent **e, size_t n)
{
	const char **bundle = ARENA_ARRAY(a, const char *, n);

	if (!bundle)
		return -ENOMEM;
	for (; b->bundles < n; b->bundles++) {
		bundle[b->bundles] = arena_printf(a, "%s/%s", dir, e[b->bundles]->d_name);
		if (!bundle[b->bundles])
			return -ENOMEM;
	}
	b->bundle = bundle;
	return n ? 0 : fail(-E_DATA, "%s has no DIGEST.bundle", dir);
}

int build_open(struct build *b, struct arena *a, const char *dir)
{
	struct dirent **e;
	int n = scandir(dir, &e, is_bundle, alphasort);

	*b = (struct build){ .bundles = 0 };
	if (n < 0)
		return fail(-errno, "read %s", dir);
	int rc = add_all(b, a, dir, e, (size_t)n);
	while (n-- > 0)
		free(e[n]);
	free(e);
	const char *packages = rc ? NULL : arena_printf(a, "%s/repository", dir);
	if (!rc && !packages)
		rc = -ENOMEM;
	if (!rc && !access(packages, F_OK))
		b->packages = packages;
	return rc;
}

int build_packages_size(const char *packages, int base, uint64_t *size)
{
	char path[300];
	struct stat here, there;
	DIR *d = opendir(packages);

	if (!d)
		return fail(-errno, "read %s", packages);
	for (struct dirent *e; (e = readdir(d));) {
		snprintf(path, sizeof path, "repository/%s", e->d_name);
		if (fstatat(dirfd(d), e->d_name, &here, 0) || !S_ISREG(here.st_mode) ||
			(!fstatat(base, path, &there, AT_SYMLINK_NOFOLLOW) &&
				there.st_size == here.st_size))
			continue;
		*size += (uint64_t)here.st_size;
	}
	closedir(d);
	return 0;
}
