// SPDX-License-Identifier: MIT
// A question and its answer between two processes; a second agent, and none.
#include "control.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

static size_t answer(void *arg, const char *request, bool root, char *to, size_t room)
{
	CHECK(root == !getuid());
	CHECK_TEXT(request, (const char *)arg);
	CHECK(room == CONTROL_ANSWER);
	memset(to, 'x', room);
	return room;
}

static int asks(void)
{
	char text[CONTROL_ANSWER + 1];

	return control_ask("move 10.9.0.1", text) || strlen(text) != CONTROL_ANSWER;
}

int main(void)
{
	char text[CONTROL_ANSWER + 1], request[] = "move 10.9.0.1";
	int status, fd = control_listen();

	if (fd == -EADDRINUSE)
		return 0;	// a real one runs on this machine
	CHECK(fd >= 0);
	CHECK(control_listen() == -EADDRINUSE);
	pid_t pid = fork();
	if (!pid)
		_exit(asks());
	struct pollfd p = { fd, POLLIN, 0 };
	CHECK(poll(&p, 1, 5000) == 1);
	control_serve(fd, answer, request);
	CHECK(waitpid(pid, &status, 0) == pid && !status);
	close(fd);
	CHECK(control_ask("status", text) == -E_NO && !*text);
	return test_failed;
}
