// SPDX-License-Identifier: MIT
// orion-timed [PORT]: tells nodes the time of this machine's clock by NTP (RFC 5905), whatever that is set by. It sets none.
#include <errno.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ntp_packet.h"

static int fail(const char *what)
{
	fprintf(stderr, "orion-timed: %s: %s\n", what, strerror(errno));
	return 3;
}

// One socket for both families; without IPv6, an IPv4 socket. It says at which address a question came in.
static int listen_on(int port)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((in_port_t)port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((in_port_t)port) };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0), no = 0, yes = 1;

	if (fd >= 0) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof yes);
		if (!bind(fd, (struct sockaddr *)&six, sizeof six))
			return fd;
		close(fd);
		return -1;
	}
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
	return bind(fd, (struct sockaddr *)&four, sizeof four) ? -1 : fd;
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

// Answers one question from the address at which it came in: that is in what is received beside it, and is sent back as it is. Without that
// a machine with several addresses would answer from one that wasn't asked. 0, or negative when the socket is broken.
static int answer(int fd)
{
	union {
		struct cmsghdr first;
		char room[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} beside;
	uint8_t question[NTP_PACKET], told[NTP_PACKET];
	struct sockaddr_storage from;
	struct iovec data = { question, sizeof question };
	struct msghdr m = {
		.msg_name = &from,
		.msg_namelen = sizeof from,
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &beside,
		.msg_controllen = sizeof beside,
	};
	ssize_t n = recvmsg(fd, &m, 0);
	uint64_t now = ntp_now();

	if (n < 0)
		return errno == EINTR ? 0 : -1;
	if (!ntp_tell(told, question, (size_t)n, now))
		return 0;
	data.iov_base = told;
	ntp_stamp(told, ntp_now());
	sendmsg(fd, &m, 0);
	return 0;
}

int main(int argc, char **argv)
{
	int port = argc == 2 ? atoi(argv[1]) : NTP_PORT;

	if (argc > 2 || port <= 0 || port > 65535) {
		fprintf(stderr, "usage: orion-timed [PORT]\n");
		return 2;
	}
	int fd = listen_on(port);

	if (fd < 0)
		return fail("its UDP port");
	if (!geteuid() && drop_to("ntp"))
		return fail("user ntp");
	while (!answer(fd))
		;
	return fail("receive");
}
