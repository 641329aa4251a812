// SPDX-License-Identifier: MIT
// A shell for whoever stands before a machine that doesn't boot.
#include "rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "say.h"

#define BUSYBOX "/usr/lib/orion/rescue/busybox"

static void cooked(int fd)
{
	struct termios t;

	if (tcgetattr(fd, &t))
		return;
	t.c_lflag |= ICANON | ECHO;
	tcsetattr(fd, TCSANOW, &t);
}

static void child(int console)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", console);
	setsid();
	int fd = open(path, O_RDWR);	// a description of its own: without O_NONBLOCK
	for (int i = 0; fd >= 0 && i < 3; i++)
		dup2(fd, i);
	ioctl(0, TIOCSCTTY, 1);
	setenv("PATH", "/usr/lib/orion/rescue:/usr/bin:/bin", 1);
	execl(BUSYBOX, "sh", "-l", (char *)NULL);
	_exit(127);
}

void rescue_shell(int fd)
{
	if (access(BUSYBOX, X_OK)) {
		say("this initrd has no rescue part");
		return;
	}
	say("rescue shell: exit goes on with the next try");
	cooked(fd);
	pid_t pid = fork();
	if (!pid)
		child(fd);
	if (pid < 0)
		say("rescue: %s", strerror(errno));
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}
