// SPDX-License-Identifier: MIT
// usage: synthetic DIR [PACKAGES FILES]: makes DIR/pNNN/ and DIR/pNNN.txt, trees and descriptions for `orion-pkg pack`: by default 100
// packages of 200 files, 281 MB in all. Of the files 70 % have 0.5 to 4 KB, 25 % 4 to 40 KB, 5 % 0.1 to 1 MB, most of these near the
// lower end. A third of the large ones doesn't compress, the rest is words. The same each time.
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS = 4096, PER_DIRECTORY = 10, LARGEST = 1 << 20 };

static uint64_t state = 88172645463325252u;
static char words[WORDS][12];

// Marsaglia's xorshift.
static uint64_t chance(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

static double fraction(void)
{
	return (double)chance(1 << 30) / (1 << 30);
}

static void die(const char *what)
{
	fprintf(stderr, "synthetic: %s: %s\n", what, strerror(errno));
	exit(3);
}

static void make_words(void)
{
	for (int i = 0; i < WORDS; i++)
		for (uint64_t n = 2 + chance(9), k = 0; k < n; k++)
			words[i][k] = (char)('a' + chance(26));
}

static size_t size_of_next(void)
{
	uint64_t kind = chance(100);

	if (kind < 70)
		return (size_t)(512 * pow(8, fraction()));
	if (kind < 95)
		return (size_t)(4096 * pow(10, fraction()));
	return (size_t)(104858 * pow(10, pow(fraction(), 5.3)));
}

static void fill(char *data, size_t n)
{
	if (n > 100000 && !chance(3)) {
		for (size_t i = 0; i < n; i++)
			data[i] = (char)chance(256);
		return;
	}
	for (size_t i = 0; i < n;) {
		const char *word = words[chance(WORDS)];

		for (; *word && i < n; i++)
			data[i] = *word++;
		if (i < n)
			data[i++] = chance(12) ? ' ' : '\n';
	}
}

static void write_file(const char *path)
{
	static char data[LARGEST + 1024];
	size_t n = size_of_next();
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	fill(data, n);
	if (fd < 0 || write(fd, data, n) != (ssize_t)n || close(fd))
		die(path);
}

static void make_dir(const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		die(path);
}

static void make_tree(const char *top, int number, int files)
{
	char path[4096];

	for (const char *dir = "usr\0usr/lib\0"; *dir; dir += strlen(dir) + 1) {
		snprintf(path, sizeof path, "%s/%s", top, dir);
		make_dir(path);
	}
	snprintf(path, sizeof path, "%s/usr/lib/p%03d", top, number);
	make_dir(path);
	for (int i = 0; i < files; i++) {
		int n = snprintf(path, sizeof path, "%s/usr/lib/p%03d/part-%d", top, number,
			i / PER_DIRECTORY);

		if (i % PER_DIRECTORY == 0)
			make_dir(path);
		snprintf(path + n, sizeof path - (size_t)n, "/%s-%d", words[chance(WORDS)], i);
		write_file(path);
	}
}

static void describe(const char *path, int number)
{
	FILE *f = fopen(path, "w");

	if (!f)
		die(path);
	fprintf(f,
		"name\tp%03d\nversion\t1.0-r0\narch\tx86_64\nsummary\tA synthetic package\nlicense\tMIT\n"
		"origin\tp\ndate\t1700000000\n",
		number);
	if (fclose(f))
		die(path);
}

int main(int argc, char **argv)
{
	int packages = argc == 4 ? atoi(argv[2]) : 100, files = argc == 4 ? atoi(argv[3]) : 200;
	char path[4000];

	if ((argc != 2 && argc != 4) || packages < 1 || packages > 1000 || files < 1) {
		fprintf(stderr, "usage: synthetic DIR [PACKAGES FILES]\n");
		return 2;
	}
	make_words();
	make_dir(argv[1]);
	for (int i = 0; i < packages; i++) {
		snprintf(path, sizeof path, "%s/p%03d", argv[1], i);
		make_dir(path);
		make_tree(path, i, files);
		snprintf(path, sizeof path, "%s/p%03d.txt", argv[1], i);
		describe(path, i);
	}
	return 0;
}
