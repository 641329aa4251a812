// SPDX-License-Identifier: MIT
// Copies, by a thread and without one.
#include "copier.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "file.h"
#include "test.h"

enum { SIZE = (5 << 20) + 77 };

static char large[SIZE], got[SIZE];

static int temporary(void)
{
	return fileno(tmpfile());
}

static void copies(void)
{
	struct copier c;
	int from = temporary(), to = temporary();

	CHECK(!file_write(from, large, SIZE, "it"));
	copier_begin(&c, from, SIZE, to, "it");
	CHECK(!copier_wait(&c, 1) && !copier_wait(&c, 0));
	CHECK(!file_read_at(to, got, 1, 0, "it") && got[0] == large[0]);
	CHECK(copier_wait(&c, SIZE + 1) == -E_DATA);
	CHECK(!copier_wait(&c, SIZE) && !copier_wait(&c, 5));
	CHECK(!file_read_at(to, got, SIZE, 0, "it") && !memcmp(got, large, SIZE));
	copier_end(&c);

	copier_begin(&c, from, SIZE, to, "it");	// nobody waits for all of it
	CHECK(!copier_wait(&c, 1));
	copier_end(&c);
	copier_begin(&c, from, 0, to, "it");
	CHECK(!copier_wait(&c, 0));
	copier_end(&c);

	copier_begin(&c, from, 2 * SIZE, to, "it");	// it is shorter: what is there comes
	CHECK(!copier_wait(&c, SIZE / 2));
	CHECK(copier_wait(&c, 2 * SIZE) == -E_DATA);
	CHECK_TEXT(error_text(), "it ends early");
	CHECK(copier_wait(&c, 2 * SIZE) == -E_DATA && !copier_wait(&c, SIZE / 2));
	copier_end(&c);
	copier_begin(&c, from, SIZE, -1, "it");
	CHECK(copier_wait(&c, SIZE) == -EBADF);
	copier_end(&c);
	close(from);
	close(to);
}

int main(void)
{
	cpu_set_t one;

	for (size_t i = 0; i < SIZE; i++)
		large[i] = (char)(i * 7 + i / 251);
	copies();
	CPU_ZERO(&one);
	CHECK(sched_getcpu() >= 0);
	CPU_SET((size_t)sched_getcpu(), &one);
	CHECK(!sched_setaffinity(0, sizeof one, &one));
	copies();
	return test_failed;
}
