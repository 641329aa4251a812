// SPDX-License-Identifier: MIT
// Leases: what dnsmasq keeps, what other servers tell.
#include "leases.h"

#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "paths.h"
#include "site.h"
#include "test.h"

#define M1 "52:54:00:00:00:01"
#define M2 "52:54:00:00:00:02"

static const struct {
	int line;
	const char *text, *want;	// NULL: it is taken
} cases[] = {
	{ __LINE__, "", NULL },
	{ __LINE__, M1 "\t10.9.0.1\n" M2 "\t10.9.0.2\n", NULL },
	{ __LINE__, M2 "\t10.9.0.1\n" M1 "\t10.9.0.2\n", "line 3: " M1 " is not in its place" },
	{ __LINE__, M1 "\t10.9.0.1\n" M1 "\t10.9.0.2\n", "line 3: " },
	{ __LINE__, M1 " 10.9.0.1\n", "line 1: a line is MAC" },
	{ __LINE__, M1 "\t10.9.0.1,set:x\n", "line 1: " },
	{ __LINE__, "52:54:00:00:00:0A\t10.9.0.1\n", "line 1: " },
	{ __LINE__, "52-54-00-00-00-01\t10.9.0.1\n", "line 1: " },
	{ __LINE__, "x\t10.9.0.1\n", "line 1: " },
	{ __LINE__, M1 "\t10.9.0.1", "the last line" },
};

#define OWN(mac, address) "1900000000 " mac " " address " * *\n"
#define IS(mac, address) mac "," address "\n"

// What dnsmasq gave here, what the other server told, what dnsmasq was told, and is to be.
static const struct {
	int line;
	const char *own, *told, *was, *want;
} others[] = {
	{ __LINE__, "", "", "", "" },
	{ __LINE__, "", M1 "\t10.9.0.1\n", "", IS(M1, "10.9.0.1") },
	// Renewed here, as the other is dead; and as it has begun anew and knows nothing of it.
	{ __LINE__, OWN(M1, "10.9.0.1"), M1 "\t10.9.0.1\n", IS(M1, "10.9.0.1"),
		IS(M1, "10.9.0.1") },
	{ __LINE__, OWN(M1, "10.9.0.1"), "", IS(M1, "10.9.0.1"), IS(M1, "10.9.0.1") },
	{ __LINE__, "", "", IS(M1, "10.9.0.1"), "" },
	// What was given here is known better here.
	{ __LINE__, OWN(M1, "10.9.0.160"), M1 "\t10.9.0.101\n", IS(M1, "10.9.0.101"), "" },
	{ __LINE__, OWN(M2, "10.9.0.160"), M1 "\t10.9.0.160\n", "", "" },
	// What was given here when this one's part was another, or the range: whoever asks for it.
	{ __LINE__, OWN(M1, "10.9.0.149"), "", "", IS(M1, "10.9.0.149") },
	{ __LINE__, OWN(M1, "10.9.0.150") OWN(M2, "10.9.0.199"), "", "", "" },
	{ __LINE__, OWN(M1, "10.9.0.200"), M2 "\t10.9.0.101\n", "",
		IS(M2, "10.9.0.101") IS(M1, "10.9.0.200") },
	{ __LINE__, OWN(M2, "10.9.0.101"), M1 "\t10.9.0.101\n", "", IS(M2, "10.9.0.101") },
};

static void put(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	CHECK(f && fputs(text, f) >= 0 && !fclose(f));
}

static struct server server[] = { { .name = "alpha" }, { .name = "beta" } };
static struct value address = { .s = "10.9.0.2/24" };
static const struct section section = { .key[KEY_NETWORK_ADDRESS] = { &address, 1 } };
static struct network network = { .section = &section };
static const struct paths here = { .base = "base", .run = "." };

static void test_one(
	struct arena *a, int line, const struct site *s, const char *was, const char *want)
{
	char text[200] = "";
	bool changed;

	put(LEASES_OTHERS, was);
	CHECK_AT(line, !leases_others(a, s, NULL, 0, &changed));
	FILE *f = fopen(LEASES_OTHERS, "r");
	CHECK(f && fread(text, 1, sizeof text - 1, f) + 1 && !fclose(f));
	CHECK_AT(line, !strcmp(text, want));
	CHECK_AT(line, changed == !!strcmp(was, want));
}

// How many files were set aside; they are from `ago` seconds before now on.
static int aside(int ago)
{
	const struct timespec then[] = { { 0, UTIME_NOW }, { time(NULL) - ago, 0 } };
	glob_t g;
	int n = glob("base/" LEASES_DIRECTORY "/left.*", 0, NULL, &g) ? 0 : (int)g.gl_pathc;

	for (int i = 0; i < n; i++)
		CHECK(!utimensat(AT_FDCWD, g.gl_pathv[i], then, 0));
	globfree(&g);
	return n;
}

