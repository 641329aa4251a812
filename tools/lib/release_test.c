// SPDX-License-Identifier: MIT
// The texts of a repository's signed files: what is written is read, and nothing else is.
#include "release.h"

#include "buffer.h"
#include "error.h"
#include "test.h"

#define KEY "RWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0i"
#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct root root;
static struct release release;
static struct timestamp timestamp;
static struct latest latest;

static int parse(int kind, struct text t, struct buffer *b)
{
	int rc = kind == 'o' ? root_parse(&root, t)
		: kind == 'r' ? release_parse(&release, t)
		: kind == 't' ? timestamp_parse(&timestamp, t)
			      : latest_parse(&latest, t);

	if (kind == 'o')
		root_write(&root, b);
	else if (kind == 'r')
		release_write(&release, b);
	else if (kind == 't')
		timestamp_write(&timestamp, b);
	else
		latest_write(&latest, b);
	return rc;
}

#define ROOT "orion-root\t1\nserial\t1\nrelease\t" KEY "\ntimestamp\t" KEY "\n"
#define RELEASE "orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t" DIGEST "\n"
#define TIMESTAMP(date, expires) \
	"orion-timestamp\t1\nserial\t5\nrelease\t6\t" DIGEST "\ndate\t" date "\nexpires\t" expires \
	"\n"
#define LATEST "orion-repository\t1\nroot\t" DIGEST "\ntimestamp\t" DIGEST "\n"

// clang-format off
static const struct {
	int line;
	char kind;
	struct text text;
	int rc;
} cases[] = {
	{ __LINE__, 'o', TEXT(ROOT), 0 },
	{ __LINE__, 'r', TEXT(RELEASE), 0 },
	{ __LINE__, 't', TEXT(TIMESTAMP("0", "7776000")), 0 },
	{ __LINE__, 't', TEXT(TIMESTAMP("9", "9")), 0 },
	{ __LINE__, 'l', TEXT(LATEST), 0 },
	// one thing in place of another
	{ __LINE__, 'o', TEXT(RELEASE), -E_DATA },
	{ __LINE__, 'r', TEXT(TIMESTAMP("0", "1")), -E_DATA },
	{ __LINE__, 't', TEXT(RELEASE), -E_DATA },
	{ __LINE__, 'l', TEXT(ROOT), -E_DATA },
	{ __LINE__, 'o', TEXT(""), -E_DATA },
	// longer than 90 days, or backwards
	{ __LINE__, 't', TEXT(TIMESTAMP("0", "7776001")), -E_DATA },
	{ __LINE__, 't', TEXT(TIMESTAMP("10", "9")), -E_DATA },
	// a line too many, too few, without its end; another format
	{ __LINE__, 'o', TEXT(ROOT "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t1\nrelease\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t1\nrelease\t" KEY "\ntimestamp\t" KEY), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t2\nserial\t1\nrelease\t" KEY "\ntimestamp\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t0\nrelease\t" KEY "\ntimestamp\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t01\nrelease\t" KEY "\ntimestamp\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t9007199254740993\nrelease\t" KEY "\ntimestamp\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t1\nrelease\t\ntimestamp\t" KEY "\n"), -E_DATA },
	// digests: none, short, upper-case, with blanks; sizes
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t\n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t4\n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t0123\n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t 123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t" DIGEST " \n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t" DIGEST "\t\n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t0\t" DIGEST "\n"), -E_DATA },
	{ __LINE__, 'r', TEXT("orion-release\t1\nserial\t2\ndate\t3\nindex\t67108865\t" DIGEST "\n"), -E_DATA },
};
// clang-format on

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };

		CHECK_AT(cases[i].line, parse(cases[i].kind, cases[i].text, &b) == cases[i].rc);
		if (!cases[i].rc)
			CHECK_AT(cases[i].line, text_equal(buffer_view(&b), cases[i].text));
		buffer_free(&b);
	}
	CHECK(root.serial == 1 && release.index_size == 4 && timestamp.release_serial == 6);
	return test_failed;
}
