// SPDX-License-Identifier: MIT
// Rights by user, Landlock and seccomp. A kernel without Landlock has the other two.
#include "rights.h"

#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "error.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH AUDIT_ARCH_RISCV64
#endif

enum { CALLS = 100 }; // that a list may have

int rights_become_id(uid_t uid, gid_t gid)
{
	if (setgroups(0, NULL) || setresgid(gid, gid, gid) || setresuid(uid, uid, uid))
		return fail(-errno, "become user %u", uid);
	return setuid(0) ? 0 : fail(-EPERM, "root came back");
}

int rights_become(const char *user)
{
	if (!user)
		return 0;
	errno = 0;
	struct passwd *pw = getpwnam(user);
	if (!pw || !pw->pw_uid)
		return fail(-E_DATA, "--user %s: there is no such user, or it is root", user);
	if (getuid() == pw->pw_uid)
		return 0;
	return during(rights_become_id(pw->pw_uid, pw->pw_gid), "%s", user);
}

int rights_seal(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail(-errno, "no_new_privs");
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ? fail(-errno, "not dumpable") : 0;
}

// --- Landlock

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

static int allow(int rules, const struct rights_dir *d, uint64_t known)
{
	struct landlock_path_beneath_attr a = {
		.allowed_access = d->access & known,
		.parent_fd = d->dir,
	};

	return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &a, 0)
		? fail(-errno, "Landlock")
		: 0;
}

static int restrict_to(
	const struct rules *r, size_t size, const struct rights_dir *dir, size_t count)
{
	long fd = syscall(SYS_landlock_create_ruleset, r, size, 0);
	int rc = fd < 0 ? fail(-errno, "Landlock") : 0;

	for (size_t i = 0; i < count && !rc; i++)
		rc = allow((int)fd, &dir[i], r->files);
	if (!rc && syscall(SYS_landlock_restrict_self, (int)fd, 0))
		rc = fail(-errno, "Landlock");
	if (fd >= 0)
		close((int)fd);
	return rc;
}

// The version, 0 when the kernel has none, or negative and recorded.
static long landlock_version(void)
{
	long version = syscall(
		SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);

	if (version > 0)
		return version;
	return errno == ENOSYS || errno == EOPNOTSUPP ? 0 : fail(-errno, "Landlock");
}

int rights_files(const struct rights_dir *dir, size_t count, bool *landlock)
{
	long version = landlock_version();
	size_t size;

	*landlock = version > 0;
	if (version <= 0)
		return (int)version;
	struct rules all = everything(version, &size);
	return restrict_to(&all, size, dir, count);
}

int rights_no_files(uint64_t access)
{
	const struct rules r = { .files = access };
	long version = landlock_version();

	return version <= 0 ? (int)version : restrict_to(&r, sizeof r.files, NULL, 0);
}

// --- seccomp

static const struct sock_filter yes = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
				no = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
				end = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);

struct program {
	struct sock_filter code[6 + 2 * CALLS + 2 * 5 + 1];
	unsigned short n;
};

static void add(struct program *p, struct sock_filter f)
{
	p->code[p->n++] = f;
}

// A foreign calling convention (32 bits, x32) ends the program: the numbers mean other calls there.
static void begin(struct program *p)
{
	p->n = 0;
	add(p,
		(struct sock_filter)BPF_STMT(
			BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
	add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0));
	add(p, end);
	add(p,
		(struct sock_filter)BPF_STMT(
			BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
	add(p, end);
}

static void each(
	struct program *p, const uint32_t *calls, size_t count, const struct sock_filter *verdict)
{
	for (size_t i = 0; i < count; i++) {
		add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i], 0, 1));
		add(p, *verdict);
	}
}

// Memory, as long as it isn't to be executed.
static void memory(struct program *p, uint32_t call)
{
	add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4));
	add(p,
		(struct sock_filter)BPF_STMT(
			BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])));
	add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0));
	add(p, yes);
	add(p, no);
}

static int load(struct program *p)
{
	const struct sock_fprog program = { p->n, p->code };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? fail(-errno, "seccomp") : 0;
}

// What every confined program may call.
static const uint32_t common[] = {
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
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_getpid,
	SYS_exit,
	SYS_exit_group,
};

enum { COMMON = sizeof common / sizeof *common };

int rights_calls(const uint32_t *allowed, size_t count)
{
	struct program p;

	if (count > CALLS - COMMON)
		return fail(-E_DATA, "seccomp: too many calls");
	begin(&p);
	each(&p, common, COMMON, &yes);
	each(&p, allowed, count, &yes);
	memory(&p, SYS_mmap);
	memory(&p, SYS_mprotect);
	add(&p, no);
	return load(&p);
}

int rights_no_calls(const uint32_t *refused, size_t count)
{
	struct program p;

	if (count > CALLS)
		return fail(-E_DATA, "seccomp: too many calls");
	begin(&p);
	each(&p, refused, count, &no);
	add(&p, yes);
	return load(&p);
}
