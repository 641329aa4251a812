// SPDX-License-Identifier: MIT
// Images of edge cases: fsck.erofs finds no fault and extracts what the tree has; erofs_walk, and the kernel, where this runs as root and
// may mount, show it with types, modes, owners, times, devices and capabilities.
#include "erofs.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "arena.h"
#include "digest.h"
#include "erofs_walk.h"
#include "error.h"
#include "test.h"
#include "tree.h"

enum { TIME = 1234567890 };

static struct arena arena;
static struct tree tree;

// What every test adds to its tree.

static struct entry *put(char type, unsigned mode, uint32_t uid, uint32_t gid, const char *path)
{
	struct entry *e = ARENA_NEW(&arena, struct entry);

	CHECK(!tree_make(&tree, path, 0644, TEXT("")));
	struct node *n = tree_find(&tree, text_of(path));
	*e = *n->entry;
	e->type = type;
	e->mode = (uint16_t)mode;
	e->uid = uid;
	e->gid = gid;
	n->entry = e;
	return e;
}

// A content that is not the same everywhere.
static struct text bytes(size_t n)
{
	char *s = arena_array(&arena, n, 1);

	for (size_t i = 0; i < n; i++)
		s[i] = (char)(i * 7 + i / 251 + n);
	return (struct text){ s, n };
}

static void put_file(const char *path, size_t n)
{
	CHECK(!tree_make(&tree, path, 0644, bytes(n)));
}

static void edges(void)
{
	static const size_t size[] = { 0, 1, 4095, 4096, 4097, 8192, 1 << 20, (1 << 20) + 1 };
	char name[300], target[4096];

	for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
		snprintf(name, sizeof name, "files/%zu", size[i]);
		put_file(name, size[i]);
	}
	put('d', 0755, 0, 0, "empty");
	put('d', 01777, 0, 0, "tmp");
	put('d', 02750, 65535, 65536, "team");
	put('f', 04755, 0, 0, "su");
	put('f', 0600, 4294967294u, 4294967294u, "nobody");
	put('f', 0000, 65535, 65535, "closed");
	struct entry *null = put('c', 0666, 0, 0, "dev/null"),
		     *far = put('b', 0660, 0, 6, "dev/far");
	null->major = 1;
	null->minor = 3;
	far->major = 4095;
	far->minor = 0xfffff;
	// Names around `.` and `..` in the order of bytes, and around `/`.
	put_file("-", 1);
	put_file("...", 1);
	put_file("..a", 1);
	put_file(".a", 1);
	put_file("!", 1);
	put_file("a/x", 1);
	put_file("a-/x", 1);
	put_file("a.b", 1);
	put_file("\xc3\xa4/\xff", 1);
	memset(name, 'n', 255);
	name[255] = 0;
	put_file(name, 5);
	memset(target, 't', sizeof target);
	for (size_t n = 4000; n < 4096; n += 19) {
		snprintf(name, sizeof name, "links/%zu", n);
		target[n] = 0;
		CHECK(!tree_make_link(&tree, name, target));
		target[n] = 't';
	}
	CHECK(!tree_make_link(&tree, "bin", "usr/bin"));
}

// Directories whose entries end at and around the end of a block, by names of all lengths.
static void directories(void)
{
	char name[300];

	for (size_t last = 200; last < 256; last++) {
		for (size_t i = 0; i < 15; i++) {
			size_t n = (size_t)snprintf(name, sizeof name, "sized/%zu/%02zu", last, i);

			memset(name + n, 'x', sizeof name - n);
			name[strlen("sized/200/") + (i == 14 ? last : 255)] = 0;
			put_file(name, 0);
		}
	}
	for (size_t i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "many/%zu-entry", i * 7919 % 5000);
		put_file(name, i % 3);
	}
	for (size_t i = 0; i < 300; i++) {
		snprintf(name, sizeof name, "dirs/%zu/below", i);
		put_file(name, i);
	}
}

static void capabilities(void)
{
	static const struct capability c[] = {
		{ 1u << 10 | 1u << 13, 0, true, { NULL, 0 } },
		{ 0x1ffffffffff, 0x10000000001, false, { NULL, 0 } },
	};

	put_file("ping", 10);
	tree_find(&tree, TEXT("ping"))->capability = &c[0];
	put('f', 0755, 70000, 0, "big");
	tree_find(&tree, TEXT("big"))->capability = &c[1];
}

