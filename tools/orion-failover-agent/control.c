// SPDX-License-Identifier: MIT
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"

enum { WAIT = 3 };

// Without a path nothing is looked up in a root that may be gone.
static const struct sockaddr_un name = { AF_UNIX, "\0orion-failover-agent" };

#define NAME_SIZE (socklen_t)(sizeof(sa_family_t) + 1 + strlen(name.sun_path + 1))

int control_listen(void)
{
	int yes = 1, rc = 0, fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return fail(-errno, "control socket");
	if (bind(fd, (const struct sockaddr *)&name, NAME_SIZE))
		rc = errno == EADDRINUSE
			? fail(-EADDRINUSE, "an agent runs already on this machine")
					 : fail(-errno, "control socket");
	else if (setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes))
		rc = fail(-errno, "control socket");
	if (!rc)
		return fd;
	close(fd);
	return rc;
}

static bool is_root(struct msghdr *m)
{
	struct cmsghdr *c = CMSG_FIRSTHDR(m);
	struct ucred who;

	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS)
		return false;
	memcpy(&who, CMSG_DATA(c), sizeof who);
	return !who.uid;
}

void control_serve(int fd, control_answer *answer, void *arg)
{
	static char to[CONTROL_ANSWER];
	char request[CONTROL_REQUEST];
	union {
		struct cmsghdr first;
		char room[CMSG_SPACE(sizeof(struct ucred))];
	} beside;
	struct sockaddr_un from;
	struct iovec data = { request, sizeof request - 1 };
	struct msghdr m = {
		.msg_name = &from,
		.msg_namelen = sizeof from,
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &beside,
		.msg_controllen = sizeof beside,
	};
	ssize_t n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);

	if (n < 0 || m.msg_namelen <= sizeof(sa_family_t))
		return;
	request[n] = 0;
	size_t size = answer(arg, request, is_root(&m), to, sizeof to);
	sendto(fd, to, size, MSG_NOSIGNAL, (struct sockaddr *)&from, m.msg_namelen);
}

// An address of its own, by which the answer comes.
static int open_own(void)
{
	struct sockaddr_un own = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = WAIT };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fail(-errno, "socket");
	if (!bind(fd, (struct sockaddr *)&own, sizeof own.sun_family) &&
		!setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience))
		return fd;
	int rc = fail(-errno, "socket");
	close(fd);
	return rc;
}

int control_ask(const char *request, char answer[CONTROL_ANSWER + 1])
{
	int fd = open_own(), rc = 0;
	ssize_t n = 0;

	if (fd < 0)
		return fd;
	if (connect(fd, (const struct sockaddr *)&name, NAME_SIZE))
		rc = errno == ECONNREFUSED ? fail(-E_NO, "no agent runs on this machine")
					   : fail(-errno, "ask the agent");
	else if (send(fd, request, strlen(request), MSG_NOSIGNAL) < 0 ||
		(n = recv(fd, answer, CONTROL_ANSWER, 0)) < 0)
		rc = errno == EAGAIN ? fail(-E_DATA, "the agent doesn't answer")
				     : fail(-errno, "ask the agent");
	answer[n > 0 ? n : 0] = 0;
	close(fd);
	return rc;
}
