// SPDX-License-Identifier: MIT
// Connections with a limit in time.
#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "ipv4.h"

int64_t net_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t net_patience(int64_t whole)
{
	int64_t end = net_now() + NET_LIMIT;

	return end < whole ? end : whole;
}

int net_left(int64_t end)
{
	int64_t left = end - net_now();

	return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static int wait_for(int fd, short events, int64_t end)
{
	struct pollfd p = { .fd = fd, .events = events };

	for (;;) {
		int n = poll(&p, 1, net_left(end));

		if (n > 0)
			return 0;
		if (!n && net_now() >= end)
			return fail(-ETIMEDOUT, "no answer");
		if (n < 0 && errno != EINTR)
			return fail(-errno, "poll");
	}
}

int net_wait(int fd, int64_t end)
{
	return wait_for(fd, POLLIN, end);
}

// Waits for the end of a connect.
static int finish(int fd, int64_t end)
{
	int e = 0, rc = wait_for(fd, POLLOUT, end);
	socklen_t n = sizeof e;

	if (!rc && getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n))
		e = errno;
	return rc || !e ? rc : fail(-e, "connect");
}

static struct sockaddr_in place(uint32_t address, unsigned port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(address) },
	};
}

int net_connect(uint32_t address, unsigned port, int64_t end)
{
	const struct sockaddr_in to = place(address, port);
	char text[IPV4_TEXT];
	int rc = 0, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	ipv4_write(text, address);
	if (fd < 0)
		return fail(-errno, "socket");
	if (connect(fd, (const struct sockaddr *)&to, sizeof to))
		rc = errno == EINPROGRESS ? finish(fd, end) : fail(-errno, "connect");
	if (!rc)
		return fd;
	close(fd);
	return during(rc, "%s port %u", text, port);
}

// A socket of that type at an address of this machine (0: at all) and a port. A port of TCP is taken again at once after who had it before.
static int bound(int type, uint32_t address, unsigned port)
{
	const struct sockaddr_in at = place(address, port);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int again = type == SOCK_STREAM;

	if (fd < 0)
		return fail(-errno, "socket");
	if (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &again, sizeof again) &&
		!bind(fd, (const struct sockaddr *)&at, sizeof at))
		return fd;
	int rc = fail(-errno, "port %u", port);
	close(fd);
	return rc;
}

int net_listen(unsigned port)
{
	int fd = bound(SOCK_STREAM, INADDR_ANY, port);

	if (fd < 0 || !listen(fd, 8))
		return fd;
	int rc = fail(-errno, "listen at port %u", port);
	close(fd);
	return rc;
}

int net_hear(uint32_t address, unsigned port)
{
	return bound(SOCK_DGRAM, address, port);
}

void net_poke(uint32_t address, unsigned port)
{
	const struct sockaddr_in to = place(address, port);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	sendto(fd, "", 0, MSG_NOSIGNAL, (const struct sockaddr *)&to, sizeof to);
	close(fd);
}

int net_accept(int fd, int64_t end)
{
	for (;;) {
		int rc = net_wait(fd, end);

		if (rc)
			return rc;
		int one = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (one >= 0)
			return one;
		if (errno != EINTR && errno != EAGAIN && errno != ECONNABORTED)
			return fail(-errno, "accept");
	}
}

int net_send(int fd, const void *data, size_t n, int64_t end)
{
	const char *s = data;

	while (n) {
		ssize_t sent = send(fd, s, n, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR && errno != EAGAIN)
			return fail(-errno, "send");
		if (sent < 0) {
			int rc = wait_for(fd, POLLOUT, end);

			if (rc)
				return rc;
			continue;
		}
		s += sent;
		n -= (size_t)sent;
	}
	return 0;
}

ssize_t net_receive(int fd, void *data, size_t n, int64_t end)
{
	for (;;) {
		int rc = net_wait(fd, end);

		if (rc)
			return rc;
		ssize_t got = recv(fd, data, n, 0);
		if (got >= 0)
			return got;
		if (errno != EINTR && errno != EAGAIN)
			return fail(-errno, "receive");
	}
}
