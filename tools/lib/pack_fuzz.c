// SPDX-License-Identifier: MIT
// Fuzz target: a description. What it makes of an empty directory is a package that reads well.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "fuzz.h"
#include "manifest.h"
#include "opk.h"
#include "pack.h"

static int empty_dir(void)
{
	char name[] = "/tmp/orion-fuzz.XXXXXX";

	if (!mkdtemp(name))
		abort();
	int fd = open(name, O_RDONLY | O_DIRECTORY);
	rmdir(name);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static int dir = -1;
	struct arena a = { NULL };
	struct manifest m;
	struct opk p;
	int out = memfd_create("fuzz", MFD_CLOEXEC);

	if (dir < 0)
		dir = empty_dir();
	if (!pack(&a, dir, (struct text){ (const char *)data, n }, out, &m)) {
		if (opk_open(&p, &a, out, "fuzz", NULL) || opk_check(&p))
			abort();
		opk_close(&p);
	}
	arena_free(&a);
	close(out);
	return 0;
}
