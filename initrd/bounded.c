// SPDX-License-Identifier: MIT
// Work that may hang in the kernel, done by a child with a limit in time.
#include "bounded.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot.h"
#include "error.h"
#include "file.h"
#include "say.h"

// Waits until the child has closed its end of the pipe, that is, ended; false: it didn't in time.
static bool ended(int fd, unsigned seconds, const char *who)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t end = now_ms() + (int64_t)seconds * 1000;

	for (int64_t left; (left = end - now_ms()) > 0; say("still waiting for %s", who))
		if (poll(&p, 1, left < 5000 ? (int)left : 5000) > 0)
			return true;
	return false;
}

static int collect(pid_t pid, int fd, unsigned seconds, const struct boot *b)
{
	int status = 0;

	if (ended(fd, seconds, b->server.text)) {
		waitpid(pid, &status, 0);
		if (WIFSIGNALED(status))	// it recorded nothing
			return fail("E-SYSTEM", "with %s: ended by signal %d", b->server.text,
				WTERMSIG(status));
		return status ? -1 : 0;
	}
	kill(pid, SIGKILL);
	if (ended(fd, 2, b->server.text))	// else it hangs where no signal reaches
		waitpid(pid, &status, 0);
	return fail("E-SERVER-SILENT", "%s did not answer within %u s", b->server.text, seconds);
}

int bounded(unsigned seconds, int (*work)(struct boot *b), struct boot *b)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return fail("E-SYSTEM", "pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (!pid) {
		close(fds[0]);
		_exit(work(b) ? 1 : 0);
	}
	close(fds[1]);
	int rc = pid < 0 ? fail("E-SYSTEM", "fork: %s", strerror(errno))
			 : collect(pid, fds[0], seconds, b);
	close(fds[0]);
	return rc;
}
