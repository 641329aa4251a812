// SPDX-License-Identifier: MIT
// Files below a directory: what is read and replaced, and that nothing gets out.
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

static int dir;
static struct arena arena;

static bool there(const char *path)
{
	return !faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

static void reads_what_was_replaced(void)
{
	struct text t;
	struct stat st;

	CHECK(!file_replace(dir, "a", 0640, "hello", 5));
	CHECK(!fstatat(dir, "a", &st, 0) && (st.st_mode & 07777) == 0640);
	CHECK(!file_load(&arena, dir, "a", 5, &t) && text_is(t, "hello") && t.s[5] == 0);
	CHECK(!file_replace(dir, "a", 0600, "", 0));
	CHECK(!file_load(&arena, dir, "a", 5, &t) && t.n == 0);
	CHECK(!file_replace(dir, "a", 0644, "123456", 6));
	CHECK(file_load(&arena, dir, "a", 5, &t) == -EFBIG);
	error_clear();
	CHECK(!file_load_or_none(&arena, dir, "none", 5, &t) && !t.n && !*error_text());
	CHECK(!file_remove_if_there(dir, "none") && !*error_text());
	CHECK(file_load_or_none(&arena, dir, ".", 5, &t) == -E_DATA);
	CHECK(file_remove_if_there(dir, ".") < 0);
	CHECK(file_load(&arena, dir, "none", 5, &t) == -ENOENT);
	CHECK_TEXT(error_text(), "open none: No such file or directory");
	CHECK(file_load(&arena, dir, ".", 5, &t) == -E_DATA);
	CHECK(!mkfifoat(dir, "pipe", 0600) && file_load(&arena, dir, "pipe", 5, &t) == -E_DATA);
	CHECK(!there(".a.new"));

	char c[4];
	int fd = file_open(dir, "a", O_RDONLY, 0);

	CHECK(!file_read_at(fd, c, 4, 2, "a") && !memcmp(c, "3456", 4));
	CHECK(file_read_at(fd, c, 4, 3, "a") == -E_DATA && strstr(error_text(), "ends early"));
	CHECK(file_read_some(fd, c, 4, "a") == 4 && file_read_some(fd, c, 4, "a") == 2);
	close(fd);
}

static void a_killed_write_is_replaced(void)
{
	struct text t;

	CHECK(!symlinkat("outside", dir, ".k.new"));
	CHECK(!file_replace(dir, "k", 0644, "x", 1) && !there("outside") && !there(".k.new"));
	CHECK(!file_load(&arena, dir, "k", 1, &t) && text_is(t, "x"));
	CHECK(!mkdirat(dir, "kd", 0755));
	CHECK(file_replace(dir, "kd", 0644, "x", 1) < 0 && !there(".kd.new"));
}

// Writes "123", and fails when there is no text.
static int three(int fd, void *text)
{
	int rc = file_write(fd, "123", 3, "three");

	return rc || text ? rc : fail(-E_DATA, "no text");
}

static void others_write(void)
{
	struct buffer b = { 0 };
	struct text t;
	struct stat st;
	char yes;

	CHECK(!file_replace_by(dir, "by", 0600, three, &yes));
	CHECK(!fstatat(dir, "by", &st, 0) && (st.st_mode & 07777) == 0600);
	CHECK(!file_replace(dir, "by", 0644, "old", 3));
	CHECK(file_replace_by(dir, "by", 0600, three, NULL) == -E_DATA && !there(".by.new"));
	CHECK(!file_load(&arena, dir, "by", 9, &t) && text_is(t, "old"));

	int fd = file_open(dir, "by", O_RDWR, 0);
	CHECK(!file_write_at(fd, "ER", 2, 1, "by") && !file_read_all(&b, fd, 3, "by"));
	CHECK(b.n == 3 && !memcmp(b.s, "oER", 3));
	CHECK(lseek(fd, 0, SEEK_SET) == 0 && file_read_all(&b, fd, 5, "by") == -EFBIG);
	CHECK(file_write_at(-1, "x", 1, 0, "it") == -EBADF);
	buffer_free(&b);
	close(fd);
}

// By the kernel within a file system; what it refuses (a file that only appends) or doesn't know (one of /proc) goes the other way.
static void copies(void)
{
	static char large[300000];
	char head[2] = "";
	struct text t;

	for (size_t i = 0; i < sizeof large; i++)
		large[i] = (char)(i * 7 + i / 251);
	CHECK(!file_replace(dir, "from", 0644, large, sizeof large));
	int from = file_open(dir, "from", O_RDONLY, 0);
	int to = file_open(dir, "to", O_RDWR | O_CREAT, 0644);
	CHECK(!file_copy_at(from, to, sizeof large - 1, 1, "it") &&
		!file_copy_at(from, to, 1, 0, "it"));
	CHECK(!file_load(&arena, dir, "to", sizeof large, &t) && t.n == sizeof large);
	CHECK(!memcmp(t.s, large, sizeof large));
	CHECK(file_copy_at(from, to, 2, sizeof large - 1, "it") == -E_DATA);
	CHECK_TEXT(error_text(), "it ends early");
	close(to);

	to = file_open(dir, "appended", O_RDWR | O_CREAT | O_APPEND, 0644);
	CHECK(!file_copy_at(from, to, sizeof large, 0, "it"));
	CHECK(!file_load(&arena, dir, "appended", sizeof large, &t) && !memcmp(t.s, large, t.n));
	CHECK(t.n == sizeof large);
	close(to);
	CHECK(file_copy_at(from, from, 1, 0, "it") == -EBADF);
	close(from);

	from = open("/proc/version", O_RDONLY | O_CLOEXEC);
	to = file_open(dir, "of-proc", O_RDWR | O_CREAT, 0644);
	CHECK(!file_copy_at(from, to, 2, 0, "it") && !file_read_at(to, head, 2, 0, "it"));
	CHECK(!memcmp(head, "Li", 2));
	close(from);
	close(to);
}

static void nothing_gets_out(void)
{
	struct text t;
	const char *name;

	CHECK(!mkdirat(dir, "d", 0755) && !symlinkat("d", dir, "in") &&
		!symlinkat("/", dir, "out"));
	CHECK(!symlinkat("a", dir, "link"));
	CHECK(file_open(dir, "../x", O_RDONLY, 0) == -EXDEV);
	CHECK(file_open(dir, "d/../../x", O_RDONLY, 0) == -EXDEV);
	CHECK(file_open(dir, "/etc/passwd", O_RDONLY, 0) == -EXDEV);
	CHECK(file_open(dir, "out/etc/passwd", O_RDONLY, 0) == -ELOOP);
	CHECK(file_open(dir, "in/x", O_RDWR | O_CREAT, 0644) == -ELOOP && !there("d/x"));
	CHECK(file_open(dir, "link", O_RDONLY, 0) == -ELOOP);
	CHECK(file_load(&arena, dir, "link", 100, &t) == -ELOOP);
	CHECK(file_replace(dir, "in/x", 0644, "x", 1) == -ELOOP);
	CHECK(file_replace(dir, "../x", 0644, "x", 1) == -EXDEV);
	CHECK(file_open_parent(dir, "d/..", &name) == -EINVAL);
	CHECK(file_open_parent(dir, "d/", &name) == -EINVAL);
	CHECK(file_make_dirs(dir, "in/new", 0755) == -ELOOP && !there("d/new"));
	CHECK(file_make_dirs(dir, "../new", 0755) == -EXDEV);
	CHECK(file_remove(dir, "in/x", 0) == -ELOOP);
	CHECK(!file_remove(dir, "in", 0) && !there("in") && there("d"));
}

static void directories(void)
{
	struct text t;

	CHECK(!file_make_dirs(dir, "x/y/z", 0755) && there("x/y/z"));
	CHECK(!file_make_dirs(dir, "x/y/z", 0755) && !file_make_dirs(dir, "x", 0755));
	CHECK(!file_replace(dir, "x/f", 0644, "f", 1));
	CHECK(file_make_dirs(dir, "x/f/g", 0755) == -ENOTDIR);
	CHECK(!symlinkat("../../d", dir, "x/y/l") && !file_replace(dir, "d/keep", 0644, "k", 1));
	CHECK(!file_read_link(&arena, dir, "x/y/l", &t) && text_is(t, "../../d"));
	CHECK(file_read_link(&arena, dir, "x/f", &t) < 0);
	CHECK(file_remove(dir, "x", AT_REMOVEDIR) == -ENOTEMPTY);
	CHECK(!file_sync_dir(dir, "x"));
	CHECK(!file_remove_tree(dir, "x") && !there("x") && there("d/keep"));
	CHECK(!file_remove_tree(dir, "x"));
	CHECK(file_remove_tree(dir, "out") < 0 && there("out"));
}

int main(void)
{
	char name[] = "/tmp/orion-file.XXXXXX";

	CHECK(mkdtemp(name));
	dir = file_open_dir(name);
	reads_what_was_replaced();
	a_killed_write_is_replaced();
	others_write();
	copies();
	nothing_gets_out();
	directories();
	close(dir);
	CHECK(file_open_dir("/nonexistent") == -ENOENT);
	int tmp = file_open_dir("/tmp");
	CHECK(!file_remove_tree(tmp, name + 5));
	close(tmp);
	arena_free(&arena);
	return test_failed;
}
