// SPDX-License-Identifier: MIT
// Making packages: the same bytes from the same things, what is in them, and what can't be packed.
#include "pack.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "test.h"

#define HEAD \
	"name\tx\nversion\t1.0-r1\narch\tx86_64\nsummary\tA test\nlicense\tMIT\norigin\tx\ndate\t1793491200\n"

enum { BIG = 2500000 };

static int dir;
static char *big;

static void put(const char *path, mode_t mode, const void *data, size_t n)
{
	CHECK(!file_replace(dir, path, mode, data, n));
}

static void make_tree(void)
{
	big = malloc(BIG);
	srand(1);
	for (size_t i = 0; i < BIG; i++)
		big[i] = (char)(i < BIG / 2 ? rand() : 'a' + rand() % 2);
	CHECK(!file_make_dirs(dir, "etc", 0700) && !file_make_dirs(dir, "usr/bin", 0777));
	CHECK(!file_make_dirs(dir, "usr/lib/x", 0755) && !file_make_dirs(dir, "var/empty", 0755));
	put("usr/bin/tool", 0711, "#!/bin/sh\n", 10);
	put("etc/tool.conf", 0600, "a=1\n", 4);
	put("usr/lib/x/big", 0444, big, BIG);
	put("usr/lib/x/empty", 0644, "", 0);
	put("usr/bin-x", 0755, "x", 1);
	CHECK(!symlinkat("tool", dir, "usr/bin/alias"));
}

static int pack_to(struct arena *a, const char *description, struct manifest *m, struct text *bytes)
{
	int out = memfd_create("package", MFD_CLOEXEC);
	int rc = pack(a, dir, text_of(description), out, m);

	if (!rc && bytes)
		CHECK(!file_load_fd(a, out, 1 << 28, bytes, "package"));
	close(out);
	return rc;
}

static struct text unzstd(struct arena *a, struct text t)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();
	char *out = arena_array(a, BIG * 2, 1);
	ZSTD_inBuffer in = { t.s, t.n, 0 };
	ZSTD_outBuffer to = { out, BIG * 2, 0 };

	while (in.pos < in.size)
		if (ZSTD_isError(ZSTD_decompressStream(d, &to, &in))) {
			CHECK(!"zstd reads it");
			break;
		}
	ZSTD_freeDCtx(d);
	return (struct text){ out, to.pos };
}

static void contents(struct arena *a)
{
	struct manifest m;
	struct text bytes, all;

	CHECK(!pack_to(a,
		HEAD "mode\t0600\tetc/tool.conf\nowner\t5\t6\tvar/empty\nd\t1777\t0\t0\ttmp\n"
			       "d\t0700\t1\t2\tvar\nneeds\tsh\nneeds\tmusl\nneeds\tsh\nforeign\tusr/share\n",
		&m, &bytes));
	CHECK_TEXT(error_text(), "");
	CHECK(m.needs.count == 2 && text_is(m.needs.item[0], "musl") &&
		text_is(m.needs.item[1], "sh"));
	CHECK(m.entries == 14 && m.size == BIG + 15);

	const struct entry *conf = manifest_find(&m, TEXT("etc/tool.conf")),
			   *tool = manifest_find(&m, TEXT("usr/bin/tool")),
			   *etc = manifest_find(&m, TEXT("etc")),
			   *tmp = manifest_find(&m, TEXT("tmp")),
			   *var = manifest_find(&m, TEXT("var")),
			   *alias = manifest_find(&m, TEXT("usr/bin/alias"));

	CHECK(conf->mode == 0600 && tool->mode == 0755 && etc->mode == 0755 && tmp->mode == 01777);
	CHECK(var->mode == 0700 && var->uid == 1 && var->gid == 2 && conf->uid == 0);
	CHECK(manifest_find(&m, TEXT("var/empty"))->uid == 5 &&
		manifest_find(&m, TEXT("usr/lib/x/big"))->mode == 0644);
	CHECK(alias->type == 'l' && text_is(alias->target, "tool"));

	all = unzstd(a, bytes);
	CHECK(all.n == m.size && !memcmp(all.s + tool->at, "#!/bin/sh\n", 10));
	CHECK(!memcmp(all.s + manifest_find(&m, TEXT("usr/lib/x/big"))->at, big, BIG));
}

