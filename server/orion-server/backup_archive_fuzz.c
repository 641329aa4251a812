// SPDX-License-Identifier: MIT
// Any bytes as a backup: what is taken has the paths and contents that its list says.
#include "backup_archive.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "fuzz.h"
#include "path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd = memfd_create("backup", MFD_CLOEXEC);
	struct arena a = { NULL };
	struct backup_archive x;
	struct backup_list l;

	if (fd < 0 || write(fd, data, n) != (ssize_t)n || lseek(fd, 0, SEEK_SET))
		abort();
	if (!backup_archive_open(&x, &a, fd, "fuzz")) {
		int rc = 0;

		for (size_t i = 0; i < x.list.count; i++)
			if (path_check(text_of(x.list.item[i].path)) ||
				!backup_takes(x.list.item[i].path, true))
				abort();
		while (!rc && x.next < x.list.count)
			rc = backup_archive_copy(&x, -1);
		if (!rc)
			backup_archive_end(&x);
	}
	backup_parse(&l, &a, (struct text){ (const char *)data, n });
	close(fd);
	arena_free(&a);
	return 0;
}
