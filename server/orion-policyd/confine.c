// SPDX-License-Identifier: MIT
// What orion-policyd may do once it runs.
#include "confine.h"

#include <linux/landlock.h>
#include <sys/syscall.h>

#include "policy.h"
#include "rights.h"

#define WRITTEN \
	(LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_READ_FILE | \
		LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
		LANDLOCK_ACCESS_FS_MAKE_REG | RIGHTS_TRUNCATE)

// All that is called after the start. Any other gives EPERM.
static const uint32_t allowed[] = {
#ifdef SYS_poll
	SYS_poll,
#endif
	SYS_ppoll,
	SYS_sendto,
	SYS_recvfrom,
	SYS_openat,
	SYS_openat2,
	SYS_close,
	SYS_fstat,
	SYS_newfstatat,
	SYS_statx,
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
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_getpid,
	SYS_exit,
	SYS_exit_group,
};

int confine(const struct policy *p, bool *landlock)
{
	const struct rights_dir dir[] = {
		{ p->spool, WRITTEN },
		{ p->state, WRITTEN },
		{ p->base, LANDLOCK_ACCESS_FS_READ_FILE },
	};
	int rc = rights_seal();

	if (!rc)
		rc = rights_files(dir, sizeof dir / sizeof *dir, landlock);
	return rc ? rc : rights_calls(allowed, sizeof allowed / sizeof *allowed);
}
