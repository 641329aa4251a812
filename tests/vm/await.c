// SPDX-License-Identifier: MIT
// Waits for a line in a growing file. The limit is on silence: as long as the file (or one
// named by -w) grows, the machine behind it is alive and the wait goes on.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <regex.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
	"usage: await [-s SECONDS] [-l SECONDS] [-p PID] [-o OFFSET] [-x REGEX] [-w FILE]... FILE REGEX\n"
	"Prints the first line of FILE that matches REGEX (extended) once it is there.\n"
	"  -s  give up after so many seconds without growth (40)     -l  give up in any case (900)\n"
	"  -p  give up when this process is gone                     -o  begin at this byte of FILE\n"
	"  -x  give up at a line that matches this                   -w  growth of this file counts too\n"
	"exit status: 0 seen, 1 not seen (standard error says why), 2 wrong call, 3 failed\n";

enum { WATCHED = 8, LINE = 8192 };

struct wait {
	const char *file, *bad, *good;
	regex_t good_re, bad_re;
	const char *watched[WATCHED];
	off_t sizes[WATCHED];
	int nwatched;
	double silence, limit;
	pid_t pid;
	FILE *in;
	char line[LINE];
	size_t have;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool grown(struct wait *w)
{
	bool any = false;
	struct stat st;

	for (int i = 0; i < w->nwatched; i++) {
		if (!stat(w->watched[i], &st) && st.st_size != w->sizes[i]) {
			w->sizes[i] = st.st_size;
			any = true;
		}
	}
	return any;
}

// 0 go on, 1 the line is it, -1 it is the bad one.
static int judge(struct wait *w)
{
	w->line[w->have] = 0;
	if (!regexec(&w->good_re, w->line, 0, NULL, 0))
		return 1;
	return w->bad && !regexec(&w->bad_re, w->line, 0, NULL, 0) ? -1 : 0;
}

// Reads what is new. A bad line counts only when whole, a good one as soon as it matches.
static int look(struct wait *w)
{
	if (!w->in && !(w->in = fopen(w->file, "re")))
		return 0;
	clearerr(w->in);
	for (int c; (c = getc(w->in)) != EOF;) {
		if (c == '\n' || w->have == LINE - 1) {
			int rc = judge(w);
			if (rc)
				return rc;
			w->have = 0;
		}
		if (c != '\n' && c != '\r' && c)
			w->line[w->have++] = (char)c;
	}
	w->line[w->have] = 0;
	return w->have && !regexec(&w->good_re, w->line, 0, NULL, 0);
}

// A process that has ended and was not yet waited for is gone, too.
static bool alive(pid_t pid)
{
	char path[40], stat_line[256];

	if (!pid)
		return true;
	snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return false;
	stat_line[fread(stat_line, 1, sizeof(stat_line) - 1, f)] = 0;
	fclose(f);
	const char *state = strrchr(stat_line, ')');
	return state && state[1] && state[2] != 'Z' && state[2] != 'X';
}

static int gave_up(struct wait *w, const char *why)
{
	fprintf(stderr, "await: %s: %s while waiting for: %s\n", w->file, why, w->good);
	return 1;
}

static int await(struct wait *w)
{
	double start = now(), last = start;
	bool lives = true;

	for (;;) {
		int rc = look(w);
		if (rc > 0)
			return puts(w->line) < 0 || fflush(stdout) ? 3 : 0;
		if (rc < 0)
			return gave_up(w, w->line);
		if (!lives)
			return gave_up(w, "the machine is gone");
		lives = alive(w->pid);
		if (grown(w))
			last = now();
		if (now() - last > w->silence)
			return gave_up(w, "silence");
		if (now() - start > w->limit)
			return gave_up(w, "the time is up");
		poll(NULL, 0, 30);
	}
}

static double seconds(const char *s)
{
	char *end;
	double v = strtod(s, &end);

	if (*s && !*end && v >= 0 && v < 1e6)
		return v;
	fprintf(stderr, "await: not a number of seconds: %s\n", s);
	exit(2);
}

int main(int argc, char **argv)
{
	static struct wait w = { .silence = 40, .limit = 900 };
	long offset = 0;

	for (int c; (c = getopt(argc, argv, "+s:l:p:o:x:w:h")) != -1;) {
		switch (c) {
		case 's': w.silence = seconds(optarg); break;
		case 'l': w.limit = seconds(optarg); break;
		case 'p': w.pid = (pid_t)atol(optarg); break;
		case 'o': offset = atol(optarg); break;
		case 'x': w.bad = optarg; break;
		case 'w':
			if (w.nwatched < WATCHED - 1)
				w.watched[w.nwatched++] = optarg;
			break;
		case 'h': return fputs(usage, stdout) < 0 || fflush(stdout) ? 3 : 0;
		default: return fputs(usage, stderr), 2;
		}
	}
	if (argc - optind != 2)
		return fputs(usage, stderr), 2;
	w.file = w.watched[w.nwatched++] = argv[optind];
	w.good = argv[optind + 1];
	if (regcomp(&w.good_re, w.good, REG_EXTENDED | REG_NOSUB) ||
	    (w.bad && regcomp(&w.bad_re, w.bad, REG_EXTENDED | REG_NOSUB)))
		return fprintf(stderr, "await: not a regular expression: %s %s\n", w.good,
			       w.bad ? w.bad : ""),
		       2;
	w.in = fopen(w.file, "re");
	if (w.in && offset && fseek(w.in, offset, SEEK_SET))
		return fprintf(stderr, "await: %s: %s\n", w.file, strerror(errno)), 3;
	return await(&w);
}
