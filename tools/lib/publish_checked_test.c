// SPDX-License-Identifier: MIT
// What was checked isn't checked again as long as nothing of the file changed, and is else. A payload that is damaged before the first
// look shows which: who finds it has checked.
#include "publish_checked.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "pack.h"
#include "test.h"

static struct arena arena;
static int dir;

static void make_package(const char *file)
{
	struct manifest m;
	int tree = file_open_dir("tree"),
	    out = file_open(dir, file, O_RDWR | O_CREAT | O_TRUNC, 0644);

	CHECK(!pack(&arena, tree,
		TEXT("name\ta\nversion\t1-r0\narch\tx86_64\nsummary\tA test\nlicense\tMIT\n"
				       "origin\ta\ndate\t1793491200\n"),
		out, &m));
	close(out);
	close(tree);
}

// Another byte in the payload; again, and it is as before.
static void damage(const char *file)
{
	int fd = file_open(dir, file, O_RDWR, 0);
	struct opk o;
	char c;

	CHECK(!opk_open(&o, &arena, fd, file, NULL));
	off_t at = (off_t)o.head_size + 10;
	opk_close(&o);
	CHECK(pread(fd, &c, 1, at) == 1);
	c ^= 1;
	CHECK(pwrite(fd, &c, 1, at) == 1);
	close(fd);
}

// One run over one file, so many seconds after the file system's clock.
static int run(const char *file, int later, bool all)
{
	struct publish_checked c;
	struct opk o;
	int fd = file_open(dir, file, O_RDONLY, 0);

	publish_checked_open(&c, &arena, dir, all);
	CHECK(c.now.tv_sec);
	c.now.tv_sec += later;
	CHECK(!opk_open(&o, &arena, fd, file, NULL));
	int rc = publish_checked(&c, &o, fd, file);
	opk_close(&o);
	close(fd);
	if (!rc)
		publish_checked_write(&c);
	return rc;
}

static size_t lines(void)
{
	struct stat st;

	return fstatat(dir, ".checked", &st, 0) ? 0 : (size_t)st.st_size / (DIGEST_HEX + 1);
}

// Until a change of the file makes another time than the last one did.
static void wait_for_tick(const char *file)
{
	struct stat st, now;

	CHECK(!fstatat(dir, file, &st, 0));
	do
		CHECK(!futimens(dir, NULL) && !fstat(dir, &now));
	while (now.st_ctim.tv_sec == st.st_ctim.tv_sec &&
		now.st_ctim.tv_nsec == st.st_ctim.tv_nsec);
}

enum { SETTLED = 10 };	// s, after which nobody is in the same tick

// The record says of a damaged file that it was checked: who believes it finds nothing.
static void plant(const char *file)
{
	struct publish_checked c;
	struct opk o;
	int fd = file_open(dir, file, O_RDONLY, 0);

	publish_checked_open(&c, &arena, dir, true);
	c.now.tv_sec += SETTLED;
	CHECK(!opk_open(&o, &arena, fd, file, NULL));
	o.manifest.entries = 0;	// nothing of it is looked at
	CHECK(!publish_checked(&c, &o, fd, file) && c.lines == 1);
	opk_close(&o);
	close(fd);
	publish_checked_write(&c);
	wait_for_tick(file);
}

static void believes(void)
{
	make_package("a.opk");
	CHECK(!run("a.opk", SETTLED, false) && lines() == 1);
	wait_for_tick("a.opk");
	damage("a.opk");
	CHECK(run("a.opk", SETTLED, false) == -E_TRUST);
	plant("a.opk");
	CHECK(!run("a.opk", 0, false) && lines() == 1);
	CHECK(run("a.opk", SETTLED, true) == -E_TRUST);
}

static void changes(void)
{
	struct stat st;

	plant("a.opk");
	CHECK(!fstatat(dir, "a.opk", &st, 0));
	CHECK(!utimensat(dir, "a.opk", (struct timespec[]){ st.st_atim, st.st_mtim }, 0));
	CHECK(run("a.opk", SETTLED, false) == -E_TRUST);	// st_ctime

	plant("a.opk");
	CHECK(!fchmodat(dir, "a.opk", 0600, 0) && run("a.opk", SETTLED, false) == -E_TRUST);

	plant("a.opk");
	CHECK(!system("cp -p repo/a.opk repo/b.opk && mv repo/b.opk repo/a.opk"));
	CHECK(run("a.opk", SETTLED, false) == -E_TRUST);

	plant("a.opk");
	CHECK(!renameat(dir, "a.opk", dir, "c.opk") && run("c.opk", SETTLED, false) == -E_TRUST);
	CHECK(!renameat(dir, "c.opk", dir, "a.opk"));
}

// A file that changed within the last seconds could change once more without being seen.
static void racy(void)
{
	CHECK(!unlinkat(dir, "a.opk", 0) && !unlinkat(dir, ".checked", 0));
	make_package("a.opk");
	CHECK(!run("a.opk", 0, false) && !lines());
	CHECK(!run("a.opk", 2, false) && !lines());
	CHECK(!run("a.opk", -SETTLED, false) && !lines());	// of a clock that was set back
	CHECK(!run("a.opk", SETTLED, false) && lines() == 1);
	wait_for_tick("a.opk");
	damage("a.opk");
	CHECK(run("a.opk", 0, false) == -E_TRUST);
}

// Any bit of the record: it is checked then.
static void damaged_record(void)
{
	plant("a.opk");
	int fd = file_open(dir, ".checked", O_RDWR, 0);
	char c;

	for (off_t at = 0; at < DIGEST_HEX; at++) {
		CHECK(pread(fd, &c, 1, at) == 1);
		CHECK(pwrite(fd, &(char){ c ^ 1 }, 1, at) == 1);
		CHECK(run("a.opk", SETTLED, false) == -E_TRUST);
		CHECK(pwrite(fd, &c, 1, at) == 1);
	}
	CHECK(!run("a.opk", SETTLED, false));
	CHECK(!ftruncate(fd, DIGEST_HEX) && run("a.opk", SETTLED, false) == -E_TRUST);
	close(fd);
	CHECK(!unlinkat(dir, ".checked", 0) && !mkdirat(dir, ".checked", 0755));
	CHECK(run("a.opk", SETTLED, false) == -E_TRUST);
	CHECK(!unlinkat(dir, ".checked", AT_REMOVEDIR));
}

int main(void)
{
	CHECK(!system("rm -rf repo tree && mkdir repo tree && head -c 3000 /dev/urandom >tree/x"));
	dir = file_open_dir("repo");
	believes();
	changes();
	racy();
	damaged_record();
	arena_free(&arena);
	return test_failed;
}