// A file that spans frames arrives whole, and so does what is behind it, in any order.
static void frames(struct arena *a)
{
	int fd = memfd_create("package", MFD_CLOEXEC);
	struct manifest m;
	struct opk p;
	const void *data;
	ssize_t n;
	size_t done = 0;

	CHECK(!pack(a, dir, text_of(HEAD), fd, &m) && m.frames >= 3);
	CHECK(!opk_open(&p, a, fd, "x.opk", NULL) && !opk_check(&p));
	const struct entry *large = manifest_find(&p.manifest, TEXT("usr/lib/x/big")),
			   *small = manifest_find(&p.manifest, TEXT("usr/bin/tool"));

	CHECK(!opk_seek(&p, large));
	while ((n = opk_data(&p, &data)) > 0) {
		CHECK(done + (size_t)n <= BIG && !memcmp(data, big + done, (size_t)n));
		done += (size_t)n;
	}
	CHECK(n == 0 && done == BIG);
	CHECK(!opk_seek(&p, small) && opk_data(&p, &data) == 10 &&
		!memcmp(data, "#!/bin/sh\n", 10));
	opk_close(&p);
	close(fd);
}

static void same_bytes(struct arena *a)
{
	struct manifest m;
	struct text one, two;
	const struct timespec old[2] = { { 1, 0 }, { 2, 0 } };

	CHECK(!pack_to(a, HEAD "needs\ta\nneeds\tb\n", &m, &one));
	// Other times, other modes that mean the same, another order of directory entries and lines.
	CHECK(!utimensat(dir, "usr/bin/tool", old, 0) && !fchmodat(dir, "usr/bin/tool", 0777, 0));
	CHECK(!fchmodat(dir, "etc", 0777, 0) && !file_remove(dir, "usr/bin/tool", 0));
	put("usr/bin/tool", 0755, "#!/bin/sh\n", 10);
	CHECK(!pack_to(a, "needs\tb\nneeds\ta\n" HEAD, &m, &two));
	CHECK(text_equal(one, two));
	put("usr/bin/tool", 0755, "#!/bin/sh ", 10);
	CHECK(!pack_to(a, HEAD "needs\ta\nneeds\tb\n", &m, &two) && !text_equal(one, two));
}

static const struct {
	int line;
	const char *description, *why;
} bad[] = {
	{ __LINE__, "", "there is no `name`" },
	{ __LINE__, HEAD "name\tx\n", "twice" },
	{ __LINE__, HEAD "needs\tx", "does not end" },
	{ __LINE__, HEAD "\n", "line 8 of the description: it is empty" },
	{ __LINE__, HEAD "colour\tred\n", "`colour` is not known" },
	{ __LINE__, HEAD "orion-package\t1\n", "not known" },
	{ __LINE__, HEAD "frame\t1\t1\tx\n", "not known" },
	{ __LINE__, HEAD "group\tx\t1\t\nuser\tx\t1\t1\t/\t/\t\ngroup\tx\t2\t\n",
		"line 10 of the description: group: x stands there twice" },
	{ __LINE__, HEAD "mode\t0644\tnone\n", "`none` of the description" },
	{ __LINE__, HEAD "mode\t644\tetc\n", "mode" },
	{ __LINE__, HEAD "mode\t0644\t../etc\n", "`..`" },
	{ __LINE__, HEAD "mode\t0644\tusr/bin/alias\n", "is a link" },
	{ __LINE__, HEAD "owner\t0\tetc\n", "fields" },
	{ __LINE__, HEAD "owner\tx\t0\tetc\n", "owner" },
	{ __LINE__, HEAD "foreign\t/usr\n", "absolute" },
	{ __LINE__, HEAD "f\t0644\t0\t0\t0\tx\ta\n", "64 digits" },
	{ __LINE__, HEAD "c\t0666\t0\t0\t1\t3\tetc\n", "in order" },
	{ __LINE__, HEAD "d\t0755\t0\t0\tusr/bin/tool\n", "in order" },
	{ __LINE__, HEAD "l\t0\t0\tusr/bin/tool/x\ty\n", "no directory" },
	{ __LINE__, HEAD "mode\t4755\tusr/bin/tool\n", "not declared as `setuid`" },
	{ __LINE__, HEAD "setuid\tusr/bin/tool\n", "declared as `setuid` is not" },
	{ __LINE__, HEAD "capability\tusr/bin/none\t0000000000000001\t0000000000000000\t-\n",
		"no file" },
};

