// SPDX-License-Identifier: MIT
// The archives of a bundle: lists of the initrd, microcode where the kernel wants it, drivers with what they need.
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "actions.h"
#include "arena.h"
#include "bundle_impl.h"
#include "cpio.h"
#include "error.h"
#include "test.h"
#include "tree.h"

static struct arena arena;
static struct tree tree;

static void begin(void)
{
	CHECK(!tree_init(&tree, &arena));
}

static void put(const char *path, struct text content)
{
	CHECK(!tree_make(&tree, path, 0644, content));
}

// What cpio(1) lists, without owners and times: "MODE SIZE NAME" a line.
static void check_listing(int line, const struct cpio *c, const char *want)
{
	FILE *f = fopen("part.cpio", "wb");
	char got[4096] = "";

	CHECK(f && fwrite(c->out.s, c->out.n, 1, f) == 1);
	fclose(f);
	f = popen(
		"TZ=UTC cpio --quiet -ntv <part.cpio | awk '{ $2 = $3 = $4 = $6 = $7 = $8 = \"\"; print }' | tr -s ' '",
		"r");
	got[fread(got, 1, sizeof got - 1, f)] = 0;
	CHECK_AT(line, pclose(f) == 0);
	if (strcmp(got, want))
		fprintf(stderr, "%s:%d: got\n%s", __FILE__, line, got), test_failed = 1;
}

static void initrd(void)
{
	struct cpio c = { .time = 1 };

	begin();
	put("usr/lib/orion/initrd/init", TEXT("init"));
	put("usr/lib/orion/initrd/list",
		TEXT("# comment\n\ndir /dev 0755 0 0\nnod /dev/null 0666 0 0 c 1 3\n"
		     "slink /lib  usr/lib 0777 0 0\nfile /init usr/lib/orion/initrd/init 0755 0 0"));
	CHECK(!bundle_initrd(&c, &tree));
	check_listing(__LINE__, &c,
		"drwxr-xr-x 0 dev\ncrw-rw-rw- 1, 1970 dev/null\nlrwxrwxrwx 8 lib -> usr/lib\n-rwxr-xr-x 4 init\n");
	cpio_free(&c);
	put("usr/lib/orion/rescue/busybox", TEXT("busybox"));
	CHECK(!bundle_initrd(&c, &tree) &&
		memmem(c.out.s, c.out.n, "usr/lib/orion/rescue/busybox", 28));
	cpio_free(&c);
}

static const struct {
	int line;
	const char *list, *want;
} bad[] = {
	{ __LINE__, "dir dev 0755 0 0", "line 1: a name begins with a slash" },
	{ __LINE__, "dir /dev 0755 0 0\ndir /dev/../x 0755 0 0", "line 2: " },
	{ __LINE__, "dir /dev 755 0 0", "line 1: " },
	{ __LINE__, "dir /dev 0755 0", "line 1: no such kind of line, or not with so many words" },
	{ __LINE__, "pipe /dev 0755 0 0",
		"line 1: no such kind of line, or not with so many words" },
	{ __LINE__, "a b c d e f g h i j",
		"line 1: no such kind of line, or not with so many words" },
	{ __LINE__, "nod /x 0600 0 0 p 1 3", "line 1: a device is c or b" },
	{ __LINE__, "file /x none 0600 0 0", "line 1: there is no file none" },
	{ __LINE__, "file /x usr 0600 0 0", "line 1: there is no file usr" },
};

