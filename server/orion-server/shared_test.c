// SPDX-License-Identifier: MIT
// Lists of what is shared: which files may be in one, what is refused, items in their places.
#include "shared.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define D "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define HEAD "orion-shared\t1\talpha\n"
#define V "\t9\tbeta\talpha:2,beta:1\n"

static const char *const shares[] = { "orion.conf", "authorized_keys", "pins", "drained",
	"channels/node", "channels/node.stable", "trusted/" D ".pub",
	"removed/hello-1.0+git~1-r1.x86_64.opk", "peers/alpha.pub", "staff.pub" };
static const char *const keeps[] = { "", "nodes", "server-name", "shared", "keys/root.pub",
	"keys/server.key", "channels/server", "channels/server.stable", "channels/node.",
	"channels/node.a/b", "channels/../x", "trusted/../keys/x.pub", "trusted/.pub",
	"removed/x.pub", "removed/.x.opk", "removed/../x.opk", "removed/a/b.opk", "removed/x",
	"a+b.pub", "trusted/.x.pub", "trusted/x", "peers/", "../x.pub", "/x.pub", ".x.pub",
	"-x.pub", "a/b.pub", "x.pub/", "roles/node/lock", "orion.conf/" };

static const struct {
	int line;
	const char *text, *want;	// NULL: it is taken, and spelt again
} cases[] = {
	{ __LINE__, HEAD, NULL },
	{ __LINE__, HEAD "item\torion.conf\t" D V "item\tpins\t-" V, NULL },
	{ __LINE__, HEAD "item\tpins\t-" V "bundle\tnode\t" D "\t5\t" D "\nalso\tnodes\t" D "\n",
		NULL },
	{ __LINE__, "", "line 1: " },
	{ __LINE__, "orion-shared\t2\talpha\n",
		"line 1: servers there share by version 2 of the protocol, and here by version 1: upgrade" },
	{ __LINE__, "orion-shared\t0\talpha\n", "line 1: version" },
	{ __LINE__, "orion-shared\talpha\n", "line 1: " },
	{ __LINE__, "orion-share\t1\talpha\n", "line 1: this is no list" },
	{ __LINE__, "orion-shared\t1\tAlpha\n", "line 1: " },
	{ __LINE__, HEAD "item\tpins\t" D V "item\torion.conf\t" D V,
		"line 3: it is not in its place" },
	{ __LINE__, HEAD "item\tpins\t" D V "item\tpins\t" D V, "line 3: it is not in its place" },
	{ __LINE__, HEAD "item\tpins\t" D "\t9\tbeta\t\n", "line 2: " },
	{ __LINE__, HEAD "item\tpins\txx" V, "line 2: " },
	{ __LINE__, HEAD "bundle\tno de\t" D "\t5\t" D "\n", "line 2: " },
	{ __LINE__, HEAD "bundle\tnode\t" D "\t0\t" D "\n", "line 2: size" },
	{ __LINE__, HEAD "also\tx\t" D "\nitem\tpins\t-" V, "line 3: lines are item" },
	{ __LINE__, HEAD "also\tx\n", "line 2: lines are item" },
	{ __LINE__, HEAD "item\tpins\n", "line 2: lines are item" },
	{ __LINE__, HEAD "item\tpins\t-" V "also", "line 2: the last line has no end" },
};

static void try_cases(struct arena *a)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };
		struct shared s;
		int rc = shared_parse(&s, a, text_of(cases[i].text));

		CHECK_AT(cases[i].line, !rc == !cases[i].want);
		if (rc && cases[i].want)
			CHECK_AT(cases[i].line,
				!strncmp(error_text(), cases[i].want, strlen(cases[i].want)));
		if (!rc) {
			shared_write(&b, &s);
			CHECK_AT(cases[i].line, text_is(buffer_view(&b), cases[i].text));
		}
		buffer_free(&b);
	}
}

// What a newer version may tell besides. A file that isn't shared is none of them all the more.
static void try_newer(struct arena *a)
{
	static const char *const more[] = { "item\tzones\t" D V, "item\tkeys/root.key\t" D V,
		"also\tclock\t" D "\n", "thing\n", "thing\t1\t2\t3\t4\t5\t6\t7\t8\n", "\n" };

	for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
		struct shared s;
		const char *text = arena_printf(a, HEAD "item\tpins\t" D V "%s", more[i]);

		CHECK_AT((int)i, text && !shared_parse(&s, a, text_of(text)));
		CHECK_AT((int)i, s.count == 1 && text_is(s.item[0].path, "pins"));
	}
}

static void try_places(struct arena *a)
{
	static const char *const paths[] = { "pins", "a.pub", "orion.conf", "z.pub", "drained",
		"pins" };
	struct shared s = { .server = TEXT("alpha") };

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct shared_item x = { .path = text_of(paths[i]), .there = i == 5 };

		CHECK(!shared_set(&s, a, &x));
	}
	CHECK(s.count == 5 && text_is(s.item[0].path, "a.pub") && text_is(s.item[4].path, "z.pub"));
	CHECK(shared_find(&s, TEXT("pins"))->there && !shared_find(&s, TEXT("drained"))->there);
	CHECK(!shared_find(&s, TEXT("b.pub")));
}

int main(void)
{
	struct arena a = { NULL };

	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
		CHECK_AT((int)i, shared_takes(text_of(shares[i])));
	for (size_t i = 0; i < sizeof keeps / sizeof *keeps; i++)
		CHECK_AT((int)i, !shared_takes(text_of(keeps[i])));
	try_cases(&a);
	try_newer(&a);
	try_places(&a);
	arena_free(&a);
	return test_failed;
}
