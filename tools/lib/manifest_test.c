// SPDX-License-Identifier: MIT
// Manifests: a good one, which is written again as it was, and good ones with one thing wrong.
#include "manifest.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define ID "orion-package\t1\nname\tbox\nversion\t1.37.0-r1\narch\tx86_64\n"
#define ABOUT "summary\tMany programs in one\nlicense\tGPL-2.0-only\n"
#define HEAD ID ABOUT "origin\tbox\ndate\t1793491200\n"
#define FRAME "frame\t10\t5\t" HEX "\n"
#define DIR "d\t0755\t0\t0\tusr\n"
#define FILE5 "f\t0755\t0\t0\t5\t" HEX "\tusr/a\n"
#define FILE0(path) "f\t0644\t0\t0\t0\t" HEX "\t" path "\n"

static const char full[] = ID ABOUT
	"url\thttps://example.org/\norigin\tbox\ndate\t1793491200\n"
	"needs\tmusl>=1.2.5\nneeds\tso:libc.so|so:libx.so\nprovides\tawk=1\nprovides\tsh\n"
	"conflicts\ttoybox<2\nreplaces\toldbox\nstatic\tzlib=1.3-r1\n"
	"user\tlog\t12\t12\t/\t/bin/false\tLogger of the system\nuser\tntp\t13\t13\t/var\t/bin/false\t\n"
	"group\tlog\t12\tntp,root\ngroup\tntp\t13\t\n"
	"service\tntpd\nalternative\tusr/bin/ed\tusr/bin/box\t0\nalternative\tusr/bin/vi\tusr/bin/box\t9999\n"
	"setuid\tusr/bin/su\ncapability\tusr/bin/ping\t0000000000002000\t0000000000000000\teffective\n"
	"device\tdev/null\nframe\t10\t5\t" HEX "\n"
	"c\t0666\t0\t0\t1\t3\tdev/null\nd\t0755\t0\t0\tetc\nf\t0644\t0\t0\t0\t" HEX
	"\tetc/box.conf\n"
	"l\t0\t0\tusr/bin/awk\tbox\nf\t0755\t0\t0\t5\t" HEX "\tusr/bin/box\nf\t0755\t0\t0\t0\t" HEX
	"\tusr/bin/ping\n"
	"f\t4755\t0\t12\t0\t" HEX "\tusr/bin/su\n";

