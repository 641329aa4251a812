// SPDX-License-Identifier: MIT
// Manifests: a good one, and good ones with one thing wrong.
#include "error.h"
#include "manifest.h"
#include "test.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD "orion-bundle\t1\nrole\tnode\narch\tx86_64\ndate\t1793491200\n"
#define KERNEL "kernel\t6.12.101-orion\t0123456789abcdef0123456789abcdef01234567\n"
#define FILES "file\tinitrd.img\t65925\t" HEX "\nfile\troot.erofs\t20000000\t" HEX "\n"
#define PACKAGES "package\tbusybox\t1.37.0-r1\t" HEX "\npackage\tmusl\t1.2.5-r1\t" HEX "\n"

static const struct {
	int line;
	const char *text;
} bad[] = {
	{ __LINE__, "" },
	{ __LINE__, "orion-bundle\t2\n" },
	{ __LINE__, HEAD },
	{ __LINE__, HEAD KERNEL FILES "package\tbusybox\t1.37.0-r1\n" },
	{ __LINE__, HEAD KERNEL PACKAGES FILES },
	{ __LINE__, HEAD FILES },
	{ __LINE__, HEAD KERNEL FILES "package\tx\ty\tz" },
	{ __LINE__, HEAD KERNEL FILES "colour\tred\n" },
	{ __LINE__, HEAD KERNEL KERNEL },
	{ __LINE__, HEAD "kernel\t6.12\tABCDEF0123456789ABCDEF\n" FILES },
	{ __LINE__, HEAD "kernel\t6.12\t0123\n" FILES },
	{ __LINE__, HEAD KERNEL "file\troot.erofs\t-1\t" HEX "\n" },
	{ __LINE__, HEAD KERNEL "file\troot.erofs\t1\t0123\n" },
	{ __LINE__, HEAD KERNEL "file\t../root.erofs\t1\t" HEX "\n" },
	{ __LINE__, HEAD KERNEL "file\t\t1\t" HEX "\n" },
	{ __LINE__, HEAD KERNEL FILES "\n" },
	{ __LINE__, "role\tnode\n" },
	{ __LINE__, "orion-bundle\t1\nrole\ta/b\n" },
	{ __LINE__, "orion-bundle\t1\nrole\tnode\narch\tx86_64\ndate\tnow\n" },
};

static void takes(void)
{
	static const char text[] = HEAD KERNEL FILES PACKAGES;
	struct manifest m;

	CHECK(!manifest_parse(&m, text, sizeof text - 1));
	CHECK_TEXT(m.role, "node");
	CHECK_TEXT(m.arch, "x86_64");
	CHECK(m.date == 1793491200);
	CHECK_TEXT(m.release, "6.12.101-orion");
	CHECK_TEXT(m.build_id, "0123456789abcdef0123456789abcdef01234567");
	CHECK(m.files == 2 && m.packages == 2);
	CHECK(manifest_find(&m, "root.erofs") && manifest_find(&m, "root.erofs")->size == 20000000);
	CHECK_TEXT(manifest_find(&m, "initrd.img")->sha256, HEX);
	CHECK(!manifest_find(&m, "vmlinuz"));
	CHECK(!manifest_parse(&m, text, sizeof HEAD KERNEL - 1));
}

static void many_files(void)
{
	char text[4096] = HEAD KERNEL;
	struct manifest m;

	for (int i = 0; i <= MANIFEST_FILES; i++) {
		CHECK(manifest_parse(&m, text, strlen(text)) == 0);
		strcat(text, "file\tx\t1\t" HEX "\n");
	}
	CHECK(manifest_parse(&m, text, strlen(text)) == -1);
}

int main(void)
{
	struct manifest m;

	takes();
	many_files();
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		failure_clear();
		CHECK_AT(bad[i].line, manifest_parse(&m, bad[i].text, strlen(bad[i].text)) == -1);
		CHECK_AT(bad[i].line, !strcmp(failure()->code, "E-ROOT-MANIFEST"));
	}
	CHECK(manifest_parse(&m, HEAD "kernel\t6\0.12\t0123456789abcdef01\n", sizeof HEAD + 31) ==
		-1);
	return test_failed;
}
