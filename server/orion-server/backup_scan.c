// SPDX-License-Identifier: MIT
// What a base has that belongs into a backup.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "backup_list.h"
#include "base.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "path.h"

struct scan {
	struct backup_list *list;
	struct arena *arena;
	int dir;
	bool all;
};

// The size is that of what was read.
static int add(struct scan *s, const char *path)
{
	struct backup_file *f = arena_more(s->arena, s->list->item, s->list->count, sizeof *f);
	int fd = f ? file_open_regular(s->dir, path) : -ENOMEM;
	struct stat st;

	if (fd < 0)
		return fd;
	s->list->item = f;
	f += s->list->count;
	int rc = fstat(fd, &st) ? fail(-errno, "stat %s", path) : 0;
	f->path = path;
	f->mode = st.st_mode & 0777;
	if (!rc)
		rc = during(digest_fd(&f->digest, fd, &f->size), "%s", path);
	s->list->count += !rc;
	close(fd);
	return rc;
}

static int scan(struct scan *s, const char *dir);

static int look_at(struct scan *s, int fd, const char *dir, const char *name)
{
	const char *path = *dir ? arena_printf(s->arena, "%s/%s", dir, name)
				: arena_text(s->arena, name, strlen(name));
	struct stat st;

	if (!path)
		return -ENOMEM;
	if (fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : fail(-errno, "stat %s", path);
	if (S_ISDIR(st.st_mode))
		return backup_leads(path, s->all) ? scan(s, path) : 0;
	if (!backup_takes(path, s->all))
		return 0;
	int rc = path_check(text_of(path));
	return rc ? rc : add(s, path);
}

static int scan(struct scan *s, const char *dir)
{
	struct directory d;
	const char *name;
	int rc = directory_open(&d, s->dir, *dir ? dir : ".");

	while (!rc && (name = directory_next(&d)))
		if (*name != '.')
			rc = look_at(s, d.fd, dir, name);
	return directory_close(&d, rc);
}

static int by_path(const void *a, const void *b)
{
	const struct backup_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

int backup_scan(struct backup_list *l, struct arena *a, const struct base *b, bool all)
{
	struct scan s = { .list = l, .arena = a, .dir = b->dir, .all = all };

	*l = (struct backup_list){ NULL, 0 };
	int rc = scan(&s, "");
	if (l->count)
		qsort(l->item, l->count, sizeof *l->item, by_path);
	return during(rc, "%s", b->path);
}
