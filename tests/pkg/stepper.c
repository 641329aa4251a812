// SPDX-License-Identifier: MIT
// usage: stepper kill|stop|errno|leave|power WORK BEFORE FIX COMMAND...
// Runs COMMAND, which works on WORK/root, once for each of its system calls: `kill` ends it (SIGKILL) at the entry of that call, `stop` asks
// it to end (SIGTERM), `errno` lets the call fail in each way that it may, or move fewer bytes. Each time WORK/root is a fresh copy of BEFORE. Afterwards the list of
// installed packages must be that of before or that of after; then, in turn, FIX (a command of one word for `sh -c`) must lead to the state of
// before or of after, or COMMAND itself to that of after; after `stop` nothing needs to be fixed. What else there is below WORK/root is a leftover. Prints how many points there were.
// `leave` kills it too, and ends as soon as WORK/root has a journal that was not carried out.
// When WORK/root is a base, or has one in `base`, what its channel names is what the list is of a directory. STEPPER_EVERY=N takes every Nth call only.
// BEFORE may be a program: `BEFORE make` makes WORK/root anew. With `power`, which kills after each call that changes something and when
// it has ended, `BEFORE lose` then makes it what would be there after a loss of power.
// No hard link may be made, and no rename fail because it would leave a file system.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

#ifndef __x86_64__
#error "how to set the registers of this machine isn't known here"
#endif

enum { SHORT = -1, KINDS = 4, WAYS = 64 };

static const char *work, *before, *fix;
static enum { KILL, STOP, ERRNO, LEAVE, POWER } mode;
static bool made;	// BEFORE is a program
static char root[1024];
static unsigned every = 1;
static char **command;
static char *old_state, *new_state, *old_list, *new_list;

__attribute__((noreturn, format(printf, 1, 2))) static void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "stepper: ");
	vfprintf(stderr, fmt, ap);
	fprintf(stderr, "\n");
	va_end(ap);
	exit(1);
}

// --- the state of a directory as text

struct text {
	char *s;
	size_t n, room;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *fmt, ...)
{
	char line[8192];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (t->n + (size_t)n + 1 > t->room) {
		t->room = (t->room + (size_t)n + 1) * 2;
		t->s = realloc(t->s, t->room);
		if (!t->s)
			die("memory");
	}
	memcpy(t->s + t->n, line, (size_t)n + 1);
	t->n += (size_t)n;
}

static char *read_file(const char *path, size_t *n)
{
	int fd = open(path, O_RDONLY);
	struct stat st;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st))
		die("stat %s", path);
	char *s = calloc(1, (size_t)st.st_size + 1);
	if (!s || read(fd, s, (size_t)st.st_size) != st.st_size)
		die("read %s", path);
	close(fd);
	*n = (size_t)st.st_size;
	return s;
}

static uint64_t hash(const char *path)
{
	size_t n = 0;
	char *s = read_file(path, &n);
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 1099511628211u;
	free(s);
	return h;
}

// What says when, or who, is in no state.
static bool is_told(const char *path)
{
	static const char *const told[] = { "/var/lib/orion/pkg/history", "/var/lib/orion/pkg/lock",
		"/lock", "/repository/latest" };
	const char *below = path + strlen(root), *slash = strrchr(below, '/');

	if (!strncmp(below, "/base/", 6))
		below += 5;
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		if (!strcmp(below, told[i]))
			return false;
	return strcmp(slash, "/generations") != 0;
}

// What is left out with its name: of a repository what is signed, which has a date and so another name each time, and which files were
// checked; and what the next run makes up for, contents for merging configuration files.
static bool is_no_state(const char *path)
{
	static const char *const kinds[] = { "root-", "timestamp-", "release-", "index-",
		".checked" };
	const char *name = strstr(path, "/repository/"), *pristine = "/var/lib/orion/pkg/pristine";

	if (!strcmp(path + strlen(root), pristine))
		return true;
	for (size_t i = 0; name && i < sizeof kinds / sizeof *kinds; i++)
		if (!strncmp(name + strlen("/repository/"), kinds[i], strlen(kinds[i])))
			return true;
	return false;
}

