// SPDX-License-Identifier: MIT
// Fuzz target: an archive of any bytes, the first of them given as the head. Names are printable, and no more content comes than was said.
#include "untar.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "text.h"

static void read_all(int fd, const uint8_t *data, size_t n)
{
	static unsigned char room[1000];
	static struct untar_entry e;
	struct untar t;
	size_t head = n < 700 ? n : 700;

	untar_begin(&t, fd, data, head);
	lseek(fd, (off_t)head, SEEK_SET);
	while (untar_next(&t, &e) > 0) {
		uint64_t size = 0;
		ssize_t k;

		if (!*e.path || !text_printable(text_of(e.path)))
			abort();
		while ((k = untar_read(&t, room, sizeof room)) > 0)
			size += (uint64_t)k;
		if (k < 0)
			break;
		if (size != e.size)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd = memfd_create("archive", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	read_all(fd, data, n);
	close(fd);
	return 0;
}