// Commands

static int run(const char *fmt, ...)
{
	char command[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof command, fmt, ap);
	va_end(ap);
	int status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Comparing a directory with the tree

static size_t found;

static int count_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)path, (void)st, (void)type, (void)f;
	found++;
	return 0;
}

static void same_content(const char *path, const struct node *n)
{
	char *buf = malloc(n->data.n + 1);
	int fd = open(path, O_RDONLY);

	CHECK(fd >= 0 && read(fd, buf, n->data.n + 1) == (ssize_t)n->data.n);
	CHECK(!memcmp(buf, n->data.s ? n->data.s : "", n->data.n));
	close(fd);
	free(buf);
}

static void same_capability(const char *path, const struct capability *c)
{
	unsigned char v[64];
	uint32_t want[5] = { 0x02000000, 0, 0, 0, 0 };
	ssize_t n = lgetxattr(path, "security.capability", v, sizeof v);

	if (!c) {
		CHECK(n == -1 && errno == ENODATA);
		return;
	}
	want[0] |= c->effective;
	want[1] = (uint32_t)c->permitted;
	want[2] = (uint32_t)c->inheritable;
	want[3] = (uint32_t)(c->permitted >> 32);
	want[4] = (uint32_t)(c->inheritable >> 32);
	CHECK(n == 20 && !memcmp(v, want, 20));
}

static void same_metadata(const char *path, const struct node *n, const struct stat *st)
{
	const struct entry *e = n->entry;

	CHECK((st->st_mode & 07777) == e->mode);
	CHECK(st->st_uid == e->uid && st->st_gid == e->gid);
	CHECK(st->st_mtime == TIME && st->st_ctime == TIME);
	if (e->type == 'c' || e->type == 'b')
		CHECK(major(st->st_rdev) == e->major && minor(st->st_rdev) == e->minor);
	if (e->type != 'd')
		CHECK(st->st_nlink == 1);
	same_capability(path, n->capability);
}

static void same_node(const char *dir, const struct node *n, bool metadata)
{
	const struct entry *e = n->entry;
	const mode_t type = e->type == 'd' ? S_IFDIR
		: e->type == 'l'           ? S_IFLNK
		: e->type == 'c'           ? S_IFCHR
			  : e->type == 'b' ? S_IFBLK
					   : S_IFREG;
	char path[5000], target[5000];
	struct stat st;

	snprintf(path, sizeof path, "%s/%.*s", dir, TEXT_ARG(e->path));
	if (lstat(path, &st)) {
		perror(path);
		test_failed = 1;
		return;
	}
	CHECK((st.st_mode & S_IFMT) == type);
	if (e->type == 'f') {
		CHECK((uint64_t)st.st_size == e->size);
		same_content(path, n);
	}
	if (e->type == 'l') {
		ssize_t k = readlink(path, target, sizeof target);

		CHECK(text_equal((struct text){ target, k < 0 ? 0 : (size_t)k }, e->target));
	}
	if (metadata)
		same_metadata(path, n, &st);
}

static void same(const char *dir, bool metadata)
{
	found = 0;
	nftw(dir, count_one, 64, FTW_PHYS);
	CHECK(found == tree.count);
	for (size_t i = 0; i < tree.count; i++)
		same_node(dir, &tree.node[i], metadata);
}

// Images

static void write_image(const char *name, struct digest *d)
{
	struct erofs_options o = {
		.uuid = "0123456789abcdef", .time = TIME, .digest = digest_open()
	};
	int fd = open(name, O_CREAT | O_TRUNC | O_RDWR, 0644);
	uint64_t size = 0;
	struct stat st;

	if (erofs_write(&tree, fd, &o, &size)) {
		fprintf(stderr, "%s\n", error_text());
		test_failed = 1;
	}
	CHECK(!fstat(fd, &st) && (uint64_t)st.st_size == size && size % EROFS_BLOCK == 0);
	CHECK(!digest_end(o.digest, d));
	digest_close(o.digest);
	close(fd);
}