static const struct {
	int line;
	const char *text, *why;
} bad[] = {
	{ __LINE__, "", "there is no `orion-package`" },
	{ __LINE__, "\n", "`` is not known" },
	{ __LINE__, "orion-package\t2\n", "format 1 only" },
	{ __LINE__, ID ABOUT, "there is no `origin`" },
	{ __LINE__, ID ABOUT "origin\tbox\n", "there is no `date`" },
	{ __LINE__, HEAD "d\t0755\t0\t0\tusr", "does not end" },
	{ __LINE__, HEAD "colour\tred\n", "`colour` is not known" },
	{ __LINE__, HEAD "needs\n", "fields" },
	{ __LINE__, HEAD "needs\ta\tb\n", "fields" },
	{ __LINE__, HEAD "needs\t\n", "no name" },
	{ __LINE__, HEAD "needs\tA\n", "no name" },
	{ __LINE__, HEAD "needs\tb\nneeds\ta\n", "in order" },
	{ __LINE__, HEAD "needs\ta\nneeds\ta\n", "in order" },
	{ __LINE__, HEAD "provides\ta\nneeds\ta\n", "wrong place" },
	{ __LINE__, HEAD "name\tx\n", "wrong place" },
	{ __LINE__, ID "name\tx\n", "wrong place" },
	{ __LINE__, ID "arch\tx86_64\n", "twice" },
	{ __LINE__, ID "license\tMIT\nsummary\tx\n", "no `summary`" },
	{ __LINE__, ID ABOUT "url\t\norigin\tbox\ndate\t1\n", "empty" },
	{ __LINE__, ID "summary\ta\033b\n", "control" },
	{ __LINE__, "orion-package\t1\nname\t../x\n", "no name" },
	{ __LINE__, "orion-package\t1\nname\tx\nversion\t1.0\n", "no revision" },
	{ __LINE__, "orion-package\t1\nname\tx\nversion\t1.0-r1\narch\tx86-64\n", "architecture" },
	{ __LINE__, "orion-package\t1\nname\tx\nversion\t1.0-r1\narch\t\n", "architecture" },
	{ __LINE__, ID ABOUT "origin\tbox\ndate\t-1\n", "date" },
	{ __LINE__, ID ABOUT "origin\tbox\ndate\t01\n", "date" },
	{ __LINE__, HEAD "provides\ta>=1\n", "provided" },
	{ __LINE__, HEAD "conflicts\ta|b\n", "no name" },
	{ __LINE__, HEAD "static\ta\n", "NAME=VERSION" },
	{ __LINE__, HEAD "user\tRoot\t0\t0\t/\t/x\t\n", "user or group" },
	{ __LINE__, HEAD "user\tr\t4294967295\t0\t/\t/x\t\n", "owner" },
	{ __LINE__, HEAD "user\tr\t1\t1\troot\t/x\t\n", "absolute" },
	{ __LINE__, HEAD "user\tr\t1\t1\t/\t/x:y\t\n", "colon" },
	{ __LINE__, HEAD "user\tr\t1\t1\t/\t/x\ta:b\n", "colon" },
	{ __LINE__, HEAD "user\tr\t1\t1\t/\t/x\t\nuser\tr\t2\t1\t/\t/x\t\n", "in order" },
	{ __LINE__, HEAD "group\tr\t1\ta,\n", "user or group" },
	{ __LINE__, HEAD "service\ta/b\n", "no name" },

	{ __LINE__, HEAD "alternative\tv\tx\n" FILE0("x"), "fields" },
	{ __LINE__, HEAD "alternative\tv\tx\t10000\n" FILE0("x"),
		"priority 10000 is not from 0 to 9999" },
	{ __LINE__, HEAD "alternative\tv\tx\t-1\n" FILE0("x"), "priority" },
	{ __LINE__, HEAD "alternative\tv\tx\t01\n" FILE0("x"), "priority" },
	{ __LINE__, HEAD "alternative\tv\tx\t\n" FILE0("x"), "priority" },
	{ __LINE__, HEAD "alternative\t/v\tx\t1\n" FILE0("x"), "absolute" },
	{ __LINE__, HEAD "alternative\tv/../../v\tx\t1\n" FILE0("x"), "`..`" },
	{ __LINE__, HEAD "alternative\t\tx\t1\n" FILE0("x"), "empty" },
	{ __LINE__, HEAD "alternative\tv\t/etc/shadow\t1\n" FILE0("x"), "absolute" },
	{ __LINE__, HEAD "alternative\tv\t../x\t1\n" FILE0("x"), "`..`" },
	{ __LINE__, HEAD "alternative\tv\ty\t1\n" FILE0("x"),
		"leads to `y`, which the package hasn't" },
	{ __LINE__, HEAD "alternative\tx\tx\t1\n" FILE0("x"),
		"`x` is an alternative and a path of the package" },
	{ __LINE__, HEAD "alternative\tv\tx\t1\nalternative\tv\ty\t2\n" FILE0("x") FILE0("y"),
		"in order" },
	{ __LINE__, HEAD "alternative\tw\tx\t1\nalternative\tv\tx\t1\n" FILE0("x"), "in order" },
	{ __LINE__, HEAD "alternative\tv\tx\t1\nservice\ta\n" FILE0("x"), "wrong place" },
	{ __LINE__, HEAD "setuid\tx\nalternative\tv\tx\t1\n" FILE0("x"), "wrong place" },

	{ __LINE__, HEAD FRAME, "the frames have 5 bytes, the files 0" },
	{ __LINE__, HEAD DIR FILE5, "the frames have 0 bytes, the files 5" },
	{ __LINE__, HEAD "frame\t0\t5\t" HEX "\n", "packed size" },
	{ __LINE__, HEAD "frame\t1\t0\t" HEX "\n", "size" },
	{ __LINE__, HEAD "frame\t1\t1048577\t" HEX "\n", "size" },
	{ __LINE__, HEAD "frame\t1052673\t1\t" HEX "\n", "packed size" },
	{ __LINE__, HEAD "frame\t1\t1\t\n", "64 digits" },
	{ __LINE__, HEAD DIR FRAME FILE5, "wrong place" },

	{ __LINE__, HEAD "x\t0755\t0\t0\tusr\n", "not known" },
	{ __LINE__, HEAD "d\t0755\t0\tusr\n", "fields" },
	{ __LINE__, HEAD "d\t755\t0\t0\tusr\n", "mode" },
	{ __LINE__, HEAD "d\t10755\t0\t0\tusr\n", "mode" },
	{ __LINE__, HEAD "d\t0799\t0\t0\tusr\n", "mode" },
	{ __LINE__, HEAD "d\t0755\t-1\t0\tusr\n", "owner" },
	{ __LINE__, HEAD "d\t0755\t0\t4294967295\tusr\n", "owner" },
	{ __LINE__, HEAD "d\t0755\t0\t0\t\n", "empty" },
	{ __LINE__, HEAD "d\t0755\t0\t0\t/usr\n", "absolute" },
	{ __LINE__, HEAD "d\t0755\t0\t0\t..\n", "`..`" },
	{ __LINE__, HEAD "d\t0755\t0\t0\tusr/../../etc\n", "`..`" },
	{ __LINE__, HEAD "d\t0755\t0\t0\t./usr\n", "`.`" },
	{ __LINE__, HEAD "d\t0755\t0\t0\tusr/\n", "empty component" },
	{ __LINE__, HEAD "d\t0755\t0\t0\tusr//bin\n", "empty component" },
	{ __LINE__, HEAD DIR DIR, "in order" },
	{ __LINE__, HEAD FILE0("a") "l\t0\t0\ta\tb\n", "in order" },
	{ __LINE__, HEAD "d\t0755\t0\t0\tvar\n" DIR, "in order" },
	{ __LINE__, HEAD FILE0("a") FILE0("a/b"), "no directory" },
	{ __LINE__, HEAD FILE0("a") FILE0("a-b") FILE0("a/b"), "no directory" },
	{ __LINE__, HEAD "l\t0\t0\ta\t/etc\n" FILE0("a/b/c/d"), "no directory" },
	{ __LINE__, HEAD FILE0("a") "d\t0755\t0\t0\ta/b\n", "no directory" },
	{ __LINE__, HEAD "f\t0755\t0\t0\t0\t\ta\n", "64 digits" },
	{ __LINE__, HEAD "f\t0755\t0\t0\t0\t0123\ta\n", "64 digits" },
	{ __LINE__,
		HEAD
		"f\t0755\t0\t0\t0\t 123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\ta\n",
		"hexadecimal" },
	{ __LINE__,
		HEAD
		"f\t0755\t0\t0\t0\tABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\ta\n",
		"hexadecimal" },
	{ __LINE__, HEAD "f\t0755\t0\t0\t0\t-\ta\n", "64 digits" },
	{ __LINE__, HEAD "f\t0755\t0\t0\t-1\t" HEX "\ta\n", "size" },
	{ __LINE__, HEAD "f\t0755\t0\t0\t1099511627777\t" HEX "\ta\n", "size" },
	{ __LINE__, HEAD "l\t0\t0\ta\t\n", "target" },
	{ __LINE__, HEAD "l\t0\t0\ta\tb\033\n", "target" },

	{ __LINE__, HEAD "f\t4755\t0\t0\t0\t" HEX "\ta\n", "not declared as `setuid`" },
	{ __LINE__, HEAD "f\t2755\t0\t0\t0\t" HEX "\ta\n", "not declared as `setuid`" },
	{ __LINE__, HEAD "d\t2755\t0\t0\ta\n", "not declared as `setuid`" },
	{ __LINE__, HEAD "setuid\ta\n" FILE0("a"), "declared as `setuid` is not" },
	{ __LINE__, HEAD "setuid\tb\nf\t4755\t0\t0\t0\t" HEX "\ta\n", "not declared as `setuid`" },
	{ __LINE__, HEAD "setuid\t/a\n", "absolute" },
	{ __LINE__, HEAD "c\t0666\t0\t0\t1\t3\tnull\n", "not declared as `device`" },
	{ __LINE__, HEAD "b\t0666\t0\t0\t1\t3\tnull\n", "not declared as `device`" },
	{ __LINE__, HEAD "device\tnull\n", "declared as `device` is not" },
	{ __LINE__, HEAD "device\tnull\nc\t0666\t0\t0\t4096\t3\tnull\n", "major" },
	{ __LINE__, HEAD "device\tnull\nc\t0666\t0\t0\t1\t1048576\tnull\n", "minor" },
	{ __LINE__, HEAD "capability\ta\t0000000000000001\t0000000000000000\t-\n", "no file" },
	{ __LINE__, HEAD "capability\ta\t1\t0\t-\n" FILE0("a"), "permitted" },
	{ __LINE__, HEAD "capability\ta\t0000000000000001\t0000000000000000\t+e\n", "effective" },
};

