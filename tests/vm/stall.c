// SPDX-License-Identifier: MIT
// usage: stall FILE: reads the file over and over, 64 KB at a time and past the cache, until SIGTERM. At SIGUSR1, and at
// the end, prints what was since the last time: reads, errors, and the longest that a read took, in milliseconds.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 65536, PAUSE_MS = 5 };

static volatile sig_atomic_t report, end;

static void on_signal(int sig)
{
	report = 1;
	end |= sig == SIGTERM;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct seen {
	unsigned long reads, errors;
	double longest;
};

// One read; at the file's end the next begins anew.
static void read_one(int fd, char *buf, off_t *at, struct seen *s)
{
	double start = now_ms();
	ssize_t n = pread(fd, buf, SIZE, *at);
	double took = now_ms() - start;

	*at = n == SIZE ? *at + SIZE : 0;
	s->reads++;
	if (n < 0) {
		s->errors++;
		fprintf(stderr, "stall: %s\n", strerror(errno));
	}
	if (took > s->longest)
		s->longest = took;
}

static void print(struct seen *s)
{
	printf("%lu %lu %.0f\n", s->reads, s->errors, s->longest);
	fflush(stdout);
	memset(s, 0, sizeof *s);
}

int main(int argc, char **argv)
{
	// No SA_RESTART is needed: reads of a file are not interrupted.
	struct sigaction act = { .sa_handler = on_signal };
	struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	struct seen seen = { 0 };
	char *buf = NULL;
	off_t at = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: stall FILE\n");
		return 2;
	}
	int fd = open(argv[1], O_RDONLY | O_DIRECT);
	if (fd < 0 || !(buf = aligned_alloc(4096, SIZE)) || mlockall(MCL_CURRENT | MCL_FUTURE)) {
		fprintf(stderr, "stall: %s: %s\n", argv[1], strerror(errno));
		return 3;
	}
	sigaction(SIGUSR1, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	while (!end) {
		read_one(fd, buf, &at, &seen);
		nanosleep(&pause, NULL);
		if (report) {
			report = 0;
			print(&seen);
		}
	}
	return 0;
}
