// SPDX-License-Identifier: MIT
// Blocks of files that end within a block or at its end, and finding them again.
#include "marks.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "test.h"

static struct arena arena;
static unsigned char data[300 * MARKS_BLOCK];

static int file(size_t n)
{
	int fd = memfd_create("marks", MFD_CLOEXEC);

	CHECK(write(fd, data, n) == (ssize_t)n);
	return fd;
}

static void sizes(void)
{
	CHECK(marks_count(0) == 0 && marks_count(1) == 1 && marks_count(MARKS_BLOCK) == 1);
	CHECK(marks_count(MARKS_BLOCK + 1) == 2);
	CHECK(marks_length(MARKS_BLOCK + 1, 0) == MARKS_BLOCK);
	CHECK(marks_length(MARKS_BLOCK + 1, 1) == 1);
}

static void each_block_is_found(void)
{
	static const size_t lengths[] = { 0, 1, MARKS_BLOCK, 64 * MARKS_BLOCK, 64 * MARKS_BLOCK + 7,
		sizeof data - 1, sizeof data };

	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		size_t n = lengths[i];
		struct marks_here here = { NULL, 0, 0 };
		struct mark *m;
		int fd = file(n);

		CHECK(!marks_make(&m, &arena, fd, n, "x"));
		CHECK(!marks_add(&here, &arena, fd, n, "x"));
		marks_sort(&here);
		for (size_t k = 0; k < marks_count(n); k++) {
			const struct marks_source *s = marks_find(&here, m + k);
			struct mark one;

			CHECK(!mark_of(&one, data + k * MARKS_BLOCK, marks_length(n, k)));
			CHECK(!memcmp(&one, m + k, sizeof one));
			CHECK(s && s->at == k * MARKS_BLOCK && s->fd == fd);
		}
		marks_free(&here);
		close(fd);
	}
}

static void shorter_file_is_an_error(void)
{
	struct mark *m;
	int fd = file(100);

	CHECK(marks_make(&m, &arena, fd, 101, "x") < 0);
	close(fd);
}

int main(void)
{
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (unsigned char)(i / MARKS_BLOCK * 7 ^ i / MARKS_BLOCK >> 8 ^ i);
	for (size_t i = 0; i < sizeof data / MARKS_BLOCK; i++)
		memcpy(data + i * MARKS_BLOCK, &i, sizeof i);	// no two are alike
	sizes();
	each_block_is_found();
	shorter_file_is_an_error();
	arena_free(&arena);
	return test_failed;
}
