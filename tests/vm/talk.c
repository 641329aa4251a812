// SPDX-License-Identifier: MIT
// Says something into a stream socket (a console or a monitor of a virtual machine) and
// prints what comes back until a pattern is in it.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char usage[] =
	"usage: talk [-s SECONDS] SOCKET TEXT REGEX\n"
	"Sends TEXT (with \\n, \\r, \\\\ and \\xHH), prints what is received up to the first match of\n"
	"REGEX (extended; ^ and $ are a line's). Gives up after SECONDS of silence (40).\n"
	"exit status: 0 seen, 1 not seen, 2 wrong call, 3 failed\n";

enum { ANSWER = 4 << 20, OVERLAP = 1024 };	// a match is shorter than OVERLAP

static int hex(char c)
{
	const char *digits = "0123456789abcdef", *p = c ? strchr(digits, c | 32) : NULL;

	return p ? (int)(p - digits) : -1;
}

// In place; the number of bytes, or -1.
static ssize_t unescape(char *s)
{
	char *out = s, *start = s;

	for (; *s; s++) {
		if (*s != '\\') {
			*out++ = *s;
			continue;
		}
		s++;
		if (*s == 'n') {
			*out++ = '\n';
		} else if (*s == 'r') {
			*out++ = '\r';
		} else if (*s == '\\') {
			*out++ = '\\';
		} else if (*s == 'x' && hex(s[1]) >= 0 && hex(s[2]) >= 0) {
			*out++ = (char)(hex(s[1]) * 16 + hex(s[2]));
			s += 2;
		} else {
			return -1;
		}
	}
	return out - start;
}

static int reach(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(a.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)))
		return -1;
	return fd;
}

// Appends what there is; false at the end of the stream. NUL bytes are left out.
static bool take(int fd, char *answer, size_t *have)
{
	char part[4096];
	ssize_t n = read(fd, part, sizeof(part));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	for (ssize_t i = 0; i < n && *have < ANSWER - 1; i++)
		if (part[i])
			answer[(*have)++] = part[i];
	answer[*have] = 0;
	return n > 0 && *have < ANSWER - 1;
}

static int converse(int fd, const char *text, size_t len, const regex_t *until, int silence_ms)
{
	static char answer[ANSWER];
	size_t have = 0, seen = 0;
	int rc = 1;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = (short)(POLLIN | (len ? POLLOUT : 0)) };
		if (poll(&p, 1, silence_ms) <= 0)
			break;
		if ((p.revents & POLLOUT) && len) {
			ssize_t n = send(fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT);
			text += n > 0 ? n : 0;
			len -= n > 0 ? (size_t)n : 0;
		}
		if ((p.revents & (POLLIN | POLLHUP | POLLERR)) && !take(fd, answer, &have))
			break;
		if (!len && !regexec(until, answer + seen, 0, NULL, seen ? REG_NOTBOL : 0)) {
			rc = 0;
			break;
		}
		seen = have > OVERLAP ? have - OVERLAP : 0;
	}
	fputs(answer, stdout);
	return fflush(stdout) ? 3 : rc;
}

int main(int argc, char **argv)
{
	double silence = 40;
	static regex_t until;

	for (int c; (c = getopt(argc, argv, "+s:h")) != -1;) {
		switch (c) {
		case 's': silence = atof(optarg); break;
		case 'h': return fputs(usage, stdout) < 0 || fflush(stdout) ? 3 : 0;
		default: return fputs(usage, stderr), 2;
		}
	}
	if (argc - optind != 3 || silence <= 0 || silence > 100000)
		return fputs(usage, stderr), 2;
	char *text = argv[optind + 1];
	ssize_t len = unescape(text);
	if (len < 0 || regcomp(&until, argv[optind + 2], REG_EXTENDED | REG_NOSUB | REG_NEWLINE))
		return fprintf(stderr, "talk: bad text or pattern: %s %s\n", text,
			       argv[optind + 2]),
		       2;
	int fd = reach(argv[optind]);
	if (fd < 0)
		return fprintf(stderr, "talk: connect %s: %s\n", argv[optind], strerror(errno)), 3;
	return converse(fd, text, (size_t)len, &until, (int)(silence * 1000));
}
