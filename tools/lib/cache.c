// SPDX-License-Identifier: MIT
// Cleaning a cache. Files whose names are none of repository.c's stay.
#include "cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "place.h"

struct cleaning {
	const struct repository_place *keep;
	size_t count;
	bool dry;
	struct cache_sum *sum;
};

// `package-DIGEST.opk`, `index-DIGEST.zst`, and these with a dot before and something behind while they are written.
static bool goes(const char *name, bool index_stays)
{
	if (!strncmp(name, "index-", 6))
		return !index_stays;
	return !strncmp(name, "package-", 8) || !strncmp(name, ".package-", 9) ||
		!strncmp(name, ".index-", 7);
}

static int take_away(struct cleaning *c, int dir, const char *name)
{
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : fail(-errno, "stat %s", name);
	if (S_ISDIR(st.st_mode))
		return 0;
	if (!c->dry && unlinkat(dir, name, 0) && errno != ENOENT)
		return fail(-errno, "remove %s", name);
	c->sum->files++;
	c->sum->bytes += (uint64_t)st.st_blocks * 512;
	return 0;
}

typedef int each_name(struct cleaning *c, int dir, const char *name, bool index_stays);

static int each(struct cleaning *c, int dir, bool index_stays, each_name *use)
{
	int fd = file_open(dir, ".", O_RDONLY | O_DIRECTORY, 0), rc = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d)
		return fd < 0 ? fd : fail(-errno, "read the cache");
	for (struct dirent *e; !rc && (errno = 0, e = readdir(d));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			rc = use(c, dir, e->d_name, index_stays);
	if (!rc && errno)
		rc = fail(-errno, "read the cache");
	closedir(d);
	return rc;
}

static int clean_file(struct cleaning *c, int dir, const char *name, bool index_stays)
{
	return goes(name, index_stays) ? take_away(c, dir, name) : 0;
}

static bool is_kept(const struct cleaning *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->keep[i].name, name))
			return true;
	return false;
}

static int clean_repository(struct cleaning *c, int cache, const char *name, bool index_stays)
{
	int dir = file_open(cache, name, O_RDONLY | O_DIRECTORY, 0);

	(void)index_stays;
	if (dir == -ENOTDIR || dir == -ELOOP)
		return 0;	// not ours
	if (dir < 0)
		return dir;
	bool kept = is_kept(c, name);
	int rc = each(c, dir, kept, clean_file);
	close(dir);
	if (!rc && !kept && !c->dry)
		unlinkat(cache, name, AT_REMOVEDIR);	// not when there is something of somebody else
	return rc;
}

int cache_clean(int cache, const struct repository_place *keep, size_t count, bool dry,
	struct cache_sum *sum)
{
	struct cleaning c = { keep, count, dry, sum };

	*sum = (struct cache_sum){ 0 };
	return each(&c, cache, false, clean_repository);
}
