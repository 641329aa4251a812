// SPDX-License-Identifier: MIT
// Runs a fuzz target where there is no libFuzzer: usage: PROGRAM SECONDS [SEED-FILE]...
// Inputs are the seeds, changed at random, the same in each run; what dies leaves its input in PROGRAM.crash.
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	static const char special[] = "\0\377\n\r\t :,=/[]\"%0";
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
			p[(*n)++] = (uint8_t)special[chance(sizeof special)];
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

static char crash_file[512];
static const uint8_t *input;	// what is tried
static size_t input_size;

// What died leaves its input; called by the sanitizers.
static void keep_input(void)
{
	FILE *f = fopen(crash_file, "wb");

	if (!f || fwrite(input, 1, input_size, f) != input_size || fclose(f))
		fprintf(stderr, "cannot write %s\n", crash_file);
}

static void on_abort(int sig)
{
	(void)sig;
	keep_input();
}

static void try_one(size_t count)
{
	size_t seed = chance(count), n = seeds[seed].n;
	static uint8_t buf[INPUT_MAX];

	memcpy(buf, seeds[seed].data, n);
	for (uint64_t i = chance(8); i > 0; i--)
		change(buf, &n);
	uint8_t *exact = malloc(n ? n : 1);
	if (!exact)
		abort();
	memcpy(exact, buf, n);
	input = exact;
	input_size = n;
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

int main(int argc, char **argv)
{
	unsigned long runs = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: %s SECONDS [SEED-FILE]...\n", argv[0]);
		return 2;
	}
	snprintf(crash_file, sizeof crash_file, "%s.crash", argv[0]);
	unlink(crash_file);
	__sanitizer_set_death_callback(keep_input);
	signal(SIGABRT, on_abort);
	size_t count = load(argc, argv);
	time_t end = time(NULL) + atoi(argv[1]);
	do
		for (int i = 0; i < 1000; i++, runs++)
			try_one(count);
	while (time(NULL) < end);
	printf("%lu inputs\n", runs);
	return 0;
}