static void full_one(void)
{
	struct arena a = { NULL };
	struct manifest m;
	struct buffer b = { 0 };
	struct text t = { full, sizeof full - 1 };

	CHECK(!manifest_parse(&m, &a, t, MANIFEST_PACKAGE));
	CHECK_TEXT(error_text(), "");
	CHECK(text_is(m.name, "box") && text_is(m.version, "1.37.0-r1") &&
		text_is(m.arch, "x86_64"));
	CHECK(m.date == 1793491200 && m.needs.count == 2 &&
		text_is(m.needs.item[1], "so:libc.so|so:libx.so"));
	CHECK(m.users == 2 && m.user[0].uid == 12 &&
		text_is(m.user[0].gecos, "Logger of the system"));
	CHECK(m.groups == 2 && text_is(m.group[0].members, "ntp,root") && !m.group[1].members.n);
	CHECK(m.alternatives == 2 && text_is(m.alternative[1].link, "usr/bin/vi") &&
		text_is(m.alternative[1].target, "usr/bin/box") &&
		m.alternative[1].priority == PRIORITY_MAX);
	CHECK(m.frames == 1 && m.frame[0].packed == 10 && m.frame[0].size == 5 && m.size == 5);
	CHECK(m.entries == 7 && m.entry[0].type == 'c' && m.entry[0].major == 1 &&
		m.entry[0].minor == 3);

	const struct entry *box = manifest_find(&m, TEXT("usr/bin/box")),
			   *su = manifest_find(&m, TEXT("usr/bin/su"));

	CHECK(box && box->size == 5 && box->at == 0 && box->mode == 0755 && su && su->at == 5 &&
		su->mode == 04755);
	CHECK(!manifest_find(&m, TEXT("usr/bin")) && !manifest_find(&m, TEXT("zzz")) &&
		!manifest_find(&m, TEXT("")));
	CHECK(manifest_capability(&m, TEXT("usr/bin/ping"))->permitted == 0x2000);
	CHECK(!manifest_capability(&m, TEXT("usr/bin/su")));
	CHECK(entry_is_config(manifest_find(&m, TEXT("etc/box.conf"))) && !entry_is_config(box));
	CHECK(!entry_is_config(manifest_find(&m, TEXT("etc"))));
	manifest_write(&m, &b, MANIFEST_PACKAGE);
	CHECK(text_equal(buffer_view(&b), t));

	b.n = 0;
	manifest_write(&m, &b, MANIFEST_INSTALLED);
	CHECK(b.n == sizeof full - sizeof FRAME);
	CHECK(!manifest_parse(&m, &a, buffer_view(&b), MANIFEST_INSTALLED) && m.entries == 7 &&
		!m.frames);
	CHECK(manifest_parse(&m, &a, t, MANIFEST_INSTALLED) == -E_DATA);
	buffer_free(&b);
	arena_free(&a);
}

