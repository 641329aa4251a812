// SPDX-License-Identifier: MIT
// Connections with a limit in time.
#include "tcp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "addr.h"
#include "error.h"

// Waits for the end of a connect; 0 or an errno.
static int finish(int fd, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLOUT };
	int e = 0;
	socklen_t n = sizeof e;

	if (poll(&p, 1, ms) <= 0)
		return ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) ? errno : e;
}

int tcp_connect(const struct addr *a, unsigned port, int ms)
{
	struct sockaddr_storage ss;
	socklen_t n = addr_sock(a, port, &ss);
	int e = 0, fd = socket(a->family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&ss, n))
		e = errno == EINPROGRESS ? finish(fd, ms) : errno;
	if (!e && fcntl(fd, F_SETFL, 0))
		e = errno;
	if (!e)
		return fd;
	close(fd);
	errno = e;
	return -1;
}

int tcp_fail(const struct addr *a, unsigned port, const char *service)
{
	return fail(errno == ECONNREFUSED ? "E-SERVER-REFUSED" : "E-SERVER-UNREACHABLE",
		"%s port %u (%s): %s", a->text, port, service, strerror(errno));
}
