// SPDX-License-Identifier: MIT
// Files below a directory that is open.
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"

enum { PATH_MAX_BYTES = 4096, TREE_DEPTH = 256 };

int file_open_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? fail(-errno, "open %s", path) : fd;
}

// EAGAIN says that something was renamed meanwhile.
static int open_below(int dir, const char *path, int flags, mode_t mode)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC),
		.mode = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? mode : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};

	for (int tries = 0;; tries++) {
		long fd = syscall(SYS_openat2, dir, path, &how, sizeof how);

		if (fd >= 0)
			return (int)fd;
		if (errno != EINTR && (errno != EAGAIN || tries == 100))
			return -errno;
	}
}

int file_open(int dir, const char *path, int flags, mode_t mode)
{
	int fd = open_below(dir, path, flags, mode);

	return fd < 0 ? fail(fd, "open %s", path) : fd;
}

int file_open_parent(int dir, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX_BYTES];

	*name = slash ? slash + 1 : path;
	if (!**name || !strcmp(*name, ".") || !strcmp(*name, ".."))
		return fail(-EINVAL, "open %s", path);
	if (!slash)
		return file_open(dir, ".", O_RDONLY | O_DIRECTORY, 0);
	size_t n = (size_t)(slash - path);
	if (n >= sizeof parent)
		return fail(-ENAMETOOLONG, "open %s", path);
	memcpy(parent, path, n);
	parent[n] = 0;
	return file_open(dir, parent, O_RDONLY | O_DIRECTORY, 0);
}

int file_make_dirs(int dir, const char *path, mode_t mode)
{
	char prefix[PATH_MAX_BYTES];
	size_t length = strlen(path);

	if (length >= sizeof prefix)
		return fail(-ENAMETOOLONG, "make %s", path);
	for (size_t n = strcspn(path, "/");; n += 1 + strcspn(path + n + 1, "/")) {
		memcpy(prefix, path, n);
		prefix[n] = 0;
		int fd = open_below(dir, prefix, O_PATH | O_DIRECTORY, 0);

		if (fd == -ENOENT) {
			const char *name;
			int rc = 0, parent = file_open_parent(dir, prefix, &name);

			if (parent < 0)
				return parent;
			if (mkdirat(parent, name, mode) && errno != EEXIST)
				rc = fail(-errno, "make directory %s", prefix);
			close(parent);
			if (rc)
				return rc;
		} else if (fd < 0) {
			return fail(fd, "open directory %s", prefix);
		} else {
			close(fd);
		}
		if (n >= length)
			return 0;
	}
}

int file_remove(int dir, const char *path, int flags)
{
	const char *name;
	int parent = file_open_parent(dir, path, &name), rc = 0;

	if (parent < 0)
		return parent;
	if (unlinkat(parent, name, flags))
		rc = fail(-errno, "remove %s", path);
	close(parent);
	return rc;
}

int file_remove_if_there(int dir, const char *path)
{
	int rc = file_remove(dir, path, 0);

	if (rc != -ENOENT)
		return rc;
	error_clear();
	return 0;
}

// Takes away what is in an open directory, which this closes.
static int empty(int fd, unsigned depth)
{
	DIR *d = fdopendir(fd);
	int rc = 0;

	if (!d) {
		rc = fail(-errno, "read a directory");
		close(fd);
		return rc;
	}
	if (depth > TREE_DEPTH)
		rc = fail(-ELOOP, "directories are nested more than %d deep", TREE_DEPTH);
	while (!rc) {
		errno = 0;
		struct dirent *e = readdir(d);

		if (!e) {
			rc = errno ? fail(-errno, "read a directory") : 0;
			break;
		}
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (!unlinkat(fd, e->d_name, 0))
			continue;
		if (errno != EISDIR && errno != EPERM) {
			rc = fail(-errno, "remove %s", e->d_name);
			break;
		}
		int sub = open_below(fd, e->d_name, O_RDONLY | O_DIRECTORY, 0);

		rc = sub < 0 ? fail(sub, "open %s", e->d_name) : empty(sub, depth + 1);
		if (!rc && unlinkat(fd, e->d_name, AT_REMOVEDIR))
			rc = fail(-errno, "remove %s", e->d_name);
	}
	closedir(d);
	return rc;
}

