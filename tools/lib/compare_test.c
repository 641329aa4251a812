// SPDX-License-Identifier: MIT
// Comparing: what comes, goes and changes, and nothing else.
#include "compare.h"

#include "arena.h"
#include "audit.h"
#include "buffer.h"
#include "manifest.h"
#include "pinned.h"
#include "test.h"

#define HEAD \
	"orion-package\t1\nname\tx\nversion\t1-r0\narch\tx86_64\nsummary\tx\nlicense\tMIT\norigin\tx\ndate\t1\n"
#define D1 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define D2 "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define FILE_F "f\t0644\t0\t0\t3\t" D1 "\tf\n"
#define OTHER "f\t0644\t0\t0\t3\t" D2 "\tf\n"

static struct arena arena;

static int path(void *arg, const struct entry *was, const struct entry *is, unsigned what)
{
	struct text t = was ? was->path : is->path;

	buffer_printf(arg, "%s%.*s%s%s%s%s ",
		!was          ? "+"
			: !is ? "-"
			      : "",
		TEXT_ARG(t), what & AUDIT_TYPE ? "T" : "", what & AUDIT_CONTENT ? "C" : "",
		what & AUDIT_MODE ? "m" : "", what & AUDIT_OWNER ? "o" : "");
	return 0;
}

static void manifests(const char *was, const char *is, const char *want)
{
	struct manifest a, b;
	struct buffer out = { 0 };

	CHECK(!manifest_parse(&a, &arena, text_of(was), MANIFEST_INSTALLED));
	CHECK(!manifest_parse(&b, &arena, text_of(is), MANIFEST_INSTALLED));
	CHECK(!compare_manifests(&a, &b, path, &out));
	buffer_add(&out, "", 1);
	CHECK_TEXT(out.s, want);
	buffer_free(&out);
}

static int package(void *arg, const struct pinned *was, const struct pinned *is)
{
	const struct pinned *p = was ? was : is;

	buffer_printf(arg, "%s%.*s ", !was ? "+" : !is ? "-" : "", TEXT_ARG(p->name));
	return 0;
}

static void lists(const char *was, const char *is, const char *want)
{
	struct pinned *a, *b;
	size_t n, m;
	struct buffer out = { 0 };

	CHECK(!pinned_parse(&a, &n, &arena, text_of(was)));
	CHECK(!pinned_parse(&b, &m, &arena, text_of(is)));
	CHECK(!compare_pinned(a, n, b, m, package, &out));
	buffer_add(&out, "", 1);
	CHECK_TEXT(out.s, want);
	buffer_free(&out);
}

static int stop(void *arg, const struct pinned *was, const struct pinned *is)
{
	(void)was, (void)is;
	++*(int *)arg;
	return -5;
}

int main(void)
{
	struct pinned one[] = { { TEXT("a"), TEXT("1-r0"), { { 0 } } },
		{ TEXT("b"), TEXT("1-r0"), { { 0 } } } };
	int calls = 0;

	manifests(HEAD, HEAD, "");
	manifests(HEAD, HEAD "d\t0755\t0\t0\ta\n", "+a ");
	manifests(HEAD "d\t0755\t0\t0\ta\nd\t0755\t0\t0\tc\n", HEAD "d\t0755\t0\t0\tb\n",
		"-a +b -c ");
	manifests(HEAD "d\t0755\t0\t0\ta\n", HEAD "d\t0700\t0\t5\ta\n", "amo ");
	manifests(HEAD "d\t0755\t0\t0\ta\n", HEAD "l\t0\t0\ta\tb\n", "aT ");
	manifests(HEAD "l\t0\t0\ta\tc\n", HEAD "l\t0\t0\ta\tb\n", "aC ");
	manifests(HEAD FILE_F, HEAD OTHER, "fC ");
	manifests(HEAD FILE_F, HEAD "f\t0644\t0\t0\t4\t" D1 "\tf\n", "fC ");
	manifests(HEAD FILE_F, HEAD "capability\tf\t0000000000002000\t0000000000000000\t-\n" FILE_F,
		"fm ");

	lists("", "", "");
	lists("a\t1-r0\t" D1 "\nb\t1-r0\t" D1 "\n", "a\t1-r0\t" D1 "\nc\t1-r0\t" D1 "\n", "-b +c ");
	lists("a\t1-r0\t" D1 "\nb\t1-r0\t" D1 "\n", "a\t1-r0\t" D2 "\nb\t2-r0\t" D1 "\n", "a b ");
	CHECK(compare_pinned(one, 2, NULL, 0, stop, &calls) == -5 && calls == 1);
	arena_free(&arena);
	return test_failed;
}