static void describe(struct text *t, const char *path);

static void describe_dir(struct text *t, const char *path)
{
	struct dirent **names;
	char sub[4096];
	int n = scandir(path, &names, NULL, alphasort);

	if (n < 0)
		die("read %s", path);
	for (int i = 0; i < n; i++) {
		snprintf(sub, sizeof sub, "%s/%s", path, names[i]->d_name);
		if (strcmp(names[i]->d_name, ".") && strcmp(names[i]->d_name, "..") &&
			!is_no_state(sub))
			describe(t, sub);
		free(names[i]);
	}
	free(names);
}

static void describe(struct text *t, const char *path)
{
	char target[4096] = "";
	struct stat st;

	if (lstat(path, &st))
		die("stat %s", path);
	bool file = S_ISREG(st.st_mode) && is_told(path);
	if (S_ISLNK(st.st_mode) && readlink(path, target, sizeof target - 1) < 0)
		die("read link %s", path);
	add(t, "%06o %u %u %lx %ld %016lx %s %s\n", st.st_mode, st.st_uid, st.st_gid,
		(unsigned long)st.st_rdev, file ? (long)st.st_size : 0,
		file ? (unsigned long)hash(path) : 0, path + strlen(root), target);
	if (S_ISDIR(st.st_mode))
		describe_dir(t, path);
}

static char *state(void)
{
	struct text t = { 0 };

	describe(&t, root);
	return t.s;
}

static char *list(void)
{
	static const char *const places[] = { "var/lib/orion/pkg/installed", "channels/node",
		"base/channels/node.stable" };

	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		char path[1100];
		size_t n;

		snprintf(path, sizeof path, "%s/%s", root, places[i]);
		char *s = read_file(path, &n);
		if (s)
			return s;
	}
	return strdup("");
}

// --- running

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void quiet(void)
{
	char path[1100];

	snprintf(path, sizeof path, "%s/output", work);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, 1);
	dup2(fd, 2);
}

static int run(char *const *argv)
{
	pid_t pid = fork();

	if (!pid) {
		quiet();
		execvp(*argv, argv);
		_exit(127);
	}
	return wait_for(pid);
}

// --- a fresh copy: made here, because starting rm and cp takes longer than what they do

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static void copy_content(const char *from, const char *to)
{
	size_t n = 0, done = 0;
	char *s = read_file(from, &n);
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
	ssize_t k = s && fd >= 0 ? 0 : -1;

	while (k >= 0 && done < n && (k = write(fd, s + done, n - done)) > 0)
		done += (size_t)k;
	if (k < 0 || close(fd))
		die("copy %s", from);
	free(s);
}

static int copy_one(const char *from, const struct stat *st, int type, struct FTW *at)
{
	const struct timespec times[2] = { st->st_atim, st->st_mtim };
	char to[4096], target[4096] = "";
	int rc = 0;

	(void)type, (void)at;
	snprintf(to, sizeof to, "%s%s", root, from + strlen(before));
	if (S_ISDIR(st->st_mode))
		rc = mkdir(to, 0700);
	else if (S_ISREG(st->st_mode))
		copy_content(from, to);
	else if (S_ISLNK(st->st_mode))
		rc = readlink(from, target, sizeof target - 1) < 0 || symlink(target, to);
	else
		rc = mknod(to, st->st_mode, st->st_rdev);
	if (rc || lchown(to, st->st_uid, st->st_gid) ||
		(!S_ISLNK(st->st_mode) && chmod(to, st->st_mode & 07777)) ||
		utimensat(AT_FDCWD, to, times, AT_SYMLINK_NOFOLLOW))
		die("copy %s to %s", from, to);
	return 0;
}

static const char *last_output(void)
{
	char path[1100];
	size_t n;

	snprintf(path, sizeof path, "%s/output", work);
	char *output = read_file(path, &n);
	return output ? output : "";
}

