// SPDX-License-Identifier: MIT
// Clients that take their time. usage: hold [-f FIRST] [-s SOURCES] [-u] PORT N TEXT MILLISECONDS SECONDS: opens N connections to 127.0.0.1, sends
// FIRST at once, then a byte of TEXT on each every so many milliseconds, and waits until all are closed by the other side, or for so many seconds.
// -s: they come from 127.0.0.1, 127.0.0.2 ... by turns, so many. -u: nothing that comes is read as long as it waits.
// Prints "open N" when they stand, then "closed N after S s". 0 when all were closed, else 1.
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int dial(int port, const char *first, int source)
{
	struct sockaddr_in from = { AF_INET, 0, { htonl(INADDR_LOOPBACK + (in_addr_t)source) },
		{ 0 } };
	struct sockaddr_in to = { AF_INET, htons((in_port_t)port), { htonl(INADDR_LOOPBACK) },
		{ 0 } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&from, sizeof from) ||
		connect(fd, (struct sockaddr *)&to, sizeof to) ||
		send(fd, first, strlen(first), MSG_NOSIGNAL) < 0) {
		perror("hold");
		exit(3);
	}
	return fd;
}

// Reads what came; true at the end of it.
static int ended(int fd)
{
	char data[4096];
	ssize_t n = recv(fd, data, sizeof data, MSG_DONTWAIT);

	return !n || (n < 0 && errno != EAGAIN);
}

static int usage(void)
{
	fprintf(stderr,
		"usage: hold [-f FIRST] [-s SOURCES] [-u] PORT N TEXT MILLISECONDS SECONDS\n");
	return 2;
}

int main(int argc, char **argv)
{
	const char *first = "";
	short events = POLLIN;
	int c, sources = 1;

	while ((c = getopt(argc, argv, "f:s:u")) != -1) {
		if (c == 'f')
			first = optarg;
		else if (c == 's')
			sources = atoi(optarg);
		else if (c == 'u')
			events = 0;
		else
			return usage();
	}
	argv += optind;
	if (argc - optind != 5)
		return usage();
	int n = atoi(argv[1]), every = atoi(argv[3]), closed = 0;
	const char *text = argv[2];
	size_t sent = 0;
	double start = now(), next = start;
	struct pollfd *p = calloc((size_t)n, sizeof *p);

	if (!p)
		return 3;
	for (int i = 0; i < n; i++)
		p[i] = (struct pollfd){ .fd = dial(atoi(argv[0]), first, i % sources),
			.events = events };
	printf("open %d\n", n);
	fflush(stdout);
	while (closed < n && now() - start < atof(argv[4])) {
		if (text[sent] && now() >= next) {
			for (int i = 0; i < n; i++)
				if (p[i].fd >= 0)
					send(p[i].fd, text + sent, 1, MSG_NOSIGNAL);
			sent++;
			next += every / 1e3;
		}
		poll(p, (nfds_t)n, every < 100 ? every : 100);
		for (int i = 0; i < n; i++)
			if (p[i].fd >= 0 && p[i].revents && ended(p[i].fd)) {
				close(p[i].fd);
				p[i].fd = -1;
				closed++;
			}
	}
	printf("closed %d after %.1f s\n", closed, now() - start);
	return closed != n;
}
