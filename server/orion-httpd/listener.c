// SPDX-License-Identifier: MIT
// From "80" to a listening socket.
#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

enum { BACKLOG = 512 };

static int wrong(const char *text)
{
	return fail(-E_CALL,
		"--listen %s: it must be PORT, ADDRESS:PORT or [ADDRESS]:PORT, in numbers", text);
}

int listener_parse(struct sockaddr_storage *ss, const char *text)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *four = (struct sockaddr_in *)ss;
	const char *colon = strrchr(text, ':');
	size_t n = colon ? (size_t)(colon - text) : 0;
	char address[INET6_ADDRSTRLEN + 2];
	uint64_t port;

	memset(ss, 0, sizeof *ss);
	if (text_number(&port, text_of(colon ? colon + 1 : text), 0, 65535, "port") ||
		n >= sizeof address)
		return wrong(text);
	memcpy(address, text, n);
	address[n] = 0;
	if (!colon || (n > 2 && *address == '[' && address[n - 1] == ']')) {
		if (n)
			address[n - 1] = 0;
		six->sin6_family = AF_INET6;
		six->sin6_port = htons((in_port_t)port);
		if (colon && inet_pton(AF_INET6, address + 1, &six->sin6_addr) != 1)
			return wrong(text);
		return sizeof *six;
	}
	four->sin_family = AF_INET;
	four->sin_port = htons((in_port_t)port);
	return inet_pton(AF_INET, address, &four->sin_addr) == 1 ? (int)sizeof *four : wrong(text);
}

// Without IPv6: 0.0.0.0 in the place of [::].
static int socket_for(struct sockaddr_storage *ss, socklen_t *n)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)ss;
	int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, fd = socket(ss->ss_family, type, 0);

	if (fd >= 0 || errno != EAFNOSUPPORT || !IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr))
		return fd;
	*(struct sockaddr_in *)ss = (struct sockaddr_in){ AF_INET, six->sin6_port, { 0 }, { 0 } };
	*n = sizeof(struct sockaddr_in);
	return socket(AF_INET, type, 0);
}

int listener_open(const char *text)
{
	struct sockaddr_storage ss;
	int size = listener_parse(&ss, text), no = 0, yes = 1;
	socklen_t n = (socklen_t)size;

	if (size < 0)
		return size;
	int fd = socket_for(&ss, &n);
	if (fd < 0)
		return fail(-errno, "--listen %s", text);
	if (ss.ss_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(fd, (struct sockaddr *)&ss, n) || listen(fd, BACKLOG)) {
		int rc = fail(-errno, "--listen %s", text);

		close(fd);
		return rc;
	}
	return fd;
}

void listener_name(char text[LISTENER_NAME], int fd)
{
	struct sockaddr_storage ss;
	const struct sockaddr_in *four = (struct sockaddr_in *)&ss;
	const struct sockaddr_in6 *six = (struct sockaddr_in6 *)&ss;
	char address[INET6_ADDRSTRLEN];
	socklen_t n = sizeof ss;

	*text = 0;
	if (getsockname(fd, (struct sockaddr *)&ss, &n))
		return;
	if (ss.ss_family == AF_INET && inet_ntop(AF_INET, &four->sin_addr, address, sizeof address))
		snprintf(text, LISTENER_NAME, "%s:%u", address, ntohs(four->sin_port));
	else if (inet_ntop(AF_INET6, &six->sin6_addr, address, sizeof address))
		snprintf(text, LISTENER_NAME, "[%s]:%u", address, ntohs(six->sin6_port));
}
