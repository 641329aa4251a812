// SPDX-License-Identifier: MIT
// Fuzz target: mktar's manifest. An archive that it calls good has sound headers and the sizes of the manifest.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static FILE *content(void);

// The program as it is; the files that it packs all have the same 600 bytes.
#define main mktar_main
#define fopen(path, mode) ((void)(path), content())
#include "../../toolchain/host-mktar/mktar.c"
#undef fopen
#undef main

static char body[600];

static FILE *content(void)
{
	return fmemopen(body, sizeof body, "rb");
}

static unsigned long octal(const char *field, size_t n)
{
	char text[16] = { 0 };

	memcpy(text, field, n);
	return strtoul(text, NULL, 8);
}

static void check_header(const char *h, const struct entry *e)
{
	unsigned int sum = 8 * ' ';

	for (size_t i = 0; i < 512; i++)
		sum += i < 148 || i > 155 ? (unsigned char)h[i] : 0;
	if (octal(h + 148, 6) != sum || memcmp(h + 257, "ustar\00000", 8))
		abort();
	if (octal(h + 124, 12) != e->size)
		abort();
}

// Walks the archive beside the manifest that it was made from.
static void check_archive(const char *at, size_t n, const char *manifest, size_t size)
{
	FILE *in = size ? fmemopen((void *)(uintptr_t)manifest, size, "r") : NULL;
	const char *end = at + n;
	char line[4096];
	struct entry e;

	while (in && fgets(line, sizeof line, in)) {
		if (parse(line, &e) < 0 || end - at < 512)
			abort();
		check_header(at, &e);
		at += 512 + (e.size + 511) / 512 * 512;
	}
	if (in)
		fclose(in);
	if (end - at != 1024)
		abort();
	for (; at < end; at++)
		if (*at)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	FILE *in = stdin, *out = stdout, *err = stderr;
	char *archive, *argv[] = { "mktar", "0", "DIR", NULL };
	size_t size;

	if (memchr(data, 0, n))	// no shell writes such a manifest, and fgets can't tell
		return 0;
	stdin = n ? fmemopen((void *)(uintptr_t)data, n, "r") : fopen("/dev/null", "r");
	stdout = open_memstream(&archive, &size);
	stderr = fopen("/dev/null", "w");
	int rc = mktar_main(3, argv);
	fclose(stdin);
	fclose(stdout);
	fclose(stderr);
	stdin = in, stdout = out, stderr = err;
	if (!rc)
		check_archive(archive, size, (const char *)data, n);
	free(archive);
	return 0;
}
