// SPDX-License-Identifier: MIT
// Says something into a stream socket (a console or a monitor of a virtual machine) and
// prints what comes back until a pattern is in it.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
	"usage: talk [-r MILLISECONDS] [-s SECONDS] SOCKET TEXT REGEX\n"
	"Sends TEXT (with \\n, \\r, \\\\ and \\xHH), with -r over and over, prints what is received up to the\n"
	"first match of REGEX (extended; ^ and $ are a line's). Gives up after SECONDS of silence (40).\n"
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

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

// With again_ms the text is sent each time that so much has passed.
static int converse(int fd, const char *whole, size_t length, const regex_t *until, int silence_ms,
	int again_ms)
{
	static char answer[ANSWER];
	const char *text = whole;
	size_t len = length, have = 0, seen = 0;
	int64_t sent = now_ms(), heard = sent;
	int rc = 1;

	for (;;) {
		struct pollfd p = { .fd = fd, .events = (short)(POLLIN | (len ? POLLOUT : 0)) };
		int ready = poll(&p, 1, again_ms ? again_ms : silence_ms);
		int64_t now = now_ms();

		heard = p.revents & POLLIN ? now : heard;
		if (ready < 0 || (!ready && now - heard >= silence_ms))
			break;
		if (again_ms && !len && now - sent >= again_ms) {
			text = whole;
			len = length;
			sent = now;
		}
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
	int again_ms = 0;
	static regex_t until;

	for (int c; (c = getopt(argc, argv, "+r:s:h")) != -1;) {
		switch (c) {
		case 'r': again_ms = atoi(optarg); break;
		case 's': silence = atof(optarg); break;
		case 'h': return fputs(usage, stdout) < 0 || fflush(stdout) ? 3 : 0;
		default: return fputs(usage, stderr), 2;
		}
	}
	if (argc - optind != 3 || silence <= 0 || silence > 100000 || again_ms < 0)
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
	return converse(fd, text, (size_t)len, &until, (int)(silence * 1000), again_ms);
}