static void ask(const char *verb)
{
	char *argv[] = { (char *)(uintptr_t)before, (char *)(uintptr_t)verb, NULL };

	if (run(argv))
		die("%s %s fails: %s", before, verb, last_output());
}

static void fresh(void)
{
	if (made) {
		ask("make");
		return;
	}
	if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
		die("remove %s", root);
	if (nftw(before, copy_one, 16, FTW_PHYS))
		die("copy %s", before);
}

// --- one run

static pid_t start_traced(void)
{
	cpu_set_t one;
	pid_t pid = fork();

	if (!pid) {
		CPU_ZERO(&one);
		CPU_SET(sched_getcpu(), &one);	// one processor: one thread
		sched_setaffinity(0, sizeof one, &one);
		quiet();
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execvp(*command, command);
		_exit(127);
	}
	int status;
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD);
	return pid;
}

// To the next stop at a call: false at the end, with the exit status in *status.
static bool next_stop(pid_t pid, int *status)
{
	int give = 0;

	for (;;) {
		int how;

		if (ptrace(PTRACE_SYSCALL, pid, 0, give) || waitpid(pid, &how, 0) < 0)
			die("trace");
		if (!WIFSTOPPED(how)) {
			*status = WIFEXITED(how) ? WEXITSTATUS(how) : -1;
			return false;
		}
		if (WSTOPSIG(how) == (SIGTRAP | 0x80))
			return true;
		give = WSTOPSIG(how) == SIGTRAP || WSTOPSIG(how) == SIGSTOP ? 0 : WSTOPSIG(how);
	}
}

// Lets it go on by itself, from a stop, to its end: its exit status.
static int let_go(pid_t pid)
{
	if (ptrace(PTRACE_DETACH, pid, 0, 0))
		die("detach");
	return wait_for(pid);
}

// True when the call opens the root, or what is in it: what is before that is the loader's business.
static bool opens_root(pid_t pid, const struct user_regs_struct *r)
{
	char path[1024] = "";
	size_t n = strlen(root);
	struct iovec here = { path, n + 1 }, there = { (void *)r->rsi, here.iov_len };

	return r->orig_rax == SYS_openat && process_vm_readv(pid, &here, 1, &there, 1, 0) > 0 &&
		!strncmp(path, root, n) && (!path[n] || path[n] == '/');
}

// What may go wrong in a call.
static size_t ways_of(const struct user_regs_struct *r, int *way)
{
	static const struct {
		unsigned long call;
		int way[KINDS];
	} calls[] = {
		{ SYS_write, { ENOSPC, EIO, EINTR, SHORT } },
		{ SYS_pwrite64, { ENOSPC, EIO, EINTR, SHORT } },
		{ SYS_read, { EIO, EINTR, SHORT } },
		{ SYS_pread64, { EIO, EINTR, SHORT } },
		{ SYS_copy_file_range, { ENOSPC, EIO, EINTR } },
		{ SYS_openat, { EIO, EINTR } },
		{ SYS_openat2, { EIO, EINTR, EAGAIN } },
		{ SYS_mkdirat, { ENOSPC, EIO } },
		{ SYS_symlinkat, { ENOSPC, EIO } },
		{ SYS_mknodat, { ENOSPC, EIO } },
		{ SYS_renameat, { ENOSPC, EIO } },
		{ SYS_renameat2, { ENOSPC, EIO } },
		{ SYS_unlinkat, { ENOSPC, EIO } },
		{ SYS_fsync, { ENOSPC, EIO } },
		{ SYS_syncfs, { ENOSPC, EIO } },
		{ SYS_getdents64, { EIO } },
		{ SYS_newfstatat, { EIO } },
		{ SYS_fstat, { EIO } },
		{ SYS_statx, { EIO } },
		{ SYS_fchmod, { EIO } },
		{ SYS_fchmodat, { EIO } },
		{ SYS_fchown, { EIO } },
		{ SYS_fchownat, { EIO } },
		{ SYS_utimensat, { EIO } },
		{ SYS_ftruncate, { ENOSPC, EIO } },
		{ SYS_fcntl, { EIO, EINTR } },
		{ SYS_close, { EIO } },
	};

	if (r->orig_rax == SYS_openat && r->rdx & O_CREAT) {
		way[0] = ENOSPC;
		way[1] = EIO;
		return 2;
	}
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (calls[i].call == r->orig_rax) {
			size_t n = 0;

			while (n < KINDS && calls[i].way[n]) {
				way[n] = calls[i].way[n];
				n++;
			}
			return n;
		}
	return 0;
}

