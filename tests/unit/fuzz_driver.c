// SPDX-License-Identifier: MIT
// Runs a fuzz target where there is no libFuzzer: usage: PROGRAM SECONDS [SEED-FILE]...
// Inputs are the seeds, changed at random; a crash leaves its input in PROGRAM.crash.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"

enum { INPUT_MAX = 4096, SEEDS_MAX = 64 };

static struct {
	size_t n;
	uint8_t data[INPUT_MAX];
} seeds[SEEDS_MAX + 1];	// the first is empty

static uint64_t state = 88172645463325252u;

// Marsaglia's xorshift: the same inputs in each run.
static uint64_t chance(uint64_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

static void change(uint8_t *p, size_t *n)
{
	size_t at = *n ? chance(*n) : 0, len = chance(16) + 1;

	switch (chance(5)) {
	case 0:
		if (*n)
			p[at] ^= (uint8_t)(1 << chance(8));
		break;
	case 1:
		if (*n)
			p[at] = (uint8_t)chance(256);
		break;
	case 2: *n = at; break;
	case 3:	// a piece again, elsewhere
		if (*n + len <= INPUT_MAX && at + len <= *n) {
			size_t to = chance(*n);

			memmove(p + to + len, p + to, *n - to);
			memmove(p + to, p + at, len);
			*n += len;
		}
		break;
	case 4:	// bytes that mean something to parsers
		if (*n < INPUT_MAX)
			p[(*n)++] = (uint8_t) "\0\377\n\r\t :,=/[]\"%0"[chance(16)];
	}
}

static size_t load(int argc, char **argv)
{
	size_t count = 1;

	for (int i = 2; i < argc && count <= SEEDS_MAX; i++) {
		FILE *f = fopen(argv[i], "rb");

		if (!f)
			continue;
		seeds[count].n = fread(seeds[count].data, 1, INPUT_MAX, f);
		fclose(f);
		count++;
	}
	return count;
}

// The input that is tried stands in a file: it is there after a crash.
static uint8_t *crash_file(const char *program)
{
	char path[512];

	snprintf(path, sizeof path, "%s.crash", program);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (fd < 0 || ftruncate(fd, INPUT_MAX))
		return NULL;
	uint8_t *p = mmap(NULL, INPUT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return p == MAP_FAILED ? NULL : p;
}

static void try_one(uint8_t *keep, size_t count)
{
	size_t seed = chance(count), n = seeds[seed].n;
	static uint8_t buf[INPUT_MAX];

	memcpy(buf, seeds[seed].data, n);
	for (uint64_t i = chance(8); i > 0; i--)
		change(buf, &n);
	memcpy(keep, buf, n);
	uint8_t *exact = malloc(n ? n : 1);
	memcpy(exact, buf, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

int main(int argc, char **argv)
{
	uint8_t *keep = argc > 1 ? crash_file(argv[0]) : NULL;
	unsigned long runs = 0;

	if (!keep) {
		fprintf(stderr, "usage: %s SECONDS [SEED-FILE]...\n", argv[0]);
		return 2;
	}
	size_t count = load(argc, argv);
	time_t end = time(NULL) + atoi(argv[1]);
	do
		for (int i = 0; i < 1000; i++, runs++)
			try_one(keep, count);
	while (time(NULL) < end);
	printf("%lu inputs\n", runs);
	char path[512];
	snprintf(path, sizeof path, "%s.crash", argv[0]);
	unlink(path);
	return 0;
}
