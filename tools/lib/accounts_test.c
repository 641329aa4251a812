// SPDX-License-Identifier: MIT
// Users and groups of packages, on what is there and on nothing; clashes.
#include "accounts.h"

#include <stdlib.h>

#include "arena.h"
#include "error.h"
#include "manifest.h"
#include "test.h"
#include "tree.h"

#define PASSWD "root:x:0:0:root:/root:/bin/sh\nold:*:7:7::/:\n"
#define GROUP "root:x:0:\nold:x:7:root,old\nusers:x:100:\n"
#define SHADOW "root:*:20000:0:99999:7:::\n"

static struct arena arena;

static struct user user(const char *name, uint32_t uid, uint32_t gid)
{
	return (struct user){ .name = text_of(name),
		.uid = uid,
		.gid = gid,
		.home = TEXT("/run"),
		.shell = TEXT("/bin/false"),
		.gecos = TEXT("a daemon") };
}

static struct group group(const char *name, uint32_t gid, const char *members)
{
	return (struct group){ .name = text_of(name), .gid = gid, .members = text_of(members) };
}

// Adds what two packages declare.
static int add(struct accounts *t, struct user u1, struct group g1, struct user u2, struct group g2)
{
	struct manifest a = {
		.user = &u1, .users = u1.name.n > 0, .group = &g1, .groups = g1.name.n > 0
	};
	struct manifest b = {
		.user = &u2, .users = u2.name.n > 0, .group = &g2, .groups = g2.name.n > 0
	};
	struct source s[] = { { "a 1", &a, NULL }, { "b 1", &b, NULL } };

	return accounts_add(t, &arena, s, 2);
}

static const struct user no_user = { .name = { "", 0 } };
static const struct group no_group = { .name = { "", 0 } };

static struct accounts base(void)
{
	return (struct accounts){ TEXT(PASSWD), TEXT(GROUP), TEXT(SHADOW) };
}

static void adds(void)
{
	struct accounts t = base(), again;

	CHECK(!add(&t, user("www", 33, 33), group("www", 33, ""), user("dns", 20, 100),
		group("users", 100, "www,dns")));
	CHECK_TEXT(t.passwd.s,
		PASSWD
		"dns:x:20:100:a daemon:/run:/bin/false\nwww:x:33:33:a daemon:/run:/bin/false\n");
	CHECK_TEXT(t.group.s, "root:x:0:\nold:x:7:root,old\nusers:x:100:dns,www\nwww:x:33:\n");
	CHECK_TEXT(t.shadow.s, SHADOW "dns:!:::::::\nwww:!:::::::\n");
	again = t;
	CHECK(!add(&again, user("www", 33, 33), group("www", 33, ""), user("dns", 20, 100),
		group("users", 100, "dns,www")));
	CHECK(text_equal(again.passwd, t.passwd) && text_equal(again.group, t.group) &&
		text_equal(again.shadow, t.shadow));
	CHECK(!add(&t, no_user, group("old", 7, "old,www"), no_user, no_group));
	CHECK(strstr(t.group.s, "old:x:7:root,old,www\n"));
}

static void from_nothing(void)
{
	struct accounts t = { TEXT(""), TEXT(""), TEXT("") };

	CHECK(!add(&t, user("www", 33, 33), group("www", 33, "www"), user("www", 33, 33),
		group("www", 33, "www")));
	CHECK_TEXT(t.passwd.s, "www:x:33:33:a daemon:/run:/bin/false\n");
	CHECK_TEXT(t.group.s, "www:x:33:www\n");
	CHECK_TEXT(t.shadow.s, "www:!:::::::\n");
}

#define CLASH(text, ...) \
	do { \
		struct accounts t = base(); \
		CHECK(add(&t, __VA_ARGS__) == -E_DATA); \
		CHECK_TEXT(error_text(), text); \
	} while (0)

static void clashes(void)
{
	struct user other = user("www", 33, 7);

	other.home = TEXT("/else");
	CLASH("user root (5) of a 1: etc/passwd has root (0)", user("root", 5, 0), no_group,
		no_user, no_group);
	CLASH("user toor (0) of a 1: etc/passwd has root (0)", user("toor", 0, 0), no_group,
		no_user, no_group);
	CLASH("user x (33) of b 1: a 1 has www (33)", user("www", 33, 7), no_group,
		user("x", 33, 7), no_group);
	CLASH("user www (33) of b 1: a 1 has www (33)", user("www", 33, 7), no_group, other,
		no_group);
	CLASH("group x (100) of a 1: etc/group has users (100)", no_user, group("x", 100, ""),
		no_user, no_group);
	CLASH("group users (9) of a 1: etc/group has users (100)", no_user, group("users", 9, ""),
		no_user, no_group);
	CLASH("user www of a 1: there is no group with its number 33", user("www", 33, 33),
		no_group, no_user, no_group);
	CLASH("group x: there is no user www", no_user, group("x", 9, "www"), no_user, no_group);
	CLASH("`a:b` can't be a name: there is a colon in it", user("a:b", 33, 7), no_group,
		no_user, no_group);
}

static const struct {
	int line;
	const char *passwd, *group, *shadow, *want;
} bad[] = {
	{ __LINE__, "root:x:0:0\n", "", "",
		"etc/passwd: `root:x:0:0` has not the 7 fields of a line" },
	{ __LINE__, "root:x:0:0:::", "", "", "etc/passwd: its last line has no end" },
	{ __LINE__, ":x:0:0:::\n", "", "",
		"etc/passwd: `:x:0:0:::` has not the 7 fields of a line" },
	{ __LINE__, "root:x:zero:0:::\n", "", "", "etc/passwd: `root:x:zero:0:::`: " },
	{ __LINE__, "", "users:x:100:a:b\n", "",
		"etc/group: `users:x:100:a:b` has not the 4 fields of a line" },
	{ __LINE__, "", "", "root:*\n", "etc/shadow: a line has not 9 fields" },
	{ __LINE__, "", "", "root:*:::::::", "etc/shadow: its last line has no end" },
};

static void bad_texts(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct accounts t = { text_of(bad[i].passwd), text_of(bad[i].group),
			text_of(bad[i].shadow) };

		CHECK_AT(bad[i].line, accounts_add(&t, &arena, NULL, 0) == -E_DATA);
		if (strncmp(error_text(), bad[i].want, strlen(bad[i].want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
	}
}

int main(void)
{
	adds();
	from_nothing();
	clashes();
	bad_texts();
	arena_free(&arena);
	return test_failed;
}
