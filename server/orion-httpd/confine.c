// SPDX-License-Identifier: MIT
// What serving files takes, of directories and of system calls. A kernel without Landlock has the other two.
#include "confine.h"

#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"
#include "rights.h"
#include "served.h"

enum { TREES = 64 };

#define SPOOL_ACCESS \
	(LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE | \
		LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | RIGHTS_TRUNCATE)

static int restrict_files(struct confinement *c)
{
	struct rights_dir dir[TREES + 1];
	size_t n = 0;

	if (c->trees->count > TREES)
		return fail(-E_CALL, "more than %d directories", TREES);
	for (; n < c->trees->count; n++)
		dir[n] = (struct rights_dir){ c->trees->tree[n].dir, LANDLOCK_ACCESS_FS_READ_FILE };
	if (c->spool >= 0)
		dir[n++] = (struct rights_dir){ c->spool, SPOOL_ACCESS };
	return rights_files(dir, n, &c->landlock);
}

// Called after the start, besides what every confined program may.
static const uint32_t allowed[] = {
	SYS_accept4,
	SYS_epoll_ctl,
#ifdef SYS_epoll_wait
	SYS_epoll_wait,
#endif
	SYS_epoll_pwait,
	SYS_recvfrom,
	SYS_sendto,
	SYS_sendmsg,
	SYS_sendfile,
	SYS_setsockopt,
	SYS_getsockopt,
	SYS_getsockname,
	SYS_shutdown,
	SYS_rt_sigaction,
};

int confine(struct confinement *c)
{
	int rc = rights_become(c->user);

	c->root = !geteuid();
	if (!rc)
		rc = rights_seal();
	if (!rc)
		rc = restrict_files(c);
	return rc ? rc : rights_calls(allowed, sizeof allowed / sizeof *allowed);
}