static void declarations_are_exact(void)
{
	static const char *const good[] = {
		HEAD,
		HEAD DIR,
		HEAD FRAME FILE5,
		HEAD FRAME DIR FILE5,
		HEAD "setuid\ta\nd\t2755\t0\t0\ta\n",
		HEAD "setuid\ta\nsetuid\tb\nf\t4755\t0\t0\t0\t" HEX "\ta\nf\t2755\t0\t0\t0\t" HEX
		     "\tb\n",
		HEAD "d\t1777\t0\t0\ttmp\n",
		HEAD "d\t0755\t0\t0\ta\n" FILE0("a-b") FILE0("a/b") FILE0("a/c"),
	};
	struct arena a = { NULL };
	struct manifest m;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (manifest_parse(&m, &a, text_of(good[i]), MANIFEST_PACKAGE)) {
			fprintf(stderr, "%zu: %s\n", i, error_text());
			test_failed = 1;
		}
	arena_free(&a);
}

static void huge_counts(void)
{
	struct arena a = { NULL };
	struct manifest m;
	struct buffer b = { 0 };

	buffer_text(&b, TEXT(HEAD));
	for (int i = 0; i <= MANIFEST_LINES; i++)
		buffer_printf(&b, "needs\tn%06d\n", i);
	CHECK(manifest_parse(&m, &a, buffer_view(&b), MANIFEST_PACKAGE) == -E_DATA);
	CHECK(strstr(error_text(), "more than 4096 lines"));
	b.n = sizeof HEAD - 1;
	for (int i = 0; i <= MANIFEST_LINES; i++)
		buffer_printf(&b, "alternative\tn%06d\tx\t1\n", i);
	buffer_text(&b, TEXT(FILE0("x")));
	CHECK(manifest_parse(&m, &a, buffer_view(&b), MANIFEST_PACKAGE) == -E_DATA);
	CHECK(strstr(error_text(), "more than 4096 lines `alternative`"));
	b.n = sizeof HEAD - 1;
	for (int i = 0; i <= MANIFEST_ENTRIES; i++)
		buffer_printf(&b, "d\t0755\t0\t0\tn%07d\n", i);
	CHECK(!buffer_error(&b) &&
		manifest_parse(&m, &a, buffer_view(&b), MANIFEST_PACKAGE) == -E_DATA);
	CHECK(strstr(error_text(), "more than 1048576 paths"));
	CHECK(manifest_parse(&m, &a, (struct text){ b.s, (size_t)MANIFEST_LENGTH + 1 },
		      MANIFEST_PACKAGE) == -E_DATA);
	buffer_free(&b);
	arena_free(&a);
}