static bool changes(const struct user_regs_struct *r)
{
	static const unsigned long calls[] = { SYS_write, SYS_pwrite64, SYS_mkdirat, SYS_symlinkat,
		SYS_mknodat, SYS_renameat, SYS_renameat2, SYS_unlinkat, SYS_fsync, SYS_syncfs,
		SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_ftruncate,
		SYS_fallocate, SYS_copy_file_range, SYS_openat2 };

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (calls[i] == r->orig_rax)
			return true;
	return r->orig_rax == SYS_openat && r->rdx & O_CREAT;
}

// What may not happen on any target, for it can't on some: hard links, and renames that an overlay refuses. r: at the end of a call.
static void forbid(const struct user_regs_struct *r)
{
	if (r->orig_rax == SYS_link || r->orig_rax == SYS_linkat)
		die("COMMAND makes a hard link");
	if ((r->orig_rax == SYS_renameat || r->orig_rax == SYS_renameat2) && (long)r->rax == -EXDEV)
		die("COMMAND renames what can't be renamed here");
}

static void set(pid_t pid, const struct user_regs_struct *r)
{
	if (ptrace(PTRACE_SETREGS, pid, 0, r))
		die("set registers");
}

// At the entry of a call: lets it fail, or move half of the bytes.
static void spoil(pid_t pid, struct user_regs_struct *r, int way, int *status)
{
	unsigned long call = r->orig_rax;

	if (way == SHORT) {
		r->rdx = r->rdx > 1 ? r->rdx / 2 : r->rdx;
		set(pid, r);
		return;
	}
	if (call == SYS_close)	// it closes and fails
		r->orig_rax = SYS_close;
	else
		r->orig_rax = (unsigned long)-1;
	set(pid, r);
	if (!next_stop(pid, status))
		die("it ended in a call");
	ptrace(PTRACE_GETREGS, pid, 0, r);
	r->rax = (unsigned long)-(long)way;
	set(pid, r);
}

// One run that goes wrong at the k-th call; when it fails, in the given way (as an index).
struct outcome {
	bool reached;	// there is a k-th call
	size_t ways;	// it has so many
	long call;
	int way;
	int status;	// exit status when it wasn't killed
};

static struct outcome step(unsigned k, size_t index)
{
	struct outcome o = { 0 };
	struct user_regs_struct r;
	unsigned count = 0;
	bool changed = true;
	pid_t pid = start_traced();

	for (bool entry = true; next_stop(pid, &o.status); entry = !entry) {
		ptrace(PTRACE_GETREGS, pid, 0, &r);
		if (!entry) {
			forbid(&r);
			continue;
		}
		if (!count && !opens_root(pid, &r))
			continue;
		bool skip = mode == POWER && !changed;
		changed = changes(&r);
		if (skip || ++count != k)
			continue;
		int way[KINDS] = { 0 };
		o.reached = true;
		o.call = (long)r.orig_rax;
		o.ways = mode == ERRNO ? ways_of(&r, way) : 1;
		if (mode == KILL || mode == LEAVE || mode == POWER) {
			kill(pid, SIGKILL);
			waitpid(pid, &o.status, 0);
			return o;
		}
		if (mode == STOP)
			kill(pid, SIGTERM);
		if (index < o.ways && mode == ERRNO) {
			o.way = way[index];
			spoil(pid, &r, o.way, &o.status);
		}
		o.status = let_go(pid);
		return o;
	}
	return o;
}

// --- what must hold afterwards

