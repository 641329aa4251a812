// SPDX-License-Identifier: MIT
// Leases: what dnsmasq keeps, what other servers tell.
#include "leases.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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
	{ __LINE__, OWN(M1, "10.9.0.2"), M1 "\t10.9.0.1\n", IS(M1, "10.9.0.1"), "" },
	{ __LINE__, OWN(M2, "10.9.0.1"), M1 "\t10.9.0.1\n", "", "" },
	{ __LINE__, OWN(M2, "10.9.0.2"), M1 "\t10.9.0.1\n", "x\n" IS(M2, "10.9.0.2"),
		IS(M1, "10.9.0.1") IS(M2, "10.9.0.2") },
};

static void put(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	CHECK(f && fputs(text, f) >= 0 && !fclose(f));
}

static void test_others(struct arena *a)
{
	char dir[] = "/tmp/leases_test.XXXXXX";
	struct server server[] = { { .name = "alpha" }, { .name = "beta" } };
	struct paths here = { .base = "base", .run = "." };
	struct site s = { .paths = &here, .servers = { .item = server, .count = 2, .self = 1 } };

	paths.run = ".";
	CHECK(mkdtemp(dir) && !chdir(dir) && !mkdir("base", 0755) &&
		!mkdir("base/" LEASES_DIRECTORY, 0755));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char text[200] = "";
		bool changed;

		put("leases", others[i].own);
		put("base/" LEASES_DIRECTORY "/alpha", others[i].told);
		put(LEASES_OTHERS, others[i].was);
		CHECK_AT(others[i].line, !leases_others(a, &s, &changed));
		FILE *f = fopen(LEASES_OTHERS, "r");
		CHECK(f && fread(text, 1, sizeof text - 1, f) + 1 && !fclose(f));
		CHECK_AT(others[i].line, !strcmp(text, others[i].want));
		CHECK_AT(others[i].line, changed == !!strcmp(others[i].was, others[i].want));
	}
	CHECK(!remove("base/" LEASES_DIRECTORY "/alpha") && !remove("base/" LEASES_DIRECTORY) &&
		!remove("base") && !remove("leases") && !remove(LEASES_OTHERS) && !remove(dir));
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
