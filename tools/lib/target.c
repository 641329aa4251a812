// SPDX-License-Identifier: MIT
// Targets: a directory, or the root of this machine when it is OrionOS.
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"

enum { OS_RELEASE_LENGTH = 64 << 10 };

static int same_as_root(int fd)
{
	struct stat here, top;

	if (fstat(fd, &here) || stat("/", &top))
		return fail(-errno, "stat /");
	return here.st_dev == top.st_dev && here.st_ino == top.st_ino;
}

// etc/os-release is a link to usr/lib/os-release as a rule: what it leads to is asked first.
static bool is_orion(struct arena *a, int root)
{
	static const char *const places[] = { "usr/lib/os-release", "etc/os-release" };

	for (size_t i = 0; i < 2; i++) {
		struct text t, line;

		if (file_load(a, root, places[i], OS_RELEASE_LENGTH, &t))
			continue;
		while (text_line(&t, &line))
			if (text_is(line, "ID=orionos") || text_is(line, "ID=\"orionos\""))
				return true;
	}
	return false;
}

// What is written to a node's root is in its memory.
static bool lasts(int root)
{
	struct statfs fs;

	return !fstatfs(root, &fs) && fs.f_type != OVERLAYFS_SUPER_MAGIC &&
		fs.f_type != TMPFS_MAGIC && fs.f_type != RAMFS_MAGIC;
}

static int name_it(struct target *t, struct arena *a)
{
	int top = same_as_root(t->root);

	if (top < 0)
		return top;
	if (!top) {
		t->title = arena_printf(a, "directory %s", t->path);
		return t->title ? 0 : -ENOMEM;
	}
	if (!is_orion(a, t->root))
		return fail(-E_CALL,
			"%s is the root of this machine, which is not OrionOS: "
			"name a directory with --root",
			t->path);
	t->title = lasts(t->root) ? "this machine" : "this node, until reboot";
	return 0;
}

static int open_state(struct target *t)
{
	t->state = file_open(t->root, TARGET_STATE, O_RDONLY | O_DIRECTORY, 0);
	if (t->state >= 0)
		return 0;
	return t->state == -ENOENT ? 0 : t->state;
}

int target_open(struct target *t, struct arena *a, const char *path)
{
	*t = (struct target){ .path = path ? path : "/", .state = -1, .lock.fd = -1 };
	t->owners = !geteuid();
	t->root = file_open_dir(t->path);
	if (t->root < 0)
		return t->root;
	int rc = name_it(t, a);
	if (!rc)
		rc = during(open_state(t), "%s", t->path);
	if (t->state < 0)
		t->state = -1;
	if (rc)
		target_close(t);
	else
		error_clear();	// no state yet is no failure
	return rc;
}

int target_lock(struct target *t, struct arena *a, const char *command, bool wait,
	void (*waiting)(const char *holder))
{
	int rc = 0;

	if (t->state < 0) {
		rc = file_make_dirs(t->root, TARGET_STATE, 0755);
		if (!rc)
			rc = open_state(t);
	}
	if (!rc)
		rc = lock_take(&t->lock, a, t->state, command, wait, waiting);
	return during(rc, "%s", t->path);
}

void target_close(struct target *t)
{
	lock_drop(&t->lock);
	if (t->state >= 0)
		close(t->state);
	if (t->root >= 0)
		close(t->root);
	t->state = t->root = -1;
}
