// SPDX-License-Identifier: MIT
// A question is a packet of words, the answer one of text: `ok`, `again`, or why not.
#include "helper.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"

enum { QUESTION = 512, ANSWER = 2048 };

int helper_open(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fail(-errno, "a socket");
	if (strlen(path) >= sizeof a.sun_path) {
		close(fd);
		return fail(-E_CALL, "%s: too long for a socket", path);
	}
	strcpy(a.sun_path, path);
	if (connect(fd, (const struct sockaddr *)&a, sizeof a)) {
		int rc = fail(-errno, "%s: is orion-helper there?", path);

		close(fd);
		return rc;
	}
	return fd;
}

int helper_ask(int fd, const char *fmt, ...)
{
	char question[QUESTION], answer[ANSWER];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(question, sizeof question, fmt, ap);
	va_end(ap);
	if (n < 0 || n >= QUESTION)
		return fail(-E_DATA, "a question that is too long");
	if (send(fd, question, (size_t)n, MSG_NOSIGNAL) != n)
		return fail(-EPIPE, "orion-helper");
	ssize_t got;
	do
		got = recv(fd, answer, sizeof answer - 1, 0);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return fail(-EPIPE, "orion-helper");
	answer[got] = 0;
	if (!strcmp(answer, "again"))
		return fail(-ESTALE, "%s", question);
	return strcmp(answer, "ok") ? fail(-E_NO, "%s: %s", question, answer) : 0;
}
