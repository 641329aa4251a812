// SPDX-License-Identifier: MIT
// Files that say they are bundles.
#include "bundle_file.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct bundle_file b;
	int fd = memfd_create("bundle", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	if (!bundle_open(&b, &a, fd, NULL)) {
		struct text part;

		bundle_check(&b);
		bundle_load(&b, &a, "wish", 1 << 16, &part);
	}
	bundle_parse(&b, t);
	close(fd);
	arena_free(&a);
	return 0;
}