__attribute__((noreturn)) static void wrong(
	const char *what, unsigned k, const struct outcome *o, const char *is)
{
	die("call %u (number %ld, %s): %s\n--- before\n%s--- after\n%s--- now\n%s--- last output\n%s",
		k, o->call,
		o->way == SHORT  ? "fewer bytes"
			: o->way ? strerror(o->way)
				 : "killed",
		what, old_state, new_state, is ? is : "", last_output());
}

static void check_state(unsigned k, const struct outcome *o, bool done)
{
	char *is = state();

	if (strcmp(is, new_state) && (done || strcmp(is, old_state)))
		wrong(done ? "it said that it was done, and wasn't"
			   : "neither the state of before nor that of after",
			k, o, is);
	free(is);
}

static void check_fix(unsigned k, const struct outcome *o, bool done)
{
	char *argv[] = { "sh", "-c", (char *)(uintptr_t)fix, NULL };

	if (run(argv))
		wrong("FIX fails", k, o, NULL);
	check_state(k, o, done);
}

static void check_again(unsigned k, const struct outcome *o)
{
	int status = run(command);

	if (status != 0 && status != 1)	// 1: there is nothing to remove any more
		wrong("COMMAND fails the second time", k, o, NULL);
	char *is = state();
	if (strcmp(is, new_state))
		wrong("COMMAND doesn't lead to the state of after", k, o, is);
	free(is);
}

static void check(unsigned k, const struct outcome *o)
{
	char *is = list();

	if (strcmp(is, old_list) && strcmp(is, new_list))
		wrong("the list of installed packages is neither the old one nor the new one", k, o,
			is);
	free(is);
	bool done = mode != KILL && !o->status;
	if (mode == STOP)
		check_state(k, o, done);
	else if (k / every % 2 || done)
		check_fix(k, o, done);
	else
		check_again(k, o);
}

static void learn(void)
{
	fresh();
	old_state = state();
	old_list = list();
	if (run(command))
		die("COMMAND fails: %s", last_output());
	new_state = state();
	new_list = list();
	if (!strcmp(old_state, new_state))
		die("COMMAND changes nothing");
}

static bool has_journal(void)
{
	char path[1100];

	snprintf(path, sizeof path, "%s/var/lib/orion/pkg/tx/journal", root);
	return !access(path, F_OK);
}

int main(int argc, char **argv)
{
	unsigned points = 0, k = 1;

	static const char *const modes[] = { "kill", "stop", "errno", "leave", "power" };
	static const char *const plurals[] = { "kills", "stops", "failures", "",
		"losses of power" };

	while (argc > 1 && mode <= POWER && strcmp(argv[1], modes[mode]))
		mode++;
	if (argc < 6 || mode > POWER) {
		fprintf(stderr,
			"usage: stepper kill|stop|errno|leave|power WORK BEFORE FIX COMMAND...\n");
		return 2;
	}
	work = argv[2];
	before = argv[3];
	fix = argv[4];
	command = argv + 5;
	snprintf(root, sizeof root, "%s/root", work);
	umask(022);
	const char *n = getenv("STEPPER_EVERY");
	if (n && atoi(n) > 0)
		every = (unsigned)atoi(n);
	struct stat st;
	made = !stat(before, &st) && S_ISREG(st.st_mode);
	learn();
	for (bool more = true; more; k += every) {
		size_t ways = 1;

		for (size_t i = 0; i < ways; i++) {
			fresh();
			struct outcome o = step(k, i);

			more = o.reached;
			ways = o.ways;
			if (mode == POWER)
				ask("lose");
			if (!more && mode == POWER)
				check(k, &o);
			if (!more || !ways)
				break;
			if (mode == LEAVE && has_journal())
				return 0;
			if (mode != LEAVE)
				check(k, &o);
			points++;
		}
	}
	if (mode == LEAVE)
		die("COMMAND never leaves a journal");
	printf("%u calls, %u %s\n", k - every - 1, points, plurals[mode]);
	return points ? 0 : 1;
}
