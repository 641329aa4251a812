// SPDX-License-Identifier: MIT
// Rights by user, Landlock and seccomp. A kernel without Landlock has the other two.
#include "confine.h"

#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"
#include "served.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH AUDIT_ARCH_RISCV64
#endif

static int become(const char *user)
{
	if (!user)
		return 0;
	errno = 0;
	struct passwd *pw = getpwnam(user);
	if (!pw || !pw->pw_uid)
		return fail(-E_DATA, "--user %s: there is no such user, or it is root", user);
	if (getuid() == pw->pw_uid)
		return 0;
	if (setgroups(0, NULL) || setresgid(pw->pw_gid, pw->pw_gid, pw->pw_gid) ||
		setresuid(pw->pw_uid, pw->pw_uid, pw->pw_uid))
		return fail(-errno, "become %s", user);
	return setuid(0) ? 0 : fail(-EPERM, "root came back");
}

// Newer than some systems' headers. What an older kernel doesn't know is cut off by its size.
struct rules {
	uint64_t files, network, scopes;
};

// All that the kernel's version of Landlock can refuse.
static struct rules everything(long version, size_t *size)
{
	unsigned files = version < 2 ? 13 : version < 3 ? 14 : version < 5 ? 15 : 16;

	*size = (version < 4 ? 1 : version < 6 ? 2 : 3) * sizeof(uint64_t);
	return (struct rules){ ((uint64_t)1 << files) - 1, 3, 3 };
}

static int allow(int rules, int dir, uint64_t access)
{
	struct landlock_path_beneath_attr a = { .allowed_access = access, .parent_fd = dir };

	return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &a, 0)
		? fail(-errno, "Landlock")
		: 0;
}

static int allow_all(int rules, const struct confinement *c)
{
	int rc = 0;

	for (size_t i = 0; i < c->trees->count && !rc; i++)
		rc = allow(rules, c->trees->tree[i].dir, LANDLOCK_ACCESS_FS_READ_FILE);
	if (c->spool >= 0 && !rc)
		rc = allow(rules, c->spool,
			LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE |
				LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
				1ull << 14);	// truncate
	return rc;
}

static int restrict_files(struct confinement *c)
{
	long version = syscall(
		SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
	size_t size;

	c->landlock = version > 0;
	if (!c->landlock)
		return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : fail(-errno, "Landlock");
	struct rules all = everything(version, &size);
	long fd = syscall(SYS_landlock_create_ruleset, &all, size, 0);
	if (fd < 0)
		return fail(-errno, "Landlock");
	int rc = allow_all((int)fd, c);
	if (!rc && syscall(SYS_landlock_restrict_self, (int)fd, 0))
		rc = fail(-errno, "Landlock");
	close((int)fd);
	return rc;
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

// Memory, as long as it isn't to be executed.
static const uint32_t memory[] = { SYS_mmap, SYS_mprotect };

static const struct sock_filter yes = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
				no = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
				end = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);

// A foreign calling convention (32 bits, x32) ends the program: the numbers mean other calls there.
static int refuse_calls(void)
{
	enum {
		ALLOWED = sizeof allowed / sizeof *allowed,
		MEMORY = sizeof memory / sizeof *memory
	};
	struct sock_filter code[6 + 2 * ALLOWED + 5 * MEMORY + 1], *c = code;

	*c++ = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	*c++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	*c++ = end;
	*c++ = (struct sock_filter)BPF_STMT(
		BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	*c++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
	*c++ = end;
	for (size_t i = 0; i < ALLOWED; i++) {
		*c++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i], 0, 1);
		*c++ = yes;
	}
	for (size_t i = 0; i < MEMORY; i++) {
		*c++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, memory[i], 0, 4);
		*c++ = (struct sock_filter)BPF_STMT(
			BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2]));
		*c++ = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0);
		*c++ = yes;
		*c++ = no;
	}
	*c++ = no;
	const struct sock_fprog program = { (unsigned short)(c - code), code };
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? fail(-errno, "seccomp") : 0;
}

int confine(struct confinement *c)
{
	int rc = become(c->user);

	c->root = !geteuid();
	if (!rc && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		rc = fail(-errno, "no_new_privs");
	if (!rc && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		rc = fail(-errno, "not dumpable");
	if (!rc)
		rc = restrict_files(c);
	return rc ? rc : refuse_calls();
}
