// SPDX-License-Identifier: MIT
// orion-logd DIRECTORY: receives syslog over UDP (RFC 5426), a file per sender in DIRECTORY; markers such
// as "orion: ready" go to standard output too. busybox's syslogd sends, but can't receive.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

enum {
	PORT = 514,
	DATAGRAM = 1024,	// RFC 3164: no more than that
	LIMIT = 128 * 1024,	// a file, of which there are two a sender
	FILES = 256,
};

static int fail(const char *what)
{
	fprintf(stderr, "orion-logd: %s: %s\n", what, strerror(errno));
	return 3;
}

// One socket for both families: v4 senders appear as ::ffff:a.b.c.d. Without IPv6, an IPv4 socket.
static int listen_on(int port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((in_port_t)port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((in_port_t)port) };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), no = 0;

	if (fd >= 0) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
		if (!bind(fd, (struct sockaddr *)&six, sizeof six))
			return fd;
		close(fd);
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&four, sizeof four)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int drop_to(const char *user)
{
	struct passwd *pw = getpwnam(user);

	if (!pw) {
		errno = ENOENT;
		return -1;
	}
	return setgroups(0, NULL) || setgid(pw->pw_gid) || setuid(pw->pw_uid) ? -1 : 0;
}

static const char *sender(const struct sockaddr_storage *ss, char *text, socklen_t size)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)ss;

	if (ss->ss_family == AF_INET)
		return inet_ntop(AF_INET, &((const struct sockaddr_in *)ss)->sin_addr, text, size);
	if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
		return inet_ntop(AF_INET, six->sin6_addr.s6_addr + 12, text, size);
	return inet_ntop(AF_INET6, &six->sin6_addr, text, size);
}

static void receive(int fd, int dir)
{
	char data[DATAGRAM], line[4 * DATAGRAM + 1], text[4 * DATAGRAM + 32],
		from[INET6_ADDRSTRLEN], name[64];
	struct sockaddr_storage ss = { 0 };
	socklen_t len = sizeof ss;
	ssize_t n = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *)&ss, &len);
	struct tm tm;
	time_t now = time(NULL);

	if (n <= 0 || !log_line(line, sizeof line, data, (size_t)n) ||
		!sender(&ss, from, sizeof from))
		return;
	const char *marker = log_marker(line);

	if (marker)
		printf("orion: from %s: %s\n", from, marker + strlen("orion: "));
	gmtime_r(&now, &tm);
	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ ", &tm);
	strcat(text, line);
	snprintf(name, sizeof name, "%s.log", from);
	if (log_append(dir, name, text, LIMIT, FILES) == -ENOSPC)
		log_append(dir, "others.log", text, LIMIT, FILES + 2);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: orion-logd DIRECTORY\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	int dir = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return fail(argv[1]);
	int fd = listen_on(PORT);

	if (fd < 0)
		return fail("UDP port 514");
	if (!geteuid() && drop_to("log"))
		return fail("user log");
	for (;;)
		receive(fd, dir);
}
