// SPDX-License-Identifier: MIT
// The lock of a directory.
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"

enum { HOLDER_LENGTH = 200 };

static int set(int fd, int command)
{
	struct flock how = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	for (;;) {
		if (!fcntl(fd, command, &how))
			return 0;
		if (errno != EINTR)
			return -errno;
	}
}

// What stands in the file is for people: whether the lock is held, the kernel knows.
static const char *holder(struct arena *a, int fd)
{
	char buf[HOLDER_LENGTH];
	ssize_t n = pread(fd, buf, sizeof buf, 0);
	struct text t = { buf, n > 0 ? (size_t)n : 0 };

	if (t.n && t.s[t.n - 1] == '\n')
		t.n--;
	const char *s = t.n && text_printable(t) ? arena_text(a, t.s, t.n) : "another process";

	return s ? s : "another process";
}

static int say_holder(int fd, const char *command)
{
	char buf[HOLDER_LENGTH];
	int n = snprintf(buf, sizeof buf, "process %ld, %.100s\n", (long)getpid(), command);

	// Over what is there, which a full disk lets one do.
	if (pwrite(fd, buf, (size_t)n, 0) != n || ftruncate(fd, n))
		return fail(-EIO, "write who holds the lock");
	return 0;
}

int lock_take(struct lock *l, struct arena *a, int dir, const char *command, bool wait,
	void (*waiting)(const char *holder))
{
	int fd = file_open(dir, "lock", O_RDWR | O_CREAT, 0644);

	l->fd = -1;
	if (fd < 0)
		return fd;
	int rc = set(fd, F_OFD_SETLK);
	if (rc == -EAGAIN || rc == -EACCES) {
		const char *who = holder(a, fd);

		if (wait && waiting)
			waiting(who);
		rc = wait ? set(fd, F_OFD_SETLKW) : fail(-E_NO, "%s works on it", who);
	}
	if (rc < 0 && rc != -E_NO)
		fail(rc, "lock");
	if (!rc)
		rc = say_holder(fd, command);
	if (rc)
		close(fd);
	else
		l->fd = fd;
	return rc;
}

void lock_drop(struct lock *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}
