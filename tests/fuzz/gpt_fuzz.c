// SPDX-License-Identifier: MIT
// Fuzz target: gpt's list of partitions. None that it takes ends behind the disk.
#include "fuzz.h"

#define main gpt_main
#include "../../toolchain/host-gpt/gpt.c"
#undef main

enum { LAST = 100000 };

static uint64_t get64(const unsigned char *p)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | p[i];
	return v;
}

static void check_entries(const unsigned char *table)
{
	for (int i = 0; i < ENTRIES; i++) {
		uint64_t first = get64(table + i * ENTRY_SIZE + 32),
			 last = get64(table + i * ENTRY_SIZE + 40);

		if (first && (first < 2 + TABLE_SECTORS || last > LAST))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static unsigned char table[ENTRIES * ENTRY_SIZE];
	FILE *in = stdin;

	if (!n)
		return 0;
	memset(table, 0, sizeof table);
	stdin = fmemopen((void *)(uintptr_t)data, n, "r");
	if (!read_entries(table, LAST))
		check_entries(table);
	fclose(stdin);
	stdin = in;
	return 0;
}
