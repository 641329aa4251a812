// SPDX-License-Identifier: MIT
// What a confined process can't do, and what it can: in a child, whose exit status is the verdict.
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "served.h"
#include "test.h"

// A call that must fail so.
#define REFUSED(call, error) (errno = 0, CHECK((call) == -1 && errno == (error)))

static int reads(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd;
}

// openat is a call that seccomp lets through: EACCES is Landlock's.
static void files(const char *outside)
{
	char path[4096];

	CHECK(reads("www/file") >= 0);
	CHECK(reads("packages/d/file") >= 0);
	REFUSED(reads("secret"), EACCES);
	REFUSED(reads("/etc/passwd"), EACCES);
	REFUSED(reads(outside), EACCES);
	REFUSED(reads("/proc/self/status"), EACCES);
	REFUSED(open("www", O_RDONLY | O_DIRECTORY), EACCES);
	REFUSED(open("www/file", O_WRONLY), EACCES);
	REFUSED(open("www/new", O_WRONLY | O_CREAT, 0644), EACCES);
	REFUSED(unlinkat(AT_FDCWD, "www/file", 0), EACCES);
	CHECK(renameat(AT_FDCWD, "spool/report", AT_FDCWD, "www/report") == -1);
	int fd = open("spool/new", O_WRONLY | O_CREAT | O_EXCL, 0644);
	CHECK(fd >= 0 && write(fd, "x", 1) == 1 && !close(fd));
	CHECK(!renameat(AT_FDCWD, "spool/new", AT_FDCWD, "spool/report"));
	snprintf(path, sizeof path, "%s/x", outside);
	CHECK(open(path, O_WRONLY | O_CREAT, 0644) == -1);
}

static void calls(void)
{
	char *none[] = { NULL };

	REFUSED(socket(AF_INET, SOCK_STREAM, 0), EPERM);
	REFUSED(execve("/bin/true", none, none), EPERM);
	REFUSED(syscall(SYS_clone, 0, 0, 0, 0, 0), EPERM);
	REFUSED(syscall(SYS_ptrace, 0, 0, 0, 0), EPERM);
	REFUSED(kill(getppid(), 0), EPERM);
	REFUSED(chmod("spool/report", 04755), EPERM);
	REFUSED(symlink("/etc", "spool/link"), EPERM);
	REFUSED(mkdir("spool/d", 0755), EPERM);
	CHECK(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
		MAP_FAILED);
	void *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(m != MAP_FAILED && mprotect(m, 4096, PROT_READ | PROT_EXEC) == -1);
}

static void confined(void)
{
	struct tree tree[] = { { "", file_open_dir("www"), "" },
		{ "p", file_open_dir("packages"), "" } };
	struct trees trees = { tree, 2 };
	struct confinement c = { .trees = &trees, .spool = file_open_dir("spool") };

	CHECK(!confine(&c));
	if (c.landlock)
		files("/etc");
	else
		fprintf(stderr,
			"confine_test: this kernel has no Landlock: that half is not tested\n");
	calls();
	syscall(SYS_exit_group, test_failed);	// ASan wants more calls than these before _exit
}

static void put(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	CHECK(fd >= 0 && !close(fd));
}

int main(void)
{
	int status;

	CHECK(!mkdir("www", 0755) && !mkdir("packages", 0755) && !mkdir("packages/d", 0755) &&
		!mkdir("spool", 0755));
	put("www/file");
	put("packages/d/file");
	put("secret");
	put("spool/report");
	pid_t pid = fork();
	if (!pid)
		confined();
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return test_failed;
}
