// SPDX-License-Identifier: MIT
// Writing one thing of a transaction into a staging directory.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "progress.h"
#include "target.h"
#include "transaction_impl.h"

// Attributes that creating doesn't set. The owner first: changing it takes setuid bits and capabilities away.
static int set_owner(const struct tx *x, int dir, const char *name, const struct entry *e)
{
	if (!x->target->owners || (!e->uid && !e->gid))
		return 0;
	if (fchownat(dir, name, e->uid, e->gid, AT_SYMLINK_NOFOLLOW))
		return fail(-errno, "set owner of %.*s", TEXT_ARG(e->path));
	return 0;
}

static int set_capability(int fd, const struct capability *c, struct text path)
{
	unsigned char v[20];
	const uint64_t words[] = { 0x02000000u | (c->effective ? 1 : 0), c->permitted & 0xffffffffu,
		c->inheritable & 0xffffffffu, c->permitted >> 32, c->inheritable >> 32 };

	for (size_t i = 0; i < sizeof v; i++)
		v[i] = (unsigned char)(words[i / 4] >> 8 * (i % 4));
	if (fsetxattr(fd, "security.capability", v, sizeof v, 0))
		return fail(-errno, "set capabilities of %.*s", TEXT_ARG(path));
	return 0;
}

static struct timespec date_of(const struct node *n)
{
	return (struct timespec){ .tv_sec = n->source ? (time_t)n->source->manifest->date : 0 };
}

// Without root the setuid bit would be for the wrong user.
static mode_t mode_of(const struct tx *x, const struct entry *e)
{
	return x->target->owners ? e->mode : e->mode & 0777;
}

static int finish_file(const struct tx *x, int fd, const struct node *n)
{
	const struct entry *e = n->entry;
	const struct timespec date = date_of(n), times[2] = { date, date };
	bool owner = x->target->owners && (e->uid || e->gid);

	if (owner && fchown(fd, e->uid, e->gid))
		return fail(-errno, "set owner of %.*s", TEXT_ARG(e->path));
	if (e->mode & 07000 && fchmod(fd, mode_of(x, e)))
		return fail(-errno, "set mode of %.*s", TEXT_ARG(e->path));
	if (n->capability && x->target->owners) {
		int rc = set_capability(fd, n->capability, e->path);

		if (rc)
			return rc;
	}
	return futimens(fd, times) ? fail(-errno, "set time of %.*s", TEXT_ARG(e->path)) : 0;
}

static int write_made(void *fd, const void *data, size_t n)
{
	return file_write(*(int *)fd, data, n, "a file that is made here");
}

static int write_packed(int fd, const struct node *n)
{
	struct opk *p = n->source->opk;
	const void *data;
	ssize_t some;
	int rc = opk_seek(p, n->entry);

	while (!rc && (some = opk_data(p, &data))) {
		rc = some < 0 ? (int)some : file_write(fd, data, (size_t)some, p->what);
		progress_add(PROGRESS_UNPACK, some < 0 ? 0 : (uint64_t)some);
	}
	return rc;
}

static int stage_file(const struct tx *x, int dir, const char *name, const struct node *n)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(dir, name, flags, mode_of(x, n->entry) & 0777);

	if (fd < 0)
		return fail(-errno, "make %.*s", TEXT_ARG(n->entry->path));
	int rc = n->source ? write_packed(fd, n) : tree_content(n, write_made, &fd);
	if (!rc)
		rc = finish_file(x, fd, n);
	if (close(fd) && !rc)
		rc = fail(-errno, "close %.*s", TEXT_ARG(n->entry->path));
	return rc;
}