int file_remove_tree(int dir, const char *path)
{
	int fd = open_below(dir, path, O_RDONLY | O_DIRECTORY, 0);

	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fail(fd, "open %s", path);
	int rc = empty(fd, 0);
	return rc ? during(rc, "remove %s", path) : file_remove(dir, path, AT_REMOVEDIR);
}

int file_read_link(struct arena *a, int dir, const char *path, struct text *target)
{
	char buf[PATH_MAX_BYTES + 1];
	int fd = file_open(dir, path, O_PATH | O_NOFOLLOW, 0);

	if (fd < 0)
		return fd;
	ssize_t n = readlinkat(fd, "", buf, sizeof buf);
	int rc = n < 0 ? fail(-errno, "read link %s", path) : 0;

	close(fd);
	if (rc)
		return rc;
	if ((size_t)n == sizeof buf)
		return fail(-ENAMETOOLONG, "read link %s", path);
	char *copy = arena_text(a, buf, (size_t)n);

	*target = (struct text){ copy, (size_t)n };
	return copy ? 0 : -ENOMEM;
}

int file_read_at(int fd, void *data, size_t n, uint64_t at, const char *what)
{
	for (size_t done = 0; done < n;) {
		ssize_t some = pread(fd, (char *)data + done, n - done, (off_t)(at + done));

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return fail(-errno, "read %s", what);
		if (!some)
			return fail(-E_DATA, "%s ends early", what);
		done += (size_t)some;
	}
	return 0;
}

ssize_t file_read_some(int fd, void *data, size_t n, const char *what)
{
	size_t done = 0;

	while (done < n) {
		ssize_t some = read(fd, (char *)data + done, n - done);

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return fail(-errno, "read %s", what);
		if (!some)
			break;
		done += (size_t)some;
	}
	return (ssize_t)done;
}

int file_read_all(struct buffer *b, int fd, size_t limit, const char *what)
{
	char piece[4096];
	ssize_t n;

	while ((n = file_read_some(fd, piece, sizeof piece, what)) > 0) {
		buffer_add(b, piece, (size_t)n);
		if (b->n > limit)
			return fail(-EFBIG, "%s: more than %zu bytes", what, limit);
	}
	return n < 0 ? (int)n : buffer_error(b);
}

int file_write(int fd, const void *data, size_t n, const char *what)
{
	for (size_t done = 0; done < n;) {
		ssize_t some = write(fd, (const char *)data + done, n - done);

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return fail(-errno, "write %s", what);
		done += (size_t)some;
	}
	return 0;
}

int file_write_at(int fd, const void *data, size_t n, uint64_t at, const char *what)
{
	for (size_t done = 0; done < n;) {
		ssize_t some = pwrite(fd, (const char *)data + done, n - done, (off_t)(at + done));

		if (some < 0 && errno == EINTR)
			continue;
		if (some < 0)
			return fail(-errno, "write %s", what);
		done += (size_t)some;
	}
	return 0;
}

// By a buffer that stays in a processor's cache.
static int copy_plainly(int from, int to, size_t n, uint64_t at, const char *what)
{
	enum { PIECE = 128 << 10 };
	char *piece = malloc(PIECE);
	int rc = piece ? 0 : fail(-ENOMEM, "copy %s", what);

	for (size_t done = 0; !rc && done < n;) {
		size_t some = n - done < PIECE ? n - done : PIECE;

		rc = file_read_at(from, piece, some, at + done, what);
		if (!rc)
			rc = file_write_at(to, piece, some, at + done, what);
		done += some;
	}
	free(piece);
	return rc;
}

// What it doesn't copy, for whatever reason, is copied plainly, which says why it can't be.
int file_copy_at(int from, int to, size_t n, uint64_t at, const char *what)
{
	off_t in = (off_t)at, out = (off_t)at;
	ssize_t some = 1;

	for (; n && some > 0; n -= some > 0 ? (size_t)some : 0)
		some = copy_file_range(from, &in, to, &out, n, 0);
	return n ? copy_plainly(from, to, n, (uint64_t)out, what) : 0;
}

