// SPDX-License-Identifier: MIT
// What becomes of a directory: a package, what somebody did on the disk meanwhile, the next version of the package.
#include "transaction.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "apply.h"
#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "installed.h"
#include "opk.h"
#include "pack.h"
#include "target.h"
#include "test.h"

// A tree is lines `d PATH`, `f PATH CONTENT`, `l PATH TARGET`; on the disk also `- PATH`, which goes.
// clang-format off
static const struct scene {
	int line;
	const char *old, *disk, *new;	// old NULL: none is installed; new NULL: it is removed
	const char *want;		// the directory then
	const char *said;		// part of the error (if it begins with !) or of a note; NULL: nothing
} scenes[] = {
	{ __LINE__, NULL, "", "d usr\nf usr/x one\nl usr/l x\n", "d usr\nl usr/l x\nf usr/x one\n", NULL },
	{ __LINE__, "d usr\nf usr/x one\n", "", NULL, "", NULL },
	{ __LINE__, "d usr\nf usr/x one\n", "f usr/mine 1\n", NULL, "d usr\nf usr/mine 1\n", NULL },
	{ __LINE__, "d a\nf a/x one\n", "", "d a\nf a/x two\nd b\nf b/y y\n", "d a\nf a/x two\nd b\nf b/y y\n", NULL },
	{ __LINE__, "d a\nf a/x one\nf a/y y\n", "", "d a\nf a/x one\n", "d a\nf a/x one\n", NULL },
	{ __LINE__, "d a\nf a/x one\n", "", "d b\nf b/x one\n", "d b\nf b/x one\n", NULL },
	// another type
	{ __LINE__, "f x one\n", "", "d x\nf x/y y\n", "d x\nf x/y y\n", NULL },
	{ __LINE__, "d x\nd x/z\nf x/y y\nf x/z/w w\n", "", "f x one\n", "f x one\n", NULL },
	{ __LINE__, "d x\nf x/y y\n", "", "d z\nf z/y y\nl x z\n", "l x z\nd z\nf z/y y\n", NULL },
	{ __LINE__, "d z\nf z/y y\nl x z\n", "", "d x\nf x/y y\n", "d x\nf x/y y\n", NULL },
	{ __LINE__, "f x one\n", "", "l x y\n", "l x y\n", NULL },
	{ __LINE__, "l x y\n", "", "f x one\n", "f x one\n", NULL },
	{ __LINE__, "l x y\n", "", "l x z\n", "l x z\n", NULL },
	{ __LINE__, "d x\nd x/z\nf x/z/w w\n", "f x/z/mine 1\n", "f x one\n",
		"d x\nd x/z\nf x/z/mine 1\nf x/z/w w\n", "!x/z/mine belongs to no package" },
	// what is there already
	{ __LINE__, NULL, "d a\nf a/x mine\n", "d a\nf a/x one\n", "d a\nf a/x mine\n", "!a/x exists already" },
	{ __LINE__, NULL, "d a\nf a/x one\n", "d a\nf a/x one\n", "d a\nf a/x one\n", NULL },
	{ __LINE__, NULL, "l a b\n", "l a b\n", "l a b\n", NULL },
	{ __LINE__, NULL, "l a c\n", "l a b\n", "l a c\n", "!a is a symbolic link" },
	{ __LINE__, NULL, "d a\n", "f a one\n", "d a\n", "!a is a directory here" },
	{ __LINE__, NULL, "f a 1\n", "d a\nf a/x one\n", "f a 1\n", "!a exists already" },
	{ __LINE__, NULL, "d else\nl a else\n", "d a\nf a/x one\n", "l a else\nd else\n", "!a is a symbolic link" },
	// links that somebody put into the way are not followed
	{ __LINE__, "d a\nf a/x one\n", "d else\n- a/x\n- a\nl a else\n", "d a\nf a/x two\n",
		"l a else\nd else\n", "!a is a symbolic link here and must be a directory" },
	{ __LINE__, "d a\nf a/x one\n", "d else\nf else/x theirs\n- a/x\n- a\nl a else\n", NULL,
		"l a else\nd else\nf else/x theirs\n", NULL },
	{ __LINE__, "d a\nf a/x one\n", "f mine 1\n- a/x\nl a/x ../mine\n", "d a\nf a/x two\n",
		"d a\nf a/x two\nf mine 1\n", NULL },
	// what is missing
	{ __LINE__, "d a\nf a/x one\n", "- a/x\n", "d a\nf a/x two\n", "d a\nf a/x two\n", NULL },
	{ __LINE__, "d a\nd a/b\nf a/b/x one\n", "- a/b/x\n- a/b\n- a\n", "d a\nd a/b\nf a/b/x two\n",
		"d a\nd a/b\nf a/b/x two\n", NULL },
	{ __LINE__, "d a\nf a/x one\n", "- a/x\n- a\n", NULL, "", NULL },
	// configuration files
	{ __LINE__, "d etc\nf etc/c one\n", "", "d etc\nf etc/c two\n", "d etc\nf etc/c two\n", NULL },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c mine\n", "d etc\nf etc/c two\n",
		"d etc\nf etc/c mine\nf etc/c.new two\n", "etc/c was changed here and stays" },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c mine\n", "d etc\nf etc/c one\nf etc/d d\n",
		"d etc\nf etc/c mine\nf etc/d d\n", NULL },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c two\n", "d etc\nf etc/c two\n", "d etc\nf etc/c two\n", NULL },
	{ __LINE__, "d etc\nf etc/c one\n", "- etc/c\n", "d etc\nf etc/c two\n", "d etc\nf etc/c.new two\n",
		"etc/c was removed here" },
	{ __LINE__, "d etc\nf etc/c one\n", "- etc/c\n", "d etc\nf etc/c one\nf etc/d d\n", "d etc\nf etc/d d\n", NULL },
	{ __LINE__, NULL, "d etc\nf etc/c mine\n", "d etc\nf etc/c two\n",
		"d etc\nf etc/c mine\nf etc/c.new two\n", "etc/c was here already" },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c mine\n", NULL, "d etc\nf etc/c mine\n", "changed here and stays" },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c.new one\n", NULL, "", NULL },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c.new mine\n", NULL, "d etc\nf etc/c.new mine\n", NULL },
	{ __LINE__, "d etc\nd etc/s\nf etc/s/c one\n", "f etc/s/c mine\n", "d etc\nf etc/s one\n",
		"d etc\nd etc/s\nf etc/s/c mine\n", "!etc/s/c was changed here" },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c mine\n", "d etc\nd etc/c\nf etc/c/d d\n",
		"d etc\nf etc/c mine\n", "!etc/c was changed here and becomes a directory" },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c mine\nd etc/c.new\n", "d etc\nf etc/c two\n",
		"d etc\nf etc/c mine\nd etc/c.new\n", "!etc/c.new is in the way" },
	{ __LINE__, "d etc\nf etc/c one\n", "f etc/c mine\nf etc/c.new older\n", "d etc\nf etc/c two\n",
		"d etc\nf etc/c mine\nf etc/c.new two\n", "etc/c was changed here and stays" },
	// names that sort between a directory and what is in it
	{ __LINE__, "d a\nf a/x one\nf a-b b\nf a.c c\n", "", "d a\nf a/x two\nf a-b B\n", "d a\nf a/x two\nf a-b B\n", NULL },
};
// clang-format on

