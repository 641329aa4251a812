// SPDX-License-Identifier: MIT
// Fuzz target: a package, read to its end.
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "fuzz.h"
#include "opk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct arena a = { NULL };
	struct opk p;

	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	if (!opk_open(&p, &a, fd, "fuzz", NULL)) {
		opk_check(&p);
		opk_close(&p);
	}
	arena_free(&a);
	close(fd);
	return 0;
}