int file_load_fd(struct arena *a, int fd, size_t limit, struct text *t, const char *what)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(-errno, "read %s", what);
	if (!S_ISREG(st.st_mode))
		return fail(-E_DATA, "%s is not a regular file", what);
	if (st.st_size < 0 || (uint64_t)st.st_size > limit)
		return fail(-EFBIG, "%s: more than %zu bytes", what, limit);
	size_t n = (size_t)st.st_size;
	char *s = arena_array(a, n + 1, 1);
	int rc = s ? file_read_at(fd, s, n, 0, what) : -ENOMEM;

	*t = (struct text){ s, n };
	return rc;
}

int file_open_regular(int dir, const char *path)
{
	struct stat st;
	int fd = file_open(dir, path, O_PATH, 0);

	if (fd < 0)
		return fd;
	int rc = fstat(fd, &st) ? fail(-errno, "stat %s", path) : 0;
	close(fd);
	if (!rc && !S_ISREG(st.st_mode))
		rc = fail(-E_DATA, "%s is not a regular file", path);
	return rc ? rc : file_open(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
}

int file_load(struct arena *a, int dir, const char *path, size_t limit, struct text *t)
{
	int fd = file_open_regular(dir, path);

	if (fd < 0)
		return fd;
	int rc = file_load_fd(a, fd, limit, t, path);
	close(fd);
	return rc;
}

int file_load_or_none(struct arena *a, int dir, const char *path, size_t limit, struct text *t)
{
	int rc = file_load(a, dir, path, limit, t);

	if (rc != -ENOENT)
		return rc;
	error_clear();
	*t = TEXT("");
	return 0;
}

// The name beside it, into buf.
static int beside(char *buf, size_t size, const char *name)
{
	int n = snprintf(buf, size, ".%s.new", name);

	return n < 0 || (size_t)n >= size ? fail(-ENAMETOOLONG, "write %s", name) : 0;
}

struct new_file {
	mode_t mode;
	const struct stat *owner;	// NULL: who makes it
	file_writer *write;
	void *arg;
};

// What stands there under that name is of a run that was killed.
static int write_new(int parent, const char *name, const struct new_file *f)
{
	unlinkat(parent, name, 0);
	int fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		f->owner ? 0600 : f->mode);

	if (fd < 0)
		return fail(-errno, "make %s", name);
	int rc = f->write(fd, f->arg);
	if (!rc && f->owner && fchown(fd, f->owner->st_uid, f->owner->st_gid))
		rc = fail(-errno, "chown %s", name);
	if (!rc && fchmod(fd, f->mode))
		rc = fail(-errno, "chmod %s", name);
	if (!rc && fsync(fd))
		rc = fail(-errno, "fsync %s", name);
	if (close(fd) && !rc)
		rc = fail(-errno, "close %s", name);
	return rc;
}

static int replace(int dir, const char *path, const struct new_file *f)
{
	const char *name;
	char new[256];
	int parent = file_open_parent(dir, path, &name);

	if (parent < 0)
		return parent;
	int rc = beside(new, sizeof new, name);
	if (rc)
		goto parent;
	rc = write_new(parent, new, f);
	if (!rc && renameat(parent, new, parent, name))
		rc = fail(-errno, "rename to %s", path);
	if (rc)
		unlinkat(parent, new, 0);
	else if (fsync(parent))
		rc = fail(-errno, "fsync the directory of %s", path);
parent:
	close(parent);
	return rc;
}

struct content {
	const void *data;
	size_t n;
	const char *path;
};

static int write_content(int fd, void *arg)
{
	const struct content *c = arg;

	return file_write(fd, c->data, c->n, c->path);
}

int file_replace(int dir, const char *path, mode_t mode, const void *data, size_t n)
{
	struct content c = { data, n, path };

	return replace(dir, path, &(struct new_file){ mode, NULL, write_content, &c });
}

int file_replace_as(int dir, const char *path, const struct stat *like, const void *data, size_t n)
{
	struct content c = { data, n, path };

	return replace(
		dir, path, &(struct new_file){ like->st_mode & 07777, like, write_content, &c });
}

int file_replace_by(int dir, const char *path, mode_t mode, file_writer *write, void *arg)
{
	return replace(dir, path, &(struct new_file){ mode, NULL, write, arg });
}

int file_sync_dir(int dir, const char *path)
{
	int fd = file_open(dir, path, O_RDONLY | O_DIRECTORY, 0);

	if (fd < 0)
		return fd;
	int rc = fsync(fd) ? fail(-errno, "fsync %s", path) : 0;
	close(fd);
	return rc;
}
