// SPDX-License-Identifier: MIT
// Files that say they are root images.
#include "erofs_walk.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

static int look(void *arg, const struct erofs_path *p)
{
	size_t *left = arg;

	return !p->type || !(*left)-- ? -1 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t left = 1000;
	int fd = memfd_create("image", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	erofs_walk(fd, 0, look, &left);
	close(fd);
	return 0;
}