static int stage_dir(const struct tx *x, int dir, const char *name, const struct entry *e)
{
	// Without root, this program must be able to write to it.
	mode_t mode = x->target->owners ? e->mode : (e->mode & 0777) | 0700;

	if (mkdirat(dir, name, mode & 0777))
		return fail(-errno, "make directory %.*s", TEXT_ARG(e->path));
	int rc = set_owner(x, dir, name, e);
	if (!rc && mode & 07000 && fchmodat(dir, name, mode, 0))
		rc = fail(-errno, "set mode of %.*s", TEXT_ARG(e->path));
	return rc;
}

static int stage_link(const struct tx *x, int dir, const char *name, const struct node *n)
{
	const struct timespec times[2] = { date_of(n), date_of(n) };
	char target[TARGET_LENGTH + 1];
	struct text to = n->entry->target;

	snprintf(target, sizeof target, "%.*s", TEXT_ARG(to));
	if (symlinkat(target, dir, name))
		return fail(-errno, "make link %.*s", TEXT_ARG(n->entry->path));
	int rc = set_owner(x, dir, name, n->entry);
	if (!rc && utimensat(dir, name, times, AT_SYMLINK_NOFOLLOW))
		rc = fail(-errno, "set time of %.*s", TEXT_ARG(n->entry->path));
	return rc;
}

static int stage_device(const struct tx *x, int dir, const char *name, const struct entry *e)
{
	mode_t kind = e->type == 'c' ? S_IFCHR : S_IFBLK;

	if (mknodat(dir, name, kind | (e->mode & 0777), makedev(e->major, e->minor)))
		return fail(-errno, "make device %.*s", TEXT_ARG(e->path));
	int rc = set_owner(x, dir, name, e);
	if (!rc && e->mode & 07000 && fchmodat(dir, name, e->mode, 0))
		rc = fail(-errno, "set mode of %.*s", TEXT_ARG(e->path));
	return rc;
}

// NUMBER for a top; NUMBER/rest for what is below it.
static int staged_path(const struct tx *x, const struct node *n, char *buf, size_t size)
{
	uint32_t number = x->staged[n - x->new.node];
	size_t own = x->top[number - 1].own;
	struct text path = n->entry->path;
	int len = snprintf(buf, size, "%" PRIu32 "%.*s", number, (int)(path.n - own), path.s + own);

	return len < 0 || (size_t)len >= size ? fail(-ENAMETOOLONG, "%.*s", TEXT_ARG(path)) : len;
}

static int stage(const struct tx *x, int dir, const char *name, const struct node *n)
{
	switch (n->entry->type) {
	case 'd': return stage_dir(x, dir, name, n->entry);
	case 'f': return stage_file(x, dir, name, n);
	case 'l': return stage_link(x, dir, name, n);
	default: return stage_device(x, dir, name, n->entry);
	}
}

// What it takes on the disk besides its content, as tx_plan has it.
static uint64_t extra(const struct entry *e)
{
	return e->type == 'f' ? -e->size & 4095 : 4096;
}

int writer_put(struct writer *w, const struct node *n)
{
	char path[PATH_LENGTH + 32];
	const char *name;
	const struct tx *x = w->x;
	int len = staged_path(x, n, path, sizeof path);

	if (len < 0)
		return len;
	uint32_t place = x->top[x->staged[n - x->new.node] - 1].place;
	int dir = parent_of(w->at + place, (struct text){ path, (size_t)len }, &name);
	int rc = dir < 0 ? dir : stage(x, dir, name, n);
	progress_add(PROGRESS_UNPACK, extra(n->entry));
	return rc;
}

int writer_open(struct writer *w, struct tx *x)
{
	*w = (struct writer){ .x = x, .at = ARENA_ARRAY(x->arena, struct parent, x->places) };
	if (!w->at)
		return -ENOMEM;
	for (size_t i = 0; i < x->places; i++)
		parent_init(w->at + i, x->place[i].fd);
	return 0;
}

void writer_close(struct writer *w)
{
	for (size_t i = 0; w->at && i < w->x->places; i++)
		parent_forget(w->at + i);
	opk_room_free(&w->room);
}