static void must(int rc, const char *what)
{
	if (rc < 0) {
		fprintf(stderr, "%s: %s\n", what, error_text());
		exit(1);
	}
}

static void make(int dir, char type, char *path, const char *rest)
{
	if (type == '-') {
		if (unlinkat(dir, path, 0) && unlinkat(dir, path, AT_REMOVEDIR))
			must(fail(-errno, "remove %s", path), "test");
	} else if (type == 'd') {
		must(file_make_dirs(dir, path, 0755), path);
	} else if (type == 'l') {
		if (symlinkat(rest, dir, path))
			must(fail(-errno, "link %s", path), "test");
	} else {
		int fd = openat(dir, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

		must(file_write(fd, rest, strlen(rest), path), path);
		close(fd);
	}
}

static void make_all(int dir, const char *lines)
{
	char type, path[100], rest[100];
	int n;

	for (; *lines; lines += strcspn(lines, "\n") + 1) {
		*rest = 0;
		n = sscanf(lines, "%c %99[^ \n] %99[^\n]", &type, path, rest);
		must(n >= 2 ? 0 : -1, "a scene's line");
		make(dir, type, path, rest);
	}
}

static int package(struct arena *a, const char *tree, const char *version, struct opk *opk)
{
	char text[300];
	struct manifest m;

	must(file_remove_tree(AT_FDCWD, "package"), "package");
	must(file_make_dirs(AT_FDCWD, "package", 0755), "package");
	int dir = file_open_dir("package"), fd = open("opk", O_RDWR | O_CREAT | O_TRUNC, 0600);
	make_all(dir, tree);
	snprintf(text, sizeof text,
		"orion-package\t1\nname\tp\nversion\t%s\narch\tx86_64\nsummary\tA test\nlicense\tMIT\n"
		"url\thttps://example.org/\norigin\tp\ndate\t1700000000\n",
		version);
	unlink("opk");
	must(pack(a, dir, text_of(text + strcspn(text, "\n") + 1), fd, &m), "pack");
	must(opk_open(opk, a, fd, "opk", NULL), "open");
	close(dir);
	return fd;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list_one(struct buffer *b, int root, const char *path);

static void list_dir(struct buffer *b, int root, const char *path)
{
	char *names[100], sub[600];
	size_t count = 0;
	int fd = file_open(root, *path ? path : ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fdopendir(fd);

	for (struct dirent *e; (e = readdir(d));)
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..") && strcmp(e->d_name, "var"))
			names[count++] = strdup(e->d_name);
	closedir(d);
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++) {
		snprintf(sub, sizeof sub, "%s%s%s", path, *path ? "/" : "", names[i]);
		list_one(b, root, sub);
		free(names[i]);
	}
}

static void list_one(struct buffer *b, int root, const char *path)
{
	char rest[200] = "";
	struct stat st;

	fstatat(root, path, &st, AT_SYMLINK_NOFOLLOW);
	if (S_ISDIR(st.st_mode)) {
		buffer_printf(b, "d %s\n", path);
		list_dir(b, root, path);
		return;
	}
	if (S_ISLNK(st.st_mode)) {
		ssize_t n = readlinkat(root, path, rest, sizeof rest - 1);

		must((int)n, path);
	} else {
		int fd = openat(root, path, O_RDONLY);

		must((int)read(fd, rest, sizeof rest - 1), path);
		close(fd);
	}
	buffer_printf(b, "%c %s %s\n", S_ISLNK(st.st_mode) ? 'l' : 'f', path, rest);
}

static void check_tree(int line, int root, const char *want)
{
	struct buffer b = { 0 };

	list_dir(&b, root, "");
	buffer_add(&b, "", 1);
	CHECK_AT(line, !strcmp(b.s, want));
	if (strcmp(b.s, want))
		fprintf(stderr, "--- is\n%s--- not\n%s", b.s, want);
	buffer_free(&b);
}

static bool said(const struct transaction_notes *notes, const char *what)
{
	for (size_t i = 0; i < notes->count; i++)
		if (memmem(notes->item[i].s, notes->item[i].n, what, strlen(what)))
			return true;
	return false;
}

// From what is installed to the tree (NULL: to nothing).
static int step(struct arena *a, struct target *t, const char *tree, const char *version,
	struct transaction_notes *notes)
{
	struct installed in;
	struct opk opk = { 0 };
	int fd = -1;

	must(installed_load(&in, a, t), "installed");
	must(installed_manifests(&in, a), "installed");
	if (tree)
		fd = package(a, tree, version, &opk);
	struct transaction_change change = { in.count ? in.package : NULL, tree ? &opk : NULL };
	struct transaction order = {
		.target = t, .installed = &in, .change = &change, .changes = 1, .command = "test"
	};
	int rc = transaction_run(&order, a, notes);
	opk_close(&opk);
	installed_unload(&in);
	if (fd >= 0)
		close(fd);
	return rc;
}

static void play(const struct scene *s)
{
	struct arena a = { 0 };
	struct target t;
	struct transaction_notes notes = { 0 };
	struct stat st;

	must(file_remove_tree(AT_FDCWD, "root"), "root");
	mkdir("root", 0755);
	must(target_open(&t, &a, "root"), "target");
	must(target_lock(&t, &a, "test", false, NULL), "lock");
	if (s->old)
		must(step(&a, &t, s->old, "1-r0", &notes), "the old one");
	make_all(t.root, s->disk);
	int rc = step(&a, &t, s->new, "2-r0", &notes);
	if (s->said && *s->said == '!') {
		CHECK_AT(s->line, rc == -E_DATA && strstr(error_text(), s->said + 1));
		CHECK_AT(s->line,
			said(&notes, s->said + 1) || strstr(error_text(), "symbolic link"));
	} else {
		CHECK_AT(s->line, !rc);
		CHECK_AT(s->line, s->said ? said(&notes, s->said) : !notes.count);
	}
	if (rc && !s->said)
		fprintf(stderr, "%s:%d: %s\n", __FILE__, s->line, error_text());
	check_tree(s->line, t.root, s->want);
	CHECK_AT(s->line, fstatat(t.state, APPLY_STAGE, &st, 0) && errno == ENOENT);
	target_close(&t);
	arena_free(&a);
}

int main(void)
{
	for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
		play(scenes + i);
	printf("%zu scenes\n", sizeof scenes / sizeof *scenes);
	return test_failed;
}
