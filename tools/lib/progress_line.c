// SPDX-License-Identifier: MIT
// Drawing how far long work is.
#include "progress_line.h"

#include <inttypes.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"
#include "stop.h"

enum {
	PATIENCE = 500,	// ms until something is drawn
	PAUSE = 100,	// ms between two drawings
	WIDTH = 80,	// of a terminal that doesn't say it
	WIDTH_MAX = 200,
	BAR_MIN = 8,
	BAR_MAX = 40,
};

#define ERASE "\r\033[K"

static const char *const words[PROGRESS_PHASES] = {
	[PROGRESS_FETCH] = "fetching",
	[PROGRESS_CHECK] = "checking",
	[PROGRESS_UNPACK] = "unpacking",
	[PROGRESS_APPLY] = "putting into place",
	[PROGRESS_PACK] = "packing",
	[PROGRESS_COMPRESS] = "compressing",
	[PROGRESS_IMAGE] = "writing the image",
	[PROGRESS_COPY] = "copying",
};

// --- its text

static unsigned percent(const struct progress *p)
{
	return p->done < p->total ? (unsigned)((double)p->done * 100 / (double)p->total) : 100;
}

// How much, behind the bar.
static void amount(char *to, size_t size, const struct progress *p)
{
	uint64_t done = p->total && p->done > p->total ? p->total : p->done;

	if (!p->total && !done)
		*to = 0;
	else if (!p->total)
		snprintf(to, size, " %.1f MB", (double)done / 1e6);
	else if (p->phase == PROGRESS_APPLY)
		snprintf(to, size, " %3u %%  %" PRIu64 " of %" PRIu64, percent(p), done, p->total);
	else
		snprintf(to, size, " %3u %%  %.1f of %.1f MB", percent(p), (double)done / 1e6,
			(double)p->total / 1e6);
}

static void bar(char *to, size_t columns, const struct progress *p)
{
	size_t full = (columns - 2) * percent(p) / 100;

	*to = '[';
	memset(to + 1, '#', full);
	memset(to + 1 + full, '-', columns - 2 - full);
	to[columns - 1] = ']';
	to[columns] = 0;
}

void progress_line_text(char *to, size_t size, size_t width, const struct progress *p)
{
	const char *word = words[p->phase];
	char behind[80], drawn[BAR_MAX + 1] = "";

	amount(behind, sizeof behind, p);
	if (width > size)
		width = size;
	size_t used = strlen(word) + strlen(behind) + 2;	// with a blank, and the last column
	if (p->total && width >= used + BAR_MIN)
		bar(drawn, width - used < BAR_MAX ? width - used : BAR_MAX, p);
	else if (p->total && width < used)
		snprintf(behind, sizeof behind, " %3u %%", percent(p));
	snprintf(to, width, "%s%s%s%s", word, *drawn ? " " : "", drawn, behind);
}

// --- on the terminal

static volatile sig_atomic_t shown;
static int64_t started, drawn_last;	// ms

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static size_t columns(void)
{
	struct winsize w;

	return !ioctl(STDERR_FILENO, TIOCGWINSZ, &w) && w.ws_col ? w.ws_col : WIDTH;
}

// What a terminal doesn't take is no failure of the work.
static void put(const char *s, size_t n)
{
	if (write(STDERR_FILENO, s, n) < 0)
		return;
}

// A signal's handler may call it.
void progress_line_erase(void)
{
	if (!shown)
		return;
	put(ERASE, sizeof ERASE - 1);
	shown = 0;
}

static void draw(const struct progress *p)
{
	char line[WIDTH_MAX + sizeof ERASE] = "\r";

	progress_line_text(line + 1, WIDTH_MAX, columns(), p);
	strcat(line, "\033[K");
	shown = 1;
	put(line, strlen(line));
}

static void watch(const struct progress *p)
{
	if (!p) {
		progress_line_erase();
		return;
	}
	int64_t t = now();
	if (t - started < PATIENCE || t - drawn_last < PAUSE)
		return;
	drawn_last = t;
	draw(p);
}

void progress_line_start(void)
{
	const char *term = getenv("TERM");

	if (!isatty(STDERR_FILENO) || !term || !*term || !strcmp(term, "dumb"))
		return;
	started = now();
	stop_tidily(progress_line_erase);
	progress_watch(watch);
}