static void bad_lists(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct cpio c = { .time = 1 };
		char want[200];

		begin();
		put("usr/lib/orion/initrd/list", text_of(bad[i].list));
		snprintf(want, sizeof want, "usr/lib/orion/initrd/list: %s", bad[i].want);
		CHECK_AT(bad[i].line, bundle_initrd(&c, &tree) == -E_DATA);
		if (strncmp(error_text(), want, strlen(want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
		cpio_free(&c);
	}
	begin();
	CHECK(bundle_initrd(&(struct cpio){ .time = 1 }, &tree) == -E_DATA &&
		strstr(error_text(), "/init"));
}

static size_t find(const struct cpio *c, const char *what)
{
	const char *at = memmem(c->out.s, c->out.n, what, strlen(what));

	CHECK(at);
	return at ? (size_t)(at - c->out.s) : 0;
}

// Files of each vendor, in the order of their names, each content once; Intel's on a boundary of 16.
static void ucode(void)
{
	struct cpio c = { .time = 1 };

	begin();
	CHECK(bundle_ucode(&c, &tree) == -E_DATA && strstr(error_text(), "microcode"));
	cpio_free(&c);
	c = (struct cpio){ .time = 1 };
	put("usr/lib/firmware/intel-ucode/06-01", TEXT("SECOND"));
	put("usr/lib/firmware/intel-ucode/06-00", TEXT("FIRST-"));
	put("usr/lib/firmware/intel-ucode/06-02", TEXT("FIRST-"));
	put("usr/lib/firmware/intel-ucode-more/x", TEXT("OTHER"));
	put("usr/lib/firmware/amd-ucode/a.bin", TEXT("amd-blob"));
	put("usr/lib/firmware/amd-ucode/below/a.bin", TEXT("NOT"));
	CHECK(!bundle_ucode(&c, &tree));
	CHECK(find(&c, "FIRST-SECOND") % 16 == 0 && find(&c, "amd-blob") % 16 == 0);
	CHECK(!memmem(c.out.s, c.out.n, "SECONDFIRST", 11) && !memmem(c.out.s, c.out.n, "NOT", 3));
	CHECK(!memmem(c.out.s, c.out.n, "OTHER", 5));
	cpio_free(&c);
}

// A module that says this of itself: strings that end in a 0.
static struct text module(const char *info, size_t n)
{
	static const char names[] = "\0.shstrtab\0.modinfo\0";
	struct {
		Elf64_Ehdr h;
		Elf64_Shdr s[2];
		char names[32], info[128];
	} *m = arena_array(&arena, 1, sizeof *m);

	memcpy(m->h.e_ident, "\177ELF\2\1\1", 7);
	m->h.e_type = ET_REL;
	m->h.e_shnum = 2;
	m->h.e_shentsize = sizeof(Elf64_Shdr);
	m->h.e_shoff = sizeof m->h;
	memcpy(m->names, names, sizeof names);
	memcpy(m->info, info, n);
	m->s[0] = (Elf64_Shdr){ .sh_name = 1,
		.sh_type = SHT_PROGBITS,
		.sh_offset = sizeof m->h + sizeof m->s,
		.sh_size = sizeof names };
	m->s[1] = (Elf64_Shdr){ .sh_name = 11,
		.sh_type = SHT_PROGBITS,
		.sh_offset = sizeof m->h + sizeof m->s + sizeof m->names,
		.sh_size = n };
	return (struct text){ (char *)m, sizeof *m };
}

#define MODULE(info) module(info, sizeof(info))

static void put_drivers(void)
{
	put("usr/lib/modules/6.1/kernel/a-b.ko", MODULE("firmware=a/one.bin\0firmware=a/none.bin"));
	put("usr/lib/modules/6.1/kernel/dep.ko", MODULE("firmware=d/*.fw"));
	put("usr/lib/modules/6.1/kernel/other.ko", MODULE("firmware=other.bin"));
	put("usr/lib/modules/6.1/modules.dep",
		TEXT("kernel/other.ko:\nkernel/a-b.ko: kernel/dep.ko\nkernel/dep.ko:\n"));
	put("usr/lib/modules/6.1/modules.order", TEXT("kernel/dep.ko\nkernel/a-b.ko\n"));
	put("usr/lib/modules/6.1/modules.builtin.modinfo",
		TEXT("x.license=GPL\0y.firmware=built.bin\0"));
	put("usr/lib/firmware/a/one.bin", TEXT("1"));
	put("usr/lib/firmware/d/x.fw", TEXT("22"));
	put("usr/lib/firmware/d/deep/x.fw", TEXT("no"));
	put("usr/lib/firmware/other.bin", TEXT("no"));
	put("usr/lib/firmware/real.bin", TEXT("333"));
	CHECK(!tree_make_link(&tree, "usr/lib/firmware/built.bin", "real.bin"));
	CHECK(!tree_make_link(&tree, "usr/lib/firmware/d/y.fw", "../real.bin"));
}

static void net(void)
{
	struct cpio c = { .time = 1 };

	begin();
	put_drivers();
	put("usr/lib/orion/kernel/net-modules", TEXT("# cards\na_b\n"));
	CHECK(!bundle_net(&c, &tree, TEXT("6.1")));
	check_listing(__LINE__, &c,
		"drwxr-xr-x 0 usr\ndrwxr-xr-x 0 usr/lib\ndrwxr-xr-x 0 usr/lib/firmware\n"
		"drwxr-xr-x 0 usr/lib/firmware/a\n-rw-r--r-- 1 usr/lib/firmware/a/one.bin\n"
		"-rw-r--r-- 3 usr/lib/firmware/built.bin\n"
		"drwxr-xr-x 0 usr/lib/firmware/d\n-rw-r--r-- 2 usr/lib/firmware/d/x.fw\n"
		"-rw-r--r-- 3 usr/lib/firmware/d/y.fw\n"
		"drwxr-xr-x 0 usr/lib/modules\ndrwxr-xr-x 0 usr/lib/modules/6.1\n"
		"drwxr-xr-x 0 usr/lib/modules/6.1/kernel\n-rw-r--r-- 352 usr/lib/modules/6.1/kernel/a-b.ko\n"
		"-rw-r--r-- 352 usr/lib/modules/6.1/kernel/dep.ko\n"
		"-rw-r--r-- 45 usr/lib/modules/6.1/modules.alias\n-rw-r--r-- 30 usr/lib/modules/6.1/modules.dep\n"
		"-rw-r--r-- 0 usr/lib/modules/6.1/modules.devname\n-rw-r--r-- 55 usr/lib/modules/6.1/modules.softdep\n"
		"-rw-r--r-- 49 usr/lib/modules/6.1/modules.symbols\n"
		"-rw-r--r-- 55 usr/lib/modules/6.1/modules.weakdep\n");
	CHECK(find(&c, "kernel/dep.ko:\nkernel/a-b.ko:\n"));
	cpio_free(&c);
	put("usr/lib/orion/kernel/net-modules", TEXT("none\n"));
	CHECK(bundle_net(&c, &tree, TEXT("6.1")) == -E_DATA);
	CHECK_TEXT(error_text(), "usr/lib/orion/kernel/net-modules: there is no module none");
}

// Without a list there are only the two directories.
static void no_net(void)
{
	struct cpio c = { .time = 1 };

	begin();
	put_drivers();
	CHECK(!bundle_net(&c, &tree, TEXT("6.1")));
	check_listing(__LINE__, &c,
		"drwxr-xr-x 0 usr\ndrwxr-xr-x 0 usr/lib\ndrwxr-xr-x 0 usr/lib/firmware\n"
		"drwxr-xr-x 0 usr/lib/modules\ndrwxr-xr-x 0 usr/lib/modules/6.1\n");
	cpio_free(&c);
}

int main(void)
{
	initrd();
	bad_lists();
	ucode();
	net();
	no_net();
	arena_free(&arena);
	return test_failed;
}
