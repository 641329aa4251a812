// SPDX-License-Identifier: MIT
// A package is as it was when its inode, size and times are: a write sets the time of change (st_ctime), which can't be set back but with
// the machine's clock. Only a second write within the same tick can't be seen, so what changed just now isn't recorded.
#include "publish_checked.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "opk.h"
#include "progress.h"

enum {
	LINE = DIGEST_HEX + 1,	// with its LF
	TICK = 2,	// s: no file system counts in larger ones
};

#define RECORD ".checked"
#define FORMAT "orion-checked 1"	// 2 when opk_check sees more

// What a write to the directory would be stamped with. Without it no file is old enough.
static struct timespec clock_of(int dir)
{
	struct stat st;

	return !futimens(dir, NULL) && !fstat(dir, &st) ? st.st_ctim : (struct timespec){ 0, 0 };
}

void publish_checked_open(struct publish_checked *c, struct arena *a, int dir, bool all)
{
	*c = (struct publish_checked){ .arena = a, .dir = dir, .now = clock_of(dir) };
	if (all)
		return;
	if (file_load(a, dir, RECORD, (size_t)INDEX_PACKAGES * LINE, &c->record))
		c->record = TEXT("");
	error_clear();
}

static int make_line(
	char line[LINE + 1], const char *file, const struct stat *st, const struct digest *head)
{
	struct buffer b = { 0 };
	struct digest d;

	digest_hex(head, line);
	buffer_printf(&b,
		FORMAT "\n%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIi64 ".%09ld\t%" PRIi64 ".%09ld\t%s\n",
		file, (uint64_t)st->st_size, (uint64_t)st->st_ino, (int64_t)st->st_mtim.tv_sec,
		st->st_mtim.tv_nsec, (int64_t)st->st_ctim.tv_sec, st->st_ctim.tv_nsec, line);
	int rc = buffer_error(&b);
	if (!rc)
		rc = digest_of(&d, b.s, b.n);
	digest_hex(&d, line);
	line[LINE - 1] = '\n';
	buffer_free(&b);
	return rc;
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, LINE);
}

static bool is_known(const struct publish_checked *c, const char *line)
{
	return c->record.n && bsearch(line, c->record.s, c->record.n / LINE, LINE, compare);
}

static int note(struct publish_checked *c, const char *line)
{
	c->line = arena_more(c->arena, c->line, c->lines, sizeof *c->line);
	if (!c->line)
		return -ENOMEM;
	memcpy(c->line[c->lines++], line, LINE);
	return 0;
}

static bool is_settled(const struct publish_checked *c, const struct stat *st)
{
	return st->st_ctim.tv_sec < c->now.tv_sec - TICK;
}

// What is recorded must be on the disk as it was checked, also when the power fails.
static int note_checked(struct publish_checked *c, const struct stat *before, int fd,
	const char *file, const char *line)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(-errno, "stat %s", file);
	bool same = st.st_size == before->st_size && st.st_ctim.tv_sec == before->st_ctim.tv_sec &&
		st.st_ctim.tv_nsec == before->st_ctim.tv_nsec;
	return same && is_settled(c, &st) && !fsync(fd) ? note(c, line) : 0;
}

int publish_checked(struct publish_checked *c, struct opk *o, int fd, const char *file)
{
	char line[LINE + 1];
	struct stat st;
	int rc = fstat(fd, &st) ? fail(-errno, "stat %s", file)
				: make_line(line, file, &st, &o->digest);

	if (!rc && is_known(c, line)) {
		progress_add(PROGRESS_CHECK, o->file_size);
		return note(c, line);
	}
	if (!rc)
		rc = opk_check(o);
	return rc ? rc : note_checked(c, &st, fd, file, line);
}

void publish_checked_write(struct publish_checked *c)
{
	struct text record = { (const char *)c->line, c->lines * LINE };

	if (c->lines)
		qsort(c->line, c->lines, LINE, compare);
	if (!text_equal(record, c->record) &&
		file_replace(c->dir, RECORD, 0644, record.s, record.n))
		error_clear();
}