// What a server told that left is still told dnsmasq, for 3600 s.
static void test_left(struct arena *a, const struct site *s)
{
	static const char gamma[] = "base/" LEASES_DIRECTORY "/gamma";

	put("leases", "");
	put("base/" LEASES_DIRECTORY "/alpha", M1 "\t10.9.0.101\n");
	put(gamma, M1 "\t10.9.0.102\n" M2 "\t10.9.0.103\n");
	CHECK(!utimensat(AT_FDCWD, gamma, (struct timespec[2]){ { 1, 0 }, { 1, 0 } }, 0));
	for (int i = 0; i < 2; i++)
		test_one(a, __LINE__, s, "", IS(M1, "10.9.0.101") IS(M2, "10.9.0.103"));
	CHECK(aside(3602) == 1);
	test_one(a, __LINE__, s, "", IS(M1, "10.9.0.101"));
	CHECK(!aside(0));
}

// So is what this one gave before its machine started anew.
static void test_begun(struct arena *a, const struct site *s)
{
	put("base/" LEASES_DIRECTORY "/alpha", "");
	put("leases", OWN(M1, "10.9.0.160"));
	test_one(a, __LINE__, s, "", "");
	CHECK(!remove("leases.begun"));
	put("leases", "");
	for (int i = 0; i < 2; i++)
		test_one(a, __LINE__, s, "", IS(M1, "10.9.0.160"));
	put("leases", OWN(M2, "10.9.0.160"));
	test_one(a, __LINE__, s, IS(M1, "10.9.0.160"), "");
	CHECK(aside(3602) == 1);
	put("leases", "");
	test_one(a, __LINE__, s, "", "");
	CHECK(!aside(0));
}

// What one tells now counts more than what was kept of it, and is told dnsmasq though the base takes nothing.
static void test_told(struct arena *a, const struct site *s)
{
	const struct leases_told told = { "alpha", TEXT(M2 "\t10.9.0.102\n") };
	bool changed;

	put("leases", OWN(M1, "10.9.0.161"));
	put(LEASES_OTHERS, "");
	CHECK(!rename("base/" LEASES_DIRECTORY "/beta", "beta") &&
		!mkdir("base/" LEASES_DIRECTORY "/beta", 0755));
	CHECK(leases_others(a, s, &told, 1, &changed) < 0 && changed);
	CHECK(!remove("base/" LEASES_DIRECTORY "/beta") &&
		!rename("beta", "base/" LEASES_DIRECTORY "/beta"));
	CHECK(!leases_others(a, s, &told, 1, &changed) && !changed);
	test_one(a, __LINE__, s, IS(M2, "10.9.0.102"), "");
}

static void test_others(struct arena *a)
{
	char dir[] = "/tmp/leases_test.XXXXXX";
	struct site s = { .paths = &here,
		.networks = { &network, 1 },
		.servers = { .item = server, .count = 2, .self = 1 } };

	paths.run = ".";
	CHECK(mkdtemp(dir) && !chdir(dir) && !mkdir("base", 0755) &&
		!mkdir("base/" LEASES_DIRECTORY, 0755));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		put("leases", others[i].own);
		put("base/" LEASES_DIRECTORY "/alpha", others[i].told);
		test_one(a, others[i].line, &s, others[i].was, others[i].want);
	}
	test_left(a, &s);
	test_begun(a, &s);
	test_told(a, &s);
	CHECK(!remove("base/" LEASES_DIRECTORY "/alpha") &&
		!remove("base/" LEASES_DIRECTORY "/beta") && !remove("leases.begun") &&
		!remove("base/" LEASES_DIRECTORY) && !remove("base") && !remove("leases") &&
		!remove(LEASES_OTHERS) && !remove(dir));
}

int main(void)
{
	struct arena a = { NULL };
	struct leases l;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = leases_parse(&l, &a, text_of(cases[i].text));

		CHECK_AT(cases[i].line, !rc == !cases[i].want);
		if (rc && cases[i].want)
			CHECK_AT(cases[i].line,
				!strncmp(error_text(), cases[i].want, strlen(cases[i].want)));
	}
	CHECK(!leases_parse_dnsmasq(&l, &a,
		TEXT("1900000000 " M2 " 10.9.0.2 n2 *\n1900000000 " M1 " 10.9.0.1 * 01:x\n"
		     "duid 00:01\n1900000000 12345 fd6f::1 * 00:01\n1900000000 06-" M1
		     " 10.9.0.9 * *\n"
		     "a line of others\n1900000000 " M1 " 10.9.0.1")));
	CHECK(l.count == 2);
	CHECK_TEXT(l.item[0].mac, M1);
	CHECK_TEXT(l.item[1].address, "10.9.0.2");
	test_others(&a);
	arena_free(&a);
	return test_failed;
}
