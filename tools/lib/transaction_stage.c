// SPDX-License-Identifier: MIT
// Writing what is new beside everything, where nobody sees it.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "apply.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "target.h"
#include "transaction_impl.h"

enum { RESERVE = 1 << 20 };	// bytes for the lists' and directories' growth

// Who writes: of each place, the directory that was written to last.
struct writer {
	struct tx *x;
	struct parent *at;
};

static int stopped(const struct tx *x)
{
	return x->order->stop && x->order->stop() ? fail(-EINTR, "stopped") : 0;
}

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

	while (!rc && (some = opk_data(p, &data)))
		rc = some < 0 ? (int)some : file_write(fd, data, (size_t)some, p->what);
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

static int stage(struct writer *w, const struct node *n)
{
	char path[PATH_LENGTH + 32];
	const char *name;
	const struct tx *x = w->x;
	int len = staged_path(x, n, path, sizeof path);

	if (len < 0)
		return len;
	uint32_t place = x->top[x->staged[n - x->new.node] - 1].place;
	int dir = parent_of(w->at + place, (struct text){ path, (size_t)len }, &name);
	if (dir < 0)
		return dir;
	switch (n->entry->type) {
	case 'd': return stage_dir(x, dir, name, n->entry);
	case 'f': return stage_file(x, dir, name, n);
	case 'l': return stage_link(x, dir, name, n);
	default: return stage_device(x, dir, name, n->entry);
	}
}

// All but the contents of packages, in the order of the tree: a directory before what is in it.
static int stage_tree(struct writer *w)
{
	const struct tree *t = &w->x->new;
	int rc = 0;

	for (size_t i = 0; !rc && i < t->count; i++)
		if (w->x->staged[i] && (t->node[i].entry->type != 'f' || !t->node[i].source))
			rc = stage(w, t->node + i);
	return rc ? rc : stopped(w->x);
}

// The contents of one package, in its own order: each frame is read once.
static int stage_content(struct writer *w, size_t source)
{
	const struct source *s = w->x->new_source + source;
	const uint32_t *node = w->x->content[source];
	int rc = 0;

	if (!s->opk)
		return 0;
	for (size_t i = 0; !rc && i < s->manifest->entries; i++) {
		if (!node[i])
			continue;
		rc = stopped(w->x);
		if (!rc)
			rc = stage(w, w->x->new.node + node[i] - 1);
	}
	opk_close(s->opk);
	return during(rc, "%s", s->name);
}

static int open_writer(struct writer *w, struct tx *x)
{
	*w = (struct writer){ x, ARENA_ARRAY(x->arena, struct parent, x->places) };
	if (!w->at)
		return -ENOMEM;
	for (size_t i = 0; i < x->places; i++)
		parent_init(w->at + i, x->place[i].fd);
	return 0;
}

static void close_writer(struct writer *w)
{
	for (size_t i = 0; w->at && i < w->x->places; i++)
		parent_forget(w->at + i);
}

static int write_all(struct tx *x)
{
	struct writer w;
	int rc = open_writer(&w, x);

	if (!rc)
		rc = stage_tree(&w);
	for (size_t i = 0; !rc && i < x->new_sources; i++)
		rc = stage_content(&w, i);
	close_writer(&w);
	return rc;
}

// --- where it is written

static int open_own(struct tx *x)
{
	int state = x->target->state;

	if (mkdirat(state, APPLY_STAGE, 0700))
		return fail(-errno, "make " TARGET_STATE "/" APPLY_STAGE);
	x->place[0].fd = file_open(state, APPLY_STAGE, O_RDONLY | O_DIRECTORY, 0);
	return x->place[0].fd < 0 ? x->place[0].fd : 0;
}

static int open_elsewhere(struct tx *x, struct place *place)
{
	char path[PATH_LENGTH + 1];
	const char *name;

	snprintf(path, sizeof path, "%.*s", TEXT_ARG(place->path));
	int parent = file_open_parent(x->target->root, path, &name), rc = 0;
	if (parent < 0)
		return parent;
	if (mkdirat(parent, name, 0700))
		rc = fail(-errno, "make %s", path);
	close(parent);
	if (!rc)
		place->fd = file_open(x->target->root, path, O_RDONLY | O_DIRECTORY, 0);
	return rc ? rc : place->fd < 0 ? place->fd : 0;
}

// What apply_clean must know of is written down before it is there.
static int list_elsewhere(struct tx *x)
{
	struct buffer b = { 0 };

	for (size_t i = 1; i < x->places; i++) {
		buffer_text(&b, x->place[i].path);
		buffer_add(&b, "\n", 1);
	}
	int rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(x->place[0].fd, "elsewhere", 0600, b.s, b.n);
	buffer_free(&b);
	return rc;
}

static int enough_space(const struct tx *x, const struct place *place)
{
	struct statvfs fs;

	if (fstatvfs(place->fd, &fs))
		return fail(-errno, "statvfs");
	uint64_t need = place->bytes + RESERVE;
	uint64_t have = (uint64_t)fs.f_bavail * fs.f_frsize;
	const char *below = place->path.n ? "a file system below it" : "it";
	if (need > have)
		return fail(-E_DATA, "%s: %" PRIu64 " MB are needed, %s has %" PRIu64 " MB",
			x->target->path, need / 1000000 + 1, below, have / 1000000);
	if (fs.f_files && place->files + 8 > fs.f_favail)
		return fail(-E_DATA,
			"%s: %" PRIu64 " files are to be made, %s has room for %" PRIu64,
			x->target->path, place->files, below, (uint64_t)fs.f_favail);
	return 0;
}

static int open_places(struct tx *x)
{
	int rc = open_own(x);

	if (!rc && x->places > 1)
		rc = list_elsewhere(x);
	for (size_t i = 1; !rc && i < x->places; i++)
		rc = open_elsewhere(x, x->place + i);
	for (size_t i = 0; !rc && i < x->places; i++)
		rc = enough_space(x, x->place + i);
	return rc;
}

int tx_stage(struct tx *x)
{
	int rc = open_places(x);

	return rc ? rc : write_all(x);
}

void tx_close_places(struct tx *x)
{
	for (size_t i = 0; i < x->places; i++)
		if (x->place[i].fd >= 0)
			close(x->place[i].fd);
}
