// SPDX-License-Identifier: MIT
// Tests of log.c: cases in a table, a failure names the case's line.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static int failed;

static void check(int ok, int line, const char *what)
{
	if (ok)
		return;
	printf("log-test.c:%d: %s\n", line, what);
	failed++;
}

static const struct line_case {
	int line;
	size_t size, n;
	const char *in, *out;
} lines[] = {
	{ __LINE__, 64, 9, "<13>hello", "hello" },
	{ __LINE__, 64, 5, "hello", "hello" },
	{ __LINE__, 64, 7, "hello\r\n", "hello" },
	{ __LINE__, 64, 6, "<1234>", "<1234>" },
	{ __LINE__, 64, 3, "<>a", "<>a" },
	{ __LINE__, 64, 4, "<12a", "<12a" },
	{ __LINE__, 64, 4, "<12>", "" },
	{ __LINE__, 64, 0, "", "" },
	{ __LINE__, 64, 4, "a\x1b[m", "a\\x1b[m" },
	{ __LINE__, 64, 3, "a\0b", "a\\x00b" },
	{ __LINE__, 64, 3, "a\nb", "a\\x0ab" },
	{ __LINE__, 64, 2, "a\\", "a\\x5c" },
	{ __LINE__, 64, 2, "\xc3\xa9", "\\xc3\\xa9" },
	{ __LINE__, 4, 5, "hello", "hel" },
	{ __LINE__, 5, 3, "a\nb", "a" },
	{ __LINE__, 1, 3, "abc", "" },
};

static const struct marker_case {
	int line;
	const char *in, *out;
} markers[] = {
	{ __LINE__, "Jan  1 00:00:00 n1 user.notice orion: ready n1 node@0123 in 2.100 s",
		"orion: ready n1 node@0123 in 2.100 s" },
	{ __LINE__, "orion: E-ROOT: x", "orion: E-ROOT: x" },
	{ __LINE__, "orion: hello", NULL },
	{ __LINE__, "", NULL },
};

static long size_of(int dir, const char *name)
{
	struct stat st;

	return fstatat(dir, name, &st, 0) ? -1 : (long)st.st_size;
}

static void append(void)
{
	char path[] = "/tmp/log-test-XXXXXX", long_line[5000];
	int dir = mkdtemp(path) ? open(path, O_RDONLY | O_DIRECTORY) : -1;

	check(dir >= 0, __LINE__, "temporary directory");
	check(!log_append(dir, "a", "123456789", 20, 2), __LINE__, "first line");
	check(!log_append(dir, "a", "123456789", 20, 2), __LINE__, "second line");
	check(size_of(dir, "a") == 20, __LINE__, "two lines in one file");
	check(!log_append(dir, "a", "1", 20, 2), __LINE__, "third line");
	check(size_of(dir, "a") == 2 && size_of(dir, "a.1") == 20, __LINE__,
		"rotated at the limit");
	check(log_append(dir, "b", "1", 20, 2) == -ENOSPC, __LINE__, "no third file");
	check(!log_append(dir, "b", "1", 20, 3), __LINE__, "a third file");
	check(!symlinkat("a", dir, "l") && log_append(dir, "l", "1", 20, 9) == -ELOOP, __LINE__,
		"symlink");
	memset(long_line, 'x', sizeof long_line - 1);
	long_line[sizeof long_line - 1] = '\0';
	check(log_append(dir, "b", long_line, 20, 3) == -EMSGSIZE, __LINE__, "line too long");
	unlinkat(dir, "a", 0);
	unlinkat(dir, "a.1", 0);
	unlinkat(dir, "b", 0);
	unlinkat(dir, "l", 0);
	close(dir);
	check(!rmdir(path), __LINE__, "nothing else was made");
}

int main(void)
{
	char out[64];

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		size_t n = log_line(out, lines[i].size, lines[i].in, lines[i].n);

		check(!strcmp(out, lines[i].out) && n == strlen(out), lines[i].line, out);
	}
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++) {
		const char *at = log_marker(markers[i].in);

		check(markers[i].out ? at && !strcmp(at, markers[i].out) : !at, markers[i].line,
			markers[i].in);
	}
	append();
	if (!failed)
		printf("log-test: passed\n");
	return failed ? 1 : 0;
}
