// SPDX-License-Identifier: MIT
// What a transaction finds on the disk. Nothing is changed here, and no link is followed.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <dirent.h>

#include "apply.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "statx.h"
#include "target.h"
#include "transaction_impl.h"

// The first component on the way to a path that is no directory.
static int in_the_way(struct tx *x, struct text path)
{
	char buf[PATH_LENGTH + 1];
	struct stat st;

	for (size_t n = 0; n < path.n; n++) {
		if (path.s[n] != '/')
			continue;
		snprintf(buf, sizeof buf, "%.*s", (int)n, path.s);
		if (fstatat(x->target->root, buf, &st, AT_SYMLINK_NOFOLLOW))
			return fail(-errno, "stat %s", buf);
		if (S_ISLNK(st.st_mode))
			return fail(-E_DATA,
				"%s is a symbolic link here and must be a directory for %.*s: "
				"nothing is written through a link",
				buf, TEXT_ARG(path));
		if (!S_ISDIR(st.st_mode))
			return fail(-E_DATA, "%s is no directory here and must be one for %.*s",
				buf, TEXT_ARG(path));
	}
	return fail(-ENOTDIR, "%.*s", TEXT_ARG(path));
}

static char type_of(unsigned mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR: return 'd';
	case S_IFREG: return 'f';
	case S_IFLNK: return 'l';
	case S_IFCHR: return 'c';
	case S_IFBLK: return 'b';
	default: return '?';
	}
}

// Of the name in the directory, of the directory itself when it is empty.
static int flags_for(const char *name)
{
	return AT_SYMLINK_NOFOLLOW | (*name ? 0 : AT_EMPTY_PATH);
}

static int look(int dir, const char *name, struct kernel_statx *st)
{
	const int flags = flags_for(name) | AT_NO_AUTOMOUNT;

	return kernel_statx(dir, name, flags, STATX_BASIC_STATS | STATX_MNT_ID, st) ? -errno : 0;
}

// EROFS says it of all it has, and an overlay over it says the same; but there the file can be replaced. Only what is immutable
// itself can't be written to with EPERM, whoever asks.
static bool immutable(int dir, const char *name)
{
	return syscall(SYS_faccessat2, dir, name, W_OK, flags_for(name) | AT_EACCESS) &&
		(errno == EPERM || errno == ENOSYS);
}

// What can't be replaced must be known before anything is decided.
static const char *fixed(int dir, const char *name, const struct kernel_statx *st)
{
	if (st->stx_attributes & STATX_ATTR_APPEND ||
		(st->stx_attributes & STATX_ATTR_IMMUTABLE && immutable(dir, name)))
		return "it is immutable or append-only (lsattr, chattr)";
	if (st->stx_attributes & STATX_ATTR_MOUNT_ROOT && !S_ISDIR(st->stx_mode))
		return "something is mounted on it";
	return NULL;
}

int tx_look(struct tx *x, struct text path, struct seen *s)
{
	struct kernel_statx st;
	const char *name;
	int dir = parent_of(&x->at, path, &name);

	*s = (struct seen){ 0 };
	if (dir == -ELOOP || dir == -ENOTDIR)
		return in_the_way(x, path);
	if (dir < 0)
		return dir;
	int rc = look(dir, name, &st);
	if (rc == -ENOENT)
		return 0;
	if (rc)
		return fail(rc, "stat %.*s", TEXT_ARG(path));
	*s = (struct seen){
		.type = type_of(st.stx_mode),
		.mode = st.stx_mode & 07777,
		.uid = st.stx_uid,
		.gid = st.stx_gid,
		.size = st.stx_size,
		.major = st.stx_rdev_major,
		.minor = st.stx_rdev_minor,
		.fixed = fixed(dir, name, &st),
	};
	return 0;
}

static int add_to_digest(void *stream, const void *data, size_t n)
{
	digest_add(stream, data, n);
	return 0;
}

// What was made here has no digest yet.
static int digest_made(const struct node *n, struct digest *d)
{
	struct digest_stream *s = digest_open();

	if (!s)
		return -ENOMEM;
	int rc = tree_content(n, add_to_digest, s);
	int end = digest_end(s, d);
	digest_close(s);
	return rc ? rc : end;
}

static int same_file(int dir, const char *name, const struct digest *want)
{
	struct digest is;
	int rc = digest_file(&is, dir, name);

	return rc ? rc : digest_equal(&is, want);
}

