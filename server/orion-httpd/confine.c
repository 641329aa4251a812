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

// All that is called after the start. Any other gives EPERM.
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
	SYS_openat,
	SYS_openat2,
	SYS_close,
	SYS_fstat,
	SYS_newfstatat,
	SYS_fcntl,
	SYS_getdents64,
	SYS_lseek,
	SYS_read,
	SYS_pread64,
	SYS_write,
	SYS_writev,
	SYS_fchmod,
	SYS_fsync,
#ifdef SYS_rename
	SYS_rename,
#endif
	SYS_renameat,
	SYS_renameat2,
	SYS_unlinkat,
	SYS_munmap,
	SYS_mremap,
	SYS_brk,
	SYS_madvise,
	SYS_futex,
	SYS_clock_gettime,
	SYS_gettimeofday,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_getpid,
	SYS_exit,
	SYS_exit_group,
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
