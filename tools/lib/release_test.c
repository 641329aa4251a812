// SPDX-License-Identifier: MIT
// The texts of a repository's signed files: what is written is read, and nothing else is.
#include "release.h"

#include "buffer.h"
#include "error.h"
#include "test.h"

#define KEY "RWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0i"
#define KEY2 "RWQSc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0j"
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

#define ROOT_OF(serial, keys) \
	"orion-root\t1\nserial\t" serial "\n" keys "release\t" KEY "\ntimestamp\t" KEY "\n"
#define ONE "threshold\t1\nkey\t" KEY "\n"
#define ROOT ROOT_OF("1", ONE)
#define RELEASE "orion-release\t1\nserial\t2\ndate\t3\nindex\t4\t" DIGEST "\n"
#define TIMESTAMP(date, expires) \
	"orion-timestamp\t1\nserial\t5\nrelease\t6\t" DIGEST "\ndate\t" date "\nexpires\t" expires \
	"\n"
#define LATEST_OF(roots) "orion-repository\t1\n" roots "timestamp\t" DIGEST "\n"
#define LATEST LATEST_OF("root\t" DIGEST "\t1\n")

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
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t1\n" ONE "release\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t1\n" ONE "release\t" KEY "\ntimestamp\t" KEY), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t2\nserial\t1\n" ONE "release\t" KEY "\ntimestamp\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT("orion-root\t1\nserial\t1\n" ONE "release\t\ntimestamp\t" KEY "\n"), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("256", ONE)), 0 },
	{ __LINE__, 'o', TEXT(ROOT_OF("0", ONE)), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("01", ONE)), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("257", ONE)), -E_DATA },
	// root keys: several, sorted, each once, not fewer than must sign
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "threshold\t1\nkey\t" KEY "\nkey\t" KEY2 "\n")), 0 },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "threshold\t2\nkey\t" KEY "\nkey\t" KEY2 "\n")), 0 },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "threshold\t3\nkey\t" KEY "\nkey\t" KEY2 "\n")), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "threshold\t0\nkey\t" KEY "\n")), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "threshold\t1\nkey\t" KEY2 "\nkey\t" KEY "\n")), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "threshold\t2\nkey\t" KEY "\nkey\t" KEY "\n")), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "threshold\t1\n")), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "key\t" KEY "\n")), -E_DATA },
	{ __LINE__, 'o', TEXT(ROOT_OF("1", "")), -E_DATA },
	// roots there were, and their signatures
	{ __LINE__, 'l', TEXT(LATEST_OF("root\t" DIGEST "\t1\nroot\t" DIGEST "\t32\n")), 0 },
	{ __LINE__, 'l', TEXT(LATEST_OF("root\t" DIGEST "\t33\n")), -E_DATA },
	{ __LINE__, 'l', TEXT(LATEST_OF("root\t" DIGEST "\t0\n")), -E_DATA },
	{ __LINE__, 'l', TEXT(LATEST_OF("root\t" DIGEST "\n")), -E_DATA },
	{ __LINE__, 'l', TEXT(LATEST_OF("root\t0123\t1\n")), -E_DATA },
	{ __LINE__, 'l', TEXT(LATEST_OF("")), -E_DATA },
	{ __LINE__, 'l', TEXT(LATEST "root\t" DIGEST "\t1\n"), -E_DATA },
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

// As many roots as a repository may have, and one more.
static void many_roots(void)
{
	struct buffer b = { 0 };

	latest.roots = ROOTS_MAX;
	for (size_t i = 0; i < ROOTS_MAX; i++)
		latest.root[i] = (struct latest_root){ { { (unsigned char)i } }, 32 };
	latest_write(&latest, &b);
	CHECK(latest_parse(&latest, buffer_view(&b)) == 0 && latest.roots == ROOTS_MAX);
	buffer_free(&b);
	buffer_printf(&b, "orion-repository\t1\n");
	for (size_t i = 0; i <= ROOTS_MAX; i++)
		buffer_printf(&b, "root\t" DIGEST "\t1\n");
	buffer_printf(&b, "timestamp\t" DIGEST "\n");
	CHECK(latest_parse(&latest, buffer_view(&b)) == -E_DATA);
	buffer_free(&b);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };

		CHECK_AT(cases[i].line, parse(cases[i].kind, cases[i].text, &b) == cases[i].rc);
		if (!cases[i].rc)
			CHECK_AT(cases[i].line, text_equal(buffer_view(&b), cases[i].text));
		buffer_free(&b);
	}
	CHECK(latest_parse(&latest, TEXT(LATEST)) == 0 && root_parse(&root, TEXT(ROOT)) == 0);
	CHECK(root.serial == 1 && release.index_size == 4 && timestamp.release_serial == 6);
	many_roots();
	return test_failed;
}
