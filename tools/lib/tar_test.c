// SPDX-License-Identifier: MIT
// Headers of tar at their bounds. Whole archives are read by tar and dpkg in tests/pkg.
#include "tar.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

static struct tar t;
static unsigned char h[8 * TAR_BLOCK];

// Writes an entry and reads what came of it to h; the result of tar_end.
static int written(const struct tar_entry *e, size_t content)
{
	static const char zeros[TAR_BLOCK];
	int fd = memfd_create("tar", MFD_CLOEXEC);

	memset(h, 0, sizeof h);
	tar_begin(&t, fd);
	tar_entry(&t, e);
	if (content)
		tar_data(&t, zeros, content);
	int rc = tar_end(&t);
	CHECK(pread(fd, h, sizeof h, 0) >= 0);
	CHECK(rc || (t.size % TAR_BLOCK == 0 && lseek(fd, 0, SEEK_END) == (off_t)t.size));
	close(fd);
	return rc;
}

static void numbers(void)
{
	struct tar_entry e = { .type = 'f', .mode = 04755, .uid = 07777777, .path = TEXT("x") };

	CHECK(written(&e, 0) == 0);
	CHECK(!memcmp(h + 100,
		"0004755\0"
		"7777777\0"
		"0000000\0"
		"00000000000\0",
		36));
	CHECK(!memcmp(h + 257, "ustar  ", 8) && h[156] == '0');
	e.uid = 010000000;
	CHECK(written(&e, 0) == 0);
	CHECK(!memcmp(h + 108, "\200\0\0\0\0\040\0\0", 8));
	e.type = 'd';
	e.size = (uint64_t)1 << 33;
	CHECK(written(&e, 0) == -EINVAL);
	CHECK(strstr(error_text(), "less content"));
	e.size--;
	CHECK(written(&e, 0) == -EINVAL);
}

static void names(void)
{
	char name[120];
	struct tar_entry e = { .type = 'f', .path = { name, 99 } };

	memset(name, 'n', sizeof name);
	CHECK(written(&e, 0) == 0 && h[156] == '0' && t.size == 3 * TAR_BLOCK);
	e.path.n = 100;
	CHECK(written(&e, 0) == 0 && h[156] == 'L' && h[TAR_BLOCK + 99] == 'n' &&
		!h[TAR_BLOCK + 100]);
	CHECK(h[2 * TAR_BLOCK + 156] == '0' && t.size == 5 * TAR_BLOCK);
	e.path = TEXT("x");
	e.type = 'l';
	e.target = (struct text){ name, 120 };
	CHECK(written(&e, 0) == 0 && h[156] == 'K' && h[2 * TAR_BLOCK + 156] == '2');
}

static void contents(void)
{
	struct tar_entry e = { .type = 'f', .size = TAR_BLOCK, .path = TEXT("x") };

	CHECK(written(&e, TAR_BLOCK) == 0 && t.size == 4 * TAR_BLOCK);
	e.size = 1;
	CHECK(written(&e, 1) == 0 && t.size == 4 * TAR_BLOCK);
	CHECK(written(&e, 2) == -EINVAL);
	CHECK(strstr(error_text(), "more content"));
	CHECK(written(&e, 0) == -EINVAL);
}

static void no_room(void)
{
	tar_begin(&t, -1);
	tar_entry(&t, &(struct tar_entry){ .type = 'd', .path = TEXT("x/") });
	CHECK(tar_end(&t) == -EBADF);
}

int main(void)
{
	numbers();
	names();
	contents();
	no_room();
	return test_failed;
}