static int same_link(struct tx *x, int dir, const char *name, struct text want)
{
	struct text is;
	int rc = file_read_link(x->arena, dir, name, &is);

	return rc ? rc : text_equal(is, want);
}

// Of a file or link that has the size it should have.
static int same_content(struct tx *x, const struct node *n, const struct entry *e)
{
	const char *name;
	struct digest want = e->digest;
	int dir = parent_of(&x->at, e->path, &name);

	if (dir < 0)
		return dir;
	if (e->type == 'l')
		return same_link(x, dir, name, e->target);
	int rc = n->source ? 0 : digest_made(n, &want);
	return rc ? rc : same_file(dir, name, &want);
}

bool tx_is(
	struct tx *x, const struct node *n, const struct entry *e, const struct seen *s, bool all)
{
	if (s->type != e->type)
		return false;
	if (all && e->type != 'l' && s->mode != e->mode)
		return false;
	if (all && x->target->owners && (s->uid != e->uid || s->gid != e->gid))
		return false;
	if (e->type == 'd')
		return true;
	if (e->type == 'c' || e->type == 'b')
		return s->major == e->major && s->minor == e->minor;
	if (e->type == 'f' && s->size != e->size)
		return false;
	int same = same_content(x, n, e);
	if (same < 0)
		x->failed = same;
	return same > 0;
}

static int only_ours(struct tx *x, DIR *d, struct text path)
{
	char buf[PATH_LENGTH + 256 + 2];
	struct dirent *e;

	while (errno = 0, (e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		int n = snprintf(buf, sizeof buf, "%.*s/%s", TEXT_ARG(path), e->d_name);

		if (!tree_find(&x->old, (struct text){ buf, (size_t)n }))
			return tx_refuse(x,
				"%s belongs to no package, and its directory becomes something else: "
				"move it away",
				buf);
	}
	return errno ? fail(-errno, "read %.*s", TEXT_ARG(path)) : 0;
}

int tx_only_ours(struct tx *x, struct text path)
{
	char buf[PATH_LENGTH + 1];

	snprintf(buf, sizeof buf, "%.*s", TEXT_ARG(path));
	int fd = file_open(x->target->root, buf, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)	// what isn't there is in nobody's way
		return fd == -ENOENT || fd == -ENOTDIR || fd == -ELOOP ? 0 : fd;
	DIR *d = fdopendir(fd);
	if (!d) {
		close(fd);
		return fail(-ENOMEM, "read %s", buf);
	}
	int rc = only_ours(x, d, path);
	closedir(d);
	return rc;
}

// The topmost directory above path that is on that mount.
static struct text mount_top(struct tx *x, struct text path, uint64_t mount)
{
	char buf[PATH_LENGTH + 1] = "";
	struct kernel_statx st;

	for (size_t n = 0; n < path.n; n++) {
		if (n && path.s[n] != '/')
			continue;
		snprintf(buf, sizeof buf, "%.*s", (int)n, path.s);
		if (!look(x->target->root, n ? buf : "", &st) && st.stx_mnt_id == mount)
			return (struct text){ path.s, n };
	}
	return (struct text){ path.s, 0 };
}

static int new_place(struct tx *x, struct text path, uint64_t mount)
{
	struct text top = mount_top(x, path, mount);
	const char *stage = arena_printf(
		x->arena, "%.*s%s" APPLY_STAGE_ELSEWHERE, TEXT_ARG(top), top.n ? "/" : "");

	x->place = arena_more(x->arena, x->place, x->places, sizeof *x->place);
	if (!stage || !x->place)
		return -ENOMEM;
	x->place[x->places++] = (struct place){ .mount = mount, .path = text_of(stage), .fd = -1 };
	return 0;
}

int tx_place(struct tx *x, struct text path, uint32_t *place)
{
	const char *name;
	struct kernel_statx st;
	int dir = parent_of(&x->at, path, &name);

	if (dir < 0)
		return dir;
	int rc = look(dir, "", &st);
	if (rc)
		return fail(rc, "stat what holds %.*s", TEXT_ARG(path));
	const char *why = fixed(dir, "", &st);
	if (why)
		return fail(-E_DATA, "nothing can be put at %.*s: in the directory, %s",
			TEXT_ARG(path), why);
	for (*place = 0; *place < x->places; ++*place)
		if (x->place[*place].mount == st.stx_mnt_id)
			return 0;
	return new_place(x, path, st.stx_mnt_id);
}
