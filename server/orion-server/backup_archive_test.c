// SPDX-License-Identifier: MIT
// A backup's archive: what is written is read again, from any beginning to its very end, and nothing that differs from it in a byte.
#include "backup_archive.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "test.h"

#define LONG \
	"roles/node/a-name-so-long-that-tar-has-it-in-an-entry-of-its-own-before-the-file-that-it-belongs-to-as-gnu-tar-does"

static char whole[64 << 10];
static size_t length;

static const struct {
	const char *path, *content;
	unsigned mode;
} files[] = {
	{ "keys/root", "secret", 0600 },
	{ "nodes", "", 0644 },
	{ "orion.conf", "root = tree\n", 0644 },
	{ LONG, "x", 0640 },
};

enum { FILES = sizeof files / sizeof *files };

static int make_files(void)
{
	int dir = file_open_dir(".");

	file_remove_tree(dir, "base");
	CHECK(!file_make_dirs(dir, "base/keys", 0700) &&
		!file_make_dirs(dir, "base/roles/node", 0755));
	close(dir);
	dir = file_open_dir("base");
	for (size_t i = 0; i < FILES; i++)
		CHECK(!file_replace(dir, files[i].path, files[i].mode, files[i].content,
			strlen(files[i].content)));
	return dir;
}

static void list(struct backup_list *l, struct arena *a)
{
	*l = (struct backup_list){ ARENA_ARRAY(a, struct backup_file, FILES), FILES };
	for (size_t i = 0; i < FILES; i++) {
		l->item[i] = (struct backup_file){ .path = files[i].path,
			.mode = files[i].mode,
			.size = strlen(files[i].content) };
		CHECK(!digest_of(&l->item[i].digest, files[i].content, strlen(files[i].content)));
	}
}

static void write_it(void)
{
	int dir = make_files(), fd = memfd_create("archive", MFD_CLOEXEC);
	struct arena a = { NULL };
	struct backup_list l;

	list(&l, &a);
	CHECK(!backup_archive_write(fd, dir, &l));
	length = (size_t)lseek(fd, 0, SEEK_END);
	CHECK(length < sizeof whole && pread(fd, whole, sizeof whole, 0) == (ssize_t)length);
	// Changed, cut, longer, gone since it was listed.
	CHECK(!file_replace(dir, "orion.conf", 0644, "root = TREE\n", 12));
	CHECK(backup_archive_write(fd, dir, &l) == -E_DATA);
	CHECK(strstr(error_text(), "orion.conf was changed meanwhile"));
	CHECK(!file_replace(dir, "orion.conf", 0644, "root", 4));
	CHECK(backup_archive_write(fd, dir, &l) == -E_DATA);
	CHECK(!file_remove(dir, "orion.conf", 0));
	CHECK(backup_archive_write(fd, dir, &l) < 0);
	close(fd);
	close(dir);
	arena_free(&a);
}

// Reads n bytes as an archive; the contents become out's.
static int read_it(const char *data, size_t n, int out)
{
	int fd = memfd_create("archive", MFD_CLOEXEC);
	struct backup_archive x;
	struct arena a = { NULL };

	CHECK(write(fd, data, n) == (ssize_t)n && lseek(fd, 0, SEEK_SET) == 0);
	int rc = backup_archive_open(&x, &a, fd, "x.backup");
	while (!rc && x.next < x.list.count)
		rc = backup_archive_copy(&x, out);
	if (!rc)
		rc = backup_archive_end(&x);
	close(fd);
	arena_free(&a);
	return rc;
}

static void read_whole(void)
{
	char content[64] = "";
	int out = memfd_create("contents", MFD_CLOEXEC);

	CHECK(read_it(whole, length, out) == 0);
	CHECK(pread(out, content, sizeof content, 0) == 19);
	CHECK_TEXT(content, "secretroot = tree\nx");
	close(out);
}

static void any_other(void)
{
	char *copy = malloc(length + 1);
	size_t taken = 0;

	for (size_t n = 0; n < length; n++)
		taken += read_it(whole, n, -1) == 0;
	CHECK(taken == 0);
	memcpy(copy, whole, length);
	copy[length] = 0;
	CHECK(read_it(copy, length + 1, -1) == -E_DATA);
	CHECK(strstr(error_text(), "behind its end"));
	for (size_t i = 0; i < length; i++) {
		copy[i] ^= (char)(1 << i % 8);
		taken += read_it(copy, length, -1) == 0;
		copy[i] = whole[i];
	}
	CHECK(taken == 0);
	free(copy);
}

int main(void)
{
	write_it();
	read_whole();
	any_other();
	return test_failed;
}