// Any line taken out, doubled or cut short is refused, or what is left is written as it was read.
static void damaged(void)
{
	struct arena a = { NULL };
	struct buffer b = { 0 }, again = { 0 };
	struct manifest m;

	for (size_t cut = 0; cut < sizeof full; cut++)
		for (size_t length = 0; length < 8; length++) {
			b.n = again.n = 0;
			buffer_add(&b, full, cut);
			if (cut + length < sizeof full)
				buffer_add(&b, full + cut + length, sizeof full - 1 - cut - length);
			if (!manifest_parse(&m, &a, buffer_view(&b), MANIFEST_PACKAGE)) {
				manifest_write(&m, &again, MANIFEST_PACKAGE);
				CHECK(text_equal(buffer_view(&b), buffer_view(&again)));
			}
			arena_free(&a);
		}
	buffer_free(&b);
	buffer_free(&again);
}

int main(void)
{
	struct arena a = { NULL };
	struct manifest m;

	full_one();
	declarations_are_exact();
	huge_counts();
	damaged();
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error_clear();
		if (manifest_parse(&m, &a, text_of(bad[i].text), MANIFEST_PACKAGE) != -E_DATA ||
			!strstr(error_text(), bad[i].why)) {
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text());
			test_failed = 1;
		}
	}
	static const char zero[] = ID "summary\ta\0b\n";

	CHECK(manifest_parse(&m, &a, (struct text){ zero, sizeof zero - 1 }, MANIFEST_PACKAGE) ==
		-E_DATA);
	arena_free(&a);
	return test_failed;
}
