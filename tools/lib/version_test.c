// SPDX-License-Identifier: MIT
// Versions: what is one, their order, and that it is a total one.
#include "version.h"

#include <stdlib.h>

#include "error.h"
#include "test.h"

// Ascending: each before all behind it.
static const char *const ascending[] = {
	"0",
	"0.1",
	"0.1-r1",
	"0.1-r2",
	"0.1-r10",
	"0.1.0",
	"0.1.1",
	"0.2",
	"0.10",
	"1~a",
	"1~b",
	"1~1",
	"1~1.2",
	"1~1a",
	"1~2",
	"1~10",
	"1_alpha",
	"1_alpha1",
	"1_alpha2",
	"1_alpha10",
	"1_alpha10_git5",
	"1_beta",
	"1_pre",
	"1_rc~x",
	"1_rc",
	"1_rc-r0",
	"1_rc1",
	"1_rc2",
	"1",
	"1-r0",
	"1-r1",
	"1+a",
	"1+a-r7",
	"1+git20250501",
	"1+git20250502",
	"1_cvs",
	"1_svn",
	"1_git20250501",
	"1_git20250502-r1",
	"1_hg",
	"1_p~1",
	"1_p",
	"1_p1",
	"1_p1_p2",
	"1a",
	"1a-r1",
	"1b",
	"1.0",
	"1.0.0",
	"1.1.1",
	"1.1.1v",
	"1.1.1w",
	"1.2.5",
	"1.3.6",
	"1.5.7",
	"1.21.1",
	"1.21.1+git20250501",
	"1.37.0",
	"1.47.2",
	"2.8.3",
	"2.41.5",
	"2.44",
	"2.91",
	"3.5.7a",
	"3.46.1",
	"4.0.32",
	"6.04~git20190206",
	"6.04",
	"6.4",
	"6.05",
	"6.12.101",
	"6.12.101-r1",
	"6.12.101-r2",
	"14.2.0",
	"34.2",
	"2025.89",
	"20250311",
	"20250410",
	"20251111",
	"999999999999999999",
};

static const char *const bad[] = {
	"",
	"a",
	"v1",
	".1",
	"1.",
	"1..2",
	"1-1",
	"1-r",
	"1-r1-r2",
	"1_",
	"1_foo",
	"1_rc1x",
	"1ab",
	"1a1",
	"1a.1",
	"1 ",
	" 1",
	"1~",
	"1~-r1",
	"1~a~b",
	"1+",
	"1+a+b",
	"1+a~b",
	"1~.a",
	"1~a.",
	"1~a..b",
	"1~A",
	"1A",
	"1:2",
	"1/2",
	"1-r1.2",
	"1-r1_p",
	"1-r-1",
	"1\n",
	"1\t",
	"1|2",
	"1=2",
	"1000000000000000000",
	"1_p1000000000000000000",
	"1~1000000000000000000",
	"1-r1000000000000000000",
	"1-R1",
	"1_RC1",
	"1.a",
	"1.-r1",
	"\304\261",
};

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void order(const char *a, const char *b, int want)
{
	int got = sign(version_compare(text_of(a), text_of(b)));

	if (got != want) {
		fprintf(stderr, "%s compared with %s: %d, not %d\n", a, b, got, want);
		test_failed = 1;
	}
}

static void table(void)
{
	size_t n = sizeof ascending / sizeof *ascending;

	for (size_t i = 0; i < n; i++) {
		if (version_check(text_of(ascending[i]))) {
			fprintf(stderr, "%s\n", error_text());
			test_failed = 1;
		}
		for (size_t k = 0; k < n; k++)
			order(ascending[i], ascending[k], (i > k) - (i < k));
	}
}

// A version that is valid, small parts often equal, so that comparisons go deep.
static void random_version(char *s)
{
	static const char *const parts[] = { "alpha", "beta", "pre", "rc", "cvs", "svn", "git",
		"hg", "p" };
	static const char *const words[] = { "a", "b", "1", "01", "2", "a1", "1a", "1.2", "1.a",
		"a.b", "10" };
	static const char *const numbers[] = { "0", "1", "2", "01", "10", "001", "0" };

	s += sprintf(s, "%s", numbers[rand() % 7]);
	for (int i = rand() % 3; i > 0; i--)
		s += sprintf(s, ".%s", numbers[rand() % 7]);
	if (rand() % 4 == 0)
		s += sprintf(s, "%c", 'a' + rand() % 2);
	for (int i = rand() % 3; i > 0; i--)
		s += sprintf(s, "_%s%s", parts[rand() % 9], rand() % 2 ? numbers[rand() % 7] : "");
	if (rand() % 3 == 0)
		s += sprintf(s, "~%s", words[rand() % 11]);
	if (rand() % 3 == 0)
		s += sprintf(s, "+%s", words[rand() % 11]);
	if (rand() % 2)
		sprintf(s, "-r%s", numbers[rand() % 7]);
}

static void total_order(void)
{
	char a[3][160];

	srand(1);
	for (int i = 0; i < 300000 && !test_failed; i++) {
		struct text v[3];

		for (int k = 0; k < 3; k++) {
			random_version(a[k]);
			v[k] = text_of(a[k]);
			CHECK(!version_check(v[k]));
		}
		int xy = sign(version_compare(v[0], v[1])), yz = sign(version_compare(v[1], v[2])),
		    xz = sign(version_compare(v[0], v[2]));

		CHECK(xy == -sign(version_compare(v[1], v[0])));
		CHECK((xy == 0) == text_equal(v[0], v[1]));
		CHECK(!(xy <= 0 && yz <= 0) || xz <= 0);
		CHECK(!(xy <= 0 && yz < 0) || xz < 0);
		CHECK(!(xy >= 0 && yz >= 0) || xz >= 0);
		if (test_failed)
			fprintf(stderr, "%s %s %s: %d %d %d\n", a[0], a[1], a[2], xy, yz, xz);
	}
}

int main(void)
{
	char text[200];

	table();
	total_order();
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (version_check(text_of(bad[i])) != -E_DATA) {
			fprintf(stderr, "`%s` was taken\n", bad[i]);
			test_failed = 1;
		}
	CHECK(version_check(TEXT("1\0")) == -E_DATA);
	memset(text, '1', sizeof text);
	for (size_t i = 1; i < sizeof text; i += 2)
		text[i] = '.';
	CHECK(!version_check((struct text){ text, 127 }));
	CHECK(version_check((struct text){ text, 129 }) == -E_DATA);

	CHECK(!version_check_package(TEXT("1.2-r0")) &&
		version_check_package(TEXT("1.2")) == -E_DATA);
	CHECK(version_check_package(TEXT("1.2~r1")) == -E_DATA);
	CHECK(text_is(version_upstream(TEXT("1.2-r10")), "1.2"));
	CHECK(text_is(version_upstream(TEXT("1.2+r10")), "1.2+r10"));
	CHECK(version_has_revision(TEXT("1-r1")) && !version_has_revision(TEXT("1")));
	return test_failed;
}
