// SPDX-License-Identifier: MIT
// Derived files as a whole.
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "directory.h"
#include "error.h"
#include "file.h"

#define STATE "state"
#define NEW "state.new"

enum { FILE_LENGTH = 64 << 20, DEPTH = 8 };

int state_add(struct state *s, struct arena *a, const char *path, struct text content)
{
	struct state_file *item = arena_more(a, s->item, s->count, sizeof *item);

	if (!item || !path)
		return -ENOMEM;
	s->item = item;
	item[s->count++] = (struct state_file){ path, content };
	return 0;
}

static int by_path(const void *a, const void *b)
{
	const struct state_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

void state_sort(struct state *s)
{
	if (s->count)
		qsort(s->item, s->count, sizeof *s->item, by_path);
}

// --- what is there

static int load(struct state *s, struct arena *a, int dir, const char *path, unsigned depth);

static int load_entry(struct state *s, struct arena *a, int dir, const char *path, unsigned depth)
{
	struct stat st;
	struct text t;
	int fd = file_open(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
	int rc = fd < 0 ? fd : fstat(fd, &st) ? fail(-errno, "%s", path) : 0;
	bool is_dir = !rc && S_ISDIR(st.st_mode);

	if (!rc && !is_dir)
		rc = file_load_fd(a, fd, FILE_LENGTH, &t, path);
	if (fd >= 0)
		close(fd);
	if (is_dir)
		return load(s, a, dir, path, depth + 1);
	return rc ? rc : state_add(s, a, path, t);
}

static int load(struct state *s, struct arena *a, int dir, const char *path, unsigned depth)
{
	struct directory d = { NULL };
	const char *name;
	int rc =
		depth > DEPTH ? fail(-E_DATA, "%s: too deep", path) : directory_open(&d, dir, path);

	while (!rc && (name = directory_next(&d))) {
		const char *below = strcmp(path, ".") ? arena_printf(a, "%s/%s", path, name)
						      : arena_text(a, name, strlen(name));

		rc = below ? load_entry(s, a, dir, below, depth) : -ENOMEM;
	}
	return directory_close(&d, rc);
}

int state_load(struct state *s, struct arena *a, int dir)
{
	*s = (struct state){ NULL, 0 };
	int fd = file_open(dir, STATE, O_RDONLY | O_DIRECTORY, 0);
	if (fd == -ENOENT) {
		error_clear();
		return 0;
	}
	int rc = fd < 0 ? fd : load(s, a, fd, ".", 0);
	if (fd >= 0)
		close(fd);
	state_sort(s);
	return during(rc, STATE);
}

int state_compare(
	const struct state *was, const struct state *is, state_difference *found, void *arg)
{
	size_t i = 0, k = 0;
	int rc = 0;

	while (!rc && (i < was->count || k < is->count)) {
		const struct state_file *x = i < was->count ? &was->item[i] : NULL;
		const struct state_file *y = k < is->count ? &is->item[k] : NULL;
		int order = !x ? 1 : !y ? -1 : strcmp(x->path, y->path);

		i += order <= 0;
		k += order >= 0;
		if (order || !text_equal(x->content, y->content))
			rc = found(arg, order <= 0 ? x : NULL, order >= 0 ? y : NULL);
	}
	return rc;
}

// --- what shall be

static int write_file(int dir, const struct state_file *f)
{
	char parent[256];
	const char *slash = strrchr(f->path, '/');
	int rc = 0;

	if (slash) {
		snprintf(parent, sizeof parent, "%.*s", (int)(slash - f->path), f->path);
		rc = file_make_dirs(dir, parent, 0755);
	}
	int fd = rc ? rc : file_open(dir, f->path, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (fd < 0)
		return fd;
	rc = file_write(fd, f->content.s, f->content.n, f->path);
	return close(fd) && !rc ? fail(-errno, "close %s", f->path) : rc;
}

// Nodes may be thousands: one sync for all files, none for each.
static int write_all(const struct state *s, int dir)
{
	int rc = mkdirat(dir, NEW, 0755) ? fail(-errno, "make " NEW) : 0;
	int fd = rc ? rc : file_open(dir, NEW, O_RDONLY | O_DIRECTORY, 0);

	if (fd < 0)
		return fd;
	for (size_t i = 0; !rc && i < s->count; i++)
		rc = write_file(fd, &s->item[i]);
	if (!rc && syncfs(fd))
		rc = fail(-errno, "sync " NEW);
	close(fd);
	return rc;
}

// Two directories can be exchanged, but not put in place of each other.
static int exchange(int dir)
{
	if (!renameat2(dir, NEW, dir, STATE, RENAME_EXCHANGE))
		return 0;
	if (errno == ENOENT && !renameat2(dir, NEW, dir, STATE, RENAME_NOREPLACE))
		return 0;
	return fail(-errno, "rename " NEW " to " STATE);
}

static int replace(const struct state_file *f, struct arena *a, int dir)
{
	struct text t;
	int rc = file_load(a, dir, f->path, FILE_LENGTH, &t);

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	return rc || text_equal(t, f->content)
		? rc
		: file_replace(dir, f->path, 0644, f->content.s, f->content.n);
}

int state_replace(const struct state *some, struct arena *a, int dir)
{
	int fd = file_open(dir, STATE, O_RDONLY | O_DIRECTORY, 0);
	int rc = fd < 0 ? fd : 0;

	for (size_t i = 0; !rc && i < some->count; i++)
		rc = replace(&some->item[i], a, fd);
	if (fd >= 0)
		close(fd);
	return during(rc, STATE);
}

int state_tidy(int dir)
{
	return file_remove_tree(dir, NEW);
}

int state_write(const struct state *s, int dir)
{
	int rc = state_tidy(dir);

	if (!rc)
		rc = write_all(s, dir);
	if (!rc)
		rc = exchange(dir);
	if (!rc)
		rc = file_sync_dir(dir, ".");
	return rc ? rc : state_tidy(dir);
}