static void refused(struct arena *a)
{
	struct manifest m;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error_clear();
		if (pack_to(a, bad[i].description, &m, NULL) != -E_DATA ||
			!strstr(error_text(), bad[i].why)) {
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text());
			test_failed = 1;
		}
	}
	CHECK(!pack_to(a, HEAD "mode\t4755\tusr/bin/tool\nsetuid\tusr/bin/tool\n", &m, NULL));
	CHECK(!pack_to(a, HEAD "c\t0666\t0\t0\t1\t3\tdev/null\n", &m, NULL) &&
		m.devices.count == 1);
	CHECK(!mkfifoat(dir, "pipe", 0644) && pack_to(a, HEAD, &m, NULL) == -E_DATA);
	CHECK(strstr(error_text(), "pipe is neither") && !file_remove(dir, "pipe", 0));
	put("a\nb", 0644, "", 0);
	CHECK(pack_to(a, HEAD, &m, NULL) == -E_DATA && strstr(error_text(), "control"));
	CHECK(!file_remove(dir, "a\nb", 0));
}

static int find_libc(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	if (!strstr(info->dlpi_name, "/libc.so"))
		return 0;
	*(const char **)data = info->dlpi_name;
	return 1;
}

static void copy_in(struct arena *a, const char *from, const char *path)
{
	struct text t;
	int fd = open(from, O_RDONLY);

	CHECK(!file_load_fd(a, fd, 1 << 28, &t, from));
	put(path, 0755, t.s, t.n);
	close(fd);
}

static bool has(const struct texts *list, const char *what)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_is(list->item[i], what))
			return true;
	return false;
}

static void libraries(struct arena *a)
{
	const char *libc = NULL;
	struct manifest m;

	dl_iterate_phdr(find_libc, &libc);
	CHECK(libc);
	copy_in(a, "/proc/self/exe", "usr/bin/program");
	CHECK(!pack_to(a, HEAD, &m, NULL) && has(&m.needs, "so:libc.so.6") && !m.provides.count);
	copy_in(a, libc, "usr/lib/x/plugin.so");
	CHECK(!pack_to(a, HEAD, &m, NULL) && !m.provides.count);
	copy_in(a, libc, "usr/lib/libc.so.6");
	CHECK(!pack_to(a, HEAD, &m, NULL) && !has(&m.needs, "so:libc.so.6") &&
		has(&m.provides, "so:libc.so.6"));
	CHECK(!pack_to(a, HEAD "foreign\tusr\n", &m, NULL) && !m.needs.count && !m.provides.count);
}

int main(void)
{
	char name[] = "/tmp/orion-pack.XXXXXX";
	struct arena a = { NULL };

	CHECK(mkdtemp(name));
	dir = file_open_dir(name);
	make_tree();
	contents(&a);
	frames(&a);
	same_bytes(&a);
	refused(&a);
	libraries(&a);
	close(dir);
	int tmp = file_open_dir("/tmp");
	CHECK(!file_remove_tree(tmp, name + 5));
	close(tmp);
	free(big);
	arena_free(&a);
	return test_failed;
}
