// SPDX-License-Identifier: MIT
// usage: stall [-c] FILE: reads the file over and over, 64 KB at a time, until SIGTERM; past the cache, or with -c through it, from
// which the piece is taken away before. At SIGUSR1, and at the end, prints what was since the last time: reads, errors, and the longest that
// a read took, in milliseconds.
//        stall -w FILE TEXT SECONDS: waits until the file's line is this; 1 and what it is when it isn't by then. (No other program
// starts on a node whose root has no server.)
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
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

// One read; at the file's end the next begins anew. Of a file that isn't read through the cache there is nothing to take away.
static void read_one(int fd, char *buf, off_t *at, struct seen *s)
{
	posix_fadvise(fd, *at, SIZE, POSIX_FADV_DONTNEED);
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

static int wait_for(const char *file, const char *text, const char *seconds)
{
	struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	double end = now_ms() + atof(seconds) * 1e3;
	char line[128];

	do {
		FILE *f = fopen(file, "r");
		if (!f || !fgets(line, sizeof line, f))
			*line = 0;
		if (f)
			fclose(f);
		line[strcspn(line, "\n")] = 0;
		if (!strcmp(line, text))
			return 0;
		nanosleep(&pause, NULL);
	} while (now_ms() < end);
	puts(line);
	return 1;
}

int main(int argc, char **argv)
{
	// No SA_RESTART is needed: reads of a file are not interrupted.
	struct sigaction act = { .sa_handler = on_signal };
	struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000 };
	struct seen seen = { 0 };
	char *buf = NULL;
	off_t at = 0;

	if (argc == 5 && !strcmp(argv[1], "-w"))
		return wait_for(argv[2], argv[3], argv[4]);
	bool cached = argc > 1 && !strcmp(argv[1], "-c");
	if (argc != 2 + cached) {
		fprintf(stderr, "usage: stall [-c] FILE\n       stall -w FILE TEXT SECONDS\n");
		return 2;
	}
	const char *file = argv[1 + cached];
	sigaction(SIGUSR1, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	int fd = open(file, O_RDONLY | (cached ? 0 : O_DIRECT));
	if (fd < 0 || !(buf = aligned_alloc(4096, SIZE)) || mlockall(MCL_CURRENT | MCL_FUTURE)) {
		fprintf(stderr, "stall: %s: %s\n", file, strerror(errno));
		return 3;
	}
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM); // no more than what is asked for
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
