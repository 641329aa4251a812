// SPDX-License-Identifier: MIT
// Images that erofs_write doesn't make are refused, with the path. (What it makes: erofs_test.)
#include "erofs_walk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "erofs.h"
#include "error.h"
#include "manifest.h"
#include "test.h"
#include "tree.h"

enum { SUPER = 1024, SLOT = 32, MODE = 4, BLOCK = 16, XATTR = 32 };

static struct arena arena;
static unsigned char image[8 * EROFS_BLOCK], changed[sizeof image];
static size_t size;

static void make(void)
{
	static const struct capability c = { .permitted = 1u << 10 };
	struct erofs_options o = { .time = 1 };
	struct tree t;
	int fd = open("image", O_CREAT | O_TRUNC | O_RDWR, 0644);

	CHECK(!tree_init(&t, &arena));
	CHECK(!tree_make(&t, "d/file", 0755, TEXT("content")));
	CHECK(!tree_make_link(&t, "link", "d/file"));
	tree_find(&t, TEXT("d/file"))->capability = &c;
	CHECK(!erofs_write(&t, fd, &o, NULL));
	size = (size_t)pread(fd, image, sizeof image, 0);
	CHECK(size && size % EROFS_BLOCK == 0);
	close(fd);
}

static size_t inode(const char *name)
{
	size_t at = SUPER + 128, n = strlen(name);

	for (; memcmp(changed + at, name, n) != 0; at++)
		if (at + n > size)
			abort();
	return at;
}

static int ignore(void *arg, const struct erofs_path *p)
{
	(void)p;
	++*(int *)arg;
	return 0;
}

static void refused(int line, const char *why)
{
	int fd = open("changed", O_CREAT | O_TRUNC | O_RDWR, 0644), count = 0;

	CHECK_AT(line, write(fd, changed, size) == (ssize_t)size);
	CHECK_AT(line, erofs_walk(fd, 0, ignore, &count) == -E_DATA);
	CHECK_AT(line, strstr(error_text(), why));
	if (!strstr(error_text(), why))
		fprintf(stderr, "it says: %s\n", error_text());
	close(fd);
	memcpy(changed, image, size);
}

// The entry of a name in a directory: that of the number k of its block, which begins at dir.
static unsigned char *entry(size_t dir, int k)
{
	return changed + dir + 12 * k;
}

// Where the inodes are: top, d, d/file with its attribute, link; each directory's names behind it.
static void damages(void)
{
	size_t top = SUPER + 128, top_names = top + 32;
	memcpy(changed, image, size);
	size_t d = (size_t)entry(top_names, 2)[0] * SLOT, d_names = d + 32;
	size_t file = (size_t)entry(d_names, 2)[0] * SLOT;
	size_t link = (size_t)entry(top_names, 3)[0] * SLOT;

	changed[file + MODE + 1] = (unsigned char)(S_IFIFO >> 8 | 1);
	refused(__LINE__, "/d/file: it is no file, directory");
	changed[file] |= 3 << 1;
	refused(__LINE__, "/d/file: its content is compressed");
	changed[file + BLOCK] = 200;
	refused(__LINE__, "/d/file: its content is out of the image");
	changed[file + XATTR + 13] = 1;	// user.
	refused(__LINE__, "/d/file: it has other attributes than");
	changed[file + 2]++;
	refused(__LINE__, "/d/file: it has other attributes than");
	entry(d_names, 2)[0] = (unsigned char)(d / SLOT);
	refused(__LINE__, "/d/file: it is there twice");
	entry(top_names, 3)[0] = (unsigned char)(file / SLOT);
	refused(__LINE__, "/link: it is there twice");
	entry(d_names, 2)[3] = 0xff;
	refused(__LINE__, "an inode is out of the image");
	memcpy(changed + inode("file"), "f/le", 4);
	refused(__LINE__, "a name in it can't be one");
	memcpy(changed + inode("file"), "f\nle", 4);
	refused(__LINE__, "has a control character");
	changed[link + 8] = 0;
	refused(__LINE__, "a directory or link of it");
	changed[d + MODE + 1] = (unsigned char)(S_IFSOCK >> 8 | 1);
	refused(__LINE__, "/d: it is no file, directory");
	changed[d_names + 8] = 1;
	refused(__LINE__, "a directory of it is damaged");
	changed[SUPER] = 0;
	refused(__LINE__, "it is no EROFS image");
}

static int stop(void *arg, const struct erofs_path *p)
{
	(void)arg;
	return p->path.n ? fail(-E_NO, "enough") : 0;
}

int main(void)
{
	make();
	damages();
	int fd = open("image", O_RDONLY);
	CHECK(erofs_walk(fd, 0, stop, NULL) == -E_NO);
	CHECK(!strcmp(error_text(), "/d: enough"));
	close(fd);
	arena_free(&arena);
	return test_failed;
}