static void mounted(const char *name)
{
	if (geteuid()) {
		puts("the kernel's view of the image is not compared: that needs root");
		return;
	}
	run("mkdir -p mnt");
	if (run("mount -t erofs -o loop,ro %s mnt", name)) {
		puts("the kernel's view of the image is not compared: it can't mount EROFS");
		return;
	}
	same("mnt", true);
	CHECK(run("umount mnt") == 0);
}

// Walking through it, somewhere in a file

static int walked;	// the file

static void walked_content(const struct erofs_path *p, const struct node *n)
{
	char *buf = malloc(p->size + 1);

	CHECK(p->size == n->entry->size);
	CHECK(pread(walked, buf, p->size, (off_t)p->at) == (ssize_t)p->size);
	CHECK(!memcmp(buf, n->data.s ? n->data.s : "", n->data.n));
	free(buf);
}

static int walk_one(void *arg, const struct erofs_path *p)
{
	const struct node *n = &tree.node[*(size_t *)arg];
	const struct entry *e = n->entry;
	const struct capability *c = n->capability;

	++*(size_t *)arg;
	CHECK(text_equal(p->path, e->path) && p->type == e->type && p->mode == e->mode);
	CHECK(p->uid == e->uid && p->gid == e->gid && p->time == TIME);
	if (e->type == 'c' || e->type == 'b')
		CHECK(p->major == e->major && p->minor == e->minor);
	if (e->type == 'l')
		CHECK(text_equal(p->target, e->target));
	if (e->type == 'f')
		walked_content(p, n);
	CHECK(!p->capability == !c);
	if (c && p->capability)
		CHECK(p->capability->permitted == c->permitted &&
			p->capability->inheritable == c->inheritable &&
			p->capability->effective == c->effective);
	return 0;
}

static void walk(const char *name)
{
	size_t count = 0;

	CHECK(run("{ head -c 777 /dev/zero; cat %s; } >shifted", name) == 0);
	walked = open("shifted", O_RDONLY);
	if (erofs_walk(walked, 777, walk_one, &count)) {
		fprintf(stderr, "%s\n", error_text());
		test_failed = 1;
	}
	CHECK(count == tree.count);
	close(walked);
}

static void try(const char *name, bool devices)
{
	struct digest one, two, of_file;

	write_image(name, &one);
	int fd = open(name, O_RDONLY);
	CHECK(!digest_fd(&of_file, fd, NULL) && digest_equal(&one, &of_file));
	close(fd);
	write_image("again", &two);
	CHECK(digest_equal(&one, &two));
	CHECK(run("fsck.erofs %s >%s.fsck 2>&1 || { cat %s.fsck; exit 1; }", name, name, name) ==
		0);
	if (!devices) {
		run("chmod -R u+rwx extracted 2>/dev/null; rm -rf extracted");
		CHECK(run("fsck.erofs --extract=extracted %s >%s.fsck 2>&1", name, name) == 0);
		same("extracted", false);
	}
	walk(name);
	mounted(name);
}

static void begin(void)
{
	arena_free(&arena);
	CHECK(!tree_init(&tree, &arena));
}

static void refused(void)
{
	struct erofs_options o = { .time = TIME };
	char target[4100];

	begin();
	put('c', 0600, 0, 0, "dev/x")->major = 4096;
	CHECK(erofs_write(&tree, -1, &o, NULL) == -E_DATA && strstr(error_text(), "dev/x"));
	begin();
	memset(target, 't', sizeof target);
	target[4096] = 0;
	CHECK(!tree_make_link(&tree, "long", target));
	CHECK(erofs_write(&tree, -1, &o, NULL) == -E_DATA && strstr(error_text(), "4095"));
	begin();
	put('f', 0644, 0, 0, "huge")->size = (uint64_t)1 << 45;
	CHECK(erofs_write(&tree, -1, &o, NULL) == -EFBIG);
	begin();
	CHECK(erofs_write(&tree, -1, &o, NULL) == -EBADF);
	put('f', 0644, 0, 0, "short")->size = 1;
	CHECK(erofs_write(&tree, open("/dev/null", O_WRONLY), &o, NULL) == -E_DATA);
	CHECK(strstr(error_text(), "short"));
}

int main(void)
{
	begin();
	try("empty.erofs", false);
	edges();
	capabilities();
	try("edges.erofs", true);
	begin();
	directories();
	try("directories.erofs", false);
	refused();
	arena_free(&arena);
	return test_failed;
}
