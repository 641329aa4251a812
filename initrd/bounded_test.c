// SPDX-License-Identifier: MIT
// Work in a child: its result, its failure, what it wrote, and its end when it hangs.
#include "bounded.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "boot.h"
#include "error.h"
#include "file.h"
#include "test.h"

static int good(struct boot *b)
{
	b->t_root = 42;
	return 0;
}

static int bad(struct boot *b)
{
	(void)b;
	return fail("E-HTTP", "status 404");
}

// As a machine without memory has it.
static int is_killed(struct boot *b)
{
	(void)b;
	return raise(SIGKILL);
}

static int hangs(struct boot *b)
{
	(void)b;
	while (pause())
		;
	return 0;
}

int main(void)
{
	struct boot *b =
		mmap(NULL, sizeof *b, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	error_share();
	CHECK(!bounded(5, good, b) && b->t_root == 42);
	CHECK(bounded(5, bad, b) == -1);
	CHECK_TEXT(failure()->code, "E-HTTP");
	failure_clear();
	CHECK(bounded(5, is_killed, b) == -1);
	CHECK_TEXT(failure()->code, "E-SYSTEM");
	int64_t start = now_ms();
	CHECK(bounded(1, hangs, b) == -1);
	CHECK_TEXT(failure()->code, "E-SERVER-SILENT");
	CHECK(now_ms() - start < 3000);
	return test_failed;
}
