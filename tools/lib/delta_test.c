// SPDX-License-Identifier: MIT
// Frames that are here already: found in packages and in files, and never a wrong one.
#include "delta.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "pack.h"
#include "test.h"

static struct arena arena;

static void run(const char *command)
{
	if (system(command) != 0) {
		fprintf(stderr, "failed: %s\n", command);
		test_failed = 1;
	}
}

// Bytes that look like random ones and are the same each time.
static void fill(const char *path, size_t n, uint64_t x)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	unsigned char *data = arena_array(&arena, n, 1);

	for (size_t i = 0; i < n; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		data[i] = (unsigned char)(x >> 20);
	}
	CHECK(write(fd, data, n) == (ssize_t)n);
	close(fd);
}

static const char text[] =
	"name\tbox\nversion\t1.0-r1\narch\tx86_64\nsummary\tA test\nlicense\tMIT\n"
			   "origin\tbox\ndate\t1793491200\n";

// Packs the directory and opens the package.
static int open_packed(struct opk *o, const char *dir, const char *file)
{
	struct manifest m;
	int tree = file_open_dir(dir),
	    fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	CHECK(pack(&arena, tree, TEXT(text), fd, &m) == 0);
	close(tree);
	CHECK(opk_open(o, &arena, fd, file, NULL) == 0);
	return fd;
}

// Asks for all frames: how many were there; each that was is the package's.
static size_t found(struct delta *d, const struct opk *o, int root, int fd)
{
	uint64_t at = o->head_size;
	size_t count = 0;
	int copy = memfd_create("copy", MFD_CLOEXEC);

	for (size_t i = 0; i < o->manifest.frames; i++) {
		uint32_t n = o->manifest.frame[i].packed;
		unsigned char *want = arena_array(&arena, n, 1), *got = arena_array(&arena, n, 1);
		int rc = delta_frame(d, &o->manifest, i, root, copy, at);

		CHECK(rc == 0 || rc == 1);
		CHECK(rc == 0 ||
			(pread(fd, want, n, (off_t)at) == (ssize_t)n &&
				pread(copy, got, n, (off_t)at) == (ssize_t)n &&
				!memcmp(want, got, n)));
		count += rc == 1;
		at += n;
	}
	close(copy);
	delta_forget(d);
	return count;
}

int main(void)
{
	struct delta *d;
	struct opk old, new;

	run("rm -rf cache old new && mkdir -p cache old/usr new/usr");
	fill("old/usr/a", 1500000, 1);
	fill("old/usr/b", 6000000, 2);
	fill("old/usr/c", 3000, 3);
	run("cp old/usr/a old/usr/c new/usr/ && ln -s a new/usr/link && : >new/usr/empty && "
	    "(head -c 3000000 old/usr/b; echo x; tail -c 3000000 old/usr/b) >new/usr/b");
	int old_fd = open_packed(&old, "old", "cache/old.opk"),
	    new_fd = open_packed(&new, "new", "new.opk");
	int cache = file_open_dir("cache"), root = file_open_dir("old"),
	    whole = file_open_dir("new");
	size_t frames = new.manifest.frames;

	// of the package before
	CHECK(delta_open(&d, cache) == 0);
	CHECK(delta_has(d, TEXT("box")) && !delta_has(d, TEXT("bo")));
	size_t known = found(d, &new, -1, new_fd);
	CHECK(known > frames / 2 && known < frames);
	CHECK(found(d, &old, -1, old_fd) == old.manifest.frames);
	// of it and of what is installed
	CHECK(found(d, &new, root, new_fd) >= known);
	CHECK(found(d, &new, whole, new_fd) == frames);
	delta_close(d);

	// a package that was damaged since, and what is none
	run("printf x | dd of=cache/old.opk bs=1 seek=5000000 conv=notrunc 2>/dev/null; echo x >cache/none.opk; "
	    "mkfifo cache/pipe.opk");
	CHECK(delta_open(&d, cache) == 0);
	size_t damaged = found(d, &new, -1, new_fd);
	CHECK(damaged + 1 == known || damaged == known);
	CHECK(found(d, &old, -1, old_fd) == old.manifest.frames - 1);
	delta_close(d);

	// only of files
	run("rm cache/*");
	CHECK(delta_open(&d, cache) == 0 && !delta_has(d, TEXT("box")));
	CHECK(found(d, &new, -1, new_fd) == 0);
	size_t files = found(d, &new, root, new_fd);
	CHECK(files > 0 && files < frames);
	CHECK(found(d, &new, whole, new_fd) == frames);
	// a file of another content and the same size; one behind a link; one that is a pipe
	run("cp new/usr/b b && printf x | dd of=new/usr/b bs=1 seek=4000000 conv=notrunc 2>/dev/null");
	CHECK(found(d, &new, whole, new_fd) < files + 2);
	run("mv b new/usr/b && mv new/usr new/elsewhere && ln -s elsewhere new/usr");
	CHECK(found(d, &new, whole, new_fd) == 0);
	run("rm new/usr && mv new/elsewhere new/usr && rm new/usr/b && mkfifo new/usr/b");
	CHECK(found(d, &new, whole, new_fd) < frames);
	delta_close(d);

	opk_close(&old);
	opk_close(&new);
	close(old_fd);
	close(new_fd);
	close(cache);
	close(root);
	close(whole);
	arena_free(&arena);
	return test_failed;
}
