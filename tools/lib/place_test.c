// SPDX-License-Identifier: MIT
// Where repositories are: the files of a root, and addresses.
#include "place.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "test.h"

#define KEY "key\tRWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0i\n"

#define KEY2 "key\tRWQSc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0j\n"

#define TWO "url\thttp://a/\nurl\thttp://a/\n"
#define EIGHT TWO TWO TWO TWO

static struct arena arena;

// clang-format off
static const struct {
	int line;
	const char *name;
	struct text text;
	const char *url, *directory;	// NULL url: an error; NULL directory: afar
} cases[] = {
	{ __LINE__, "site", TEXT("url\thttp://10.0.0.1/pkg\n" KEY), "http://10.0.0.1/pkg", NULL },
	{ __LINE__, "site", TEXT("url\thttps://x/pkg//\n" KEY), "https://x/pkg", NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg/\n" KEY), "/srv/pkg", "/srv/pkg" },
	{ __LINE__, "site", TEXT("url\t/\n" KEY), "/", "/" },
	{ __LINE__, "site", TEXT("url\tfile:/srv/pkg\n" KEY), "file:/srv/pkg", "/srv/pkg" },
	{ __LINE__, "site", TEXT("url\tfile:///srv/pkg\n" KEY), "file:///srv/pkg", "/srv/pkg" },
	{ __LINE__, "site", TEXT("url\tfile:srv\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\tftp://x/\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\tsrv/pkg\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\thttp://a b/\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\thttp://a/\001\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\n"), NULL, NULL },
	{ __LINE__, "site", TEXT(KEY "url\t/srv/pkg\n"), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\nkey\tx\n"), NULL, NULL },
	{ __LINE__, "site", TEXT("url\thttp://a/\nurl\thttps://b/\n" KEY), "http://a", NULL },
	{ __LINE__, "site", TEXT(EIGHT KEY), "http://a", NULL },
	{ __LINE__, "site", TEXT(EIGHT "url\thttp://a/\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\thttp://a/\nurl\t/srv/pkg\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\nurl\thttp://a/\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\thttp://a/\nurl\tftp://b/\n" KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\thttp://a/\n" KEY "url\thttp://b/\n"), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\n" KEY KEY), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\n" KEY2 KEY), "/srv/pkg", "/srv/pkg" },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\n" KEY KEY2 "threshold\t1\n"), "/srv/pkg", "/srv/pkg" },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\n" KEY KEY2 "threshold\t3\n"), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\n" KEY KEY2 "threshold\t0\n"), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\nthreshold\t1\n"), NULL, NULL },
	{ __LINE__, "site", TEXT("url\t/srv/pkg\n" KEY "threshold\t1\n" KEY2), NULL, NULL },
	{ __LINE__, "Site", TEXT("url\t/srv/pkg\n" KEY), NULL, NULL },
	{ __LINE__, "../x", TEXT("url\t/srv/pkg\n" KEY), NULL, NULL },
};
// clang-format on

static void parsed(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct repository_place p;
		int rc = place_parse(&p, &arena, cases[i].name, cases[i].text);

		CHECK_AT(cases[i].line, rc == (cases[i].url ? 0 : -E_DATA));
		if (rc)
			continue;
		const char *directory = place_directory(&p);
		CHECK_AT(cases[i].line, !strcmp(*p.url, cases[i].url));
		CHECK_AT(cases[i].line, !directory == !cases[i].directory);
		if (directory && cases[i].directory)
			CHECK_TEXT(directory, cases[i].directory);
	}
}

// Without a threshold all must have signed.
static void thresholds(void)
{
	struct repository_place p;

	CHECK(!place_parse(&p, &arena, "site", TEXT("url\t/srv\n" KEY KEY2)));
	CHECK(p.root.keys == 2 && p.root.threshold == 2);
	CHECK(!place_parse(&p, &arena, "site", TEXT("url\t/srv\n" KEY KEY2 "threshold\t1\n")));
	CHECK(p.root.keys == 2 && p.root.threshold == 1);
}

// In their order.
static void mirrors(void)
{
	struct repository_place p;

	CHECK(!place_parse(&p, &arena, "site", TEXT("url\thttp://b/\nurl\thttp://a/x/\n" KEY)));
	CHECK(p.urls == 2);
	CHECK_TEXT(p.url[0], "http://b");
	CHECK_TEXT(p.url[1], "http://a/x");
}

static void made(void)
{
	const struct signers key = { .key = { { .id = { 1 } } }, .keys = 1, .threshold = 1 };
	const struct signers other = { .key = { { .id = { 2 } } }, .keys = 1, .threshold = 1 };
	struct repository_place a, b, c;

	CHECK(place_make(&a, &arena, "srv/pkg", &key) == 0 &&
		place_make(&b, &arena, "srv/pkg/", &key) == 0);
	CHECK(place_make(&c, &arena, "other", &key) == 0);
	CHECK_TEXT(a.name, b.name);
	CHECK(strcmp(a.name, c.name) != 0);
	CHECK(place_make(&c, &arena, "srv/pkg", &other) == 0);
	CHECK(strcmp(a.name, c.name) != 0);
	CHECK(signers_equal(&a.root, &key));
	CHECK(place_make(&a, &arena, "", &key) == -E_DATA);
}

static void listed(void)
{
	struct repository_place *list;
	size_t n = 9;

	CHECK(system("rm -rf root && mkdir root") == 0);
	int root = file_open_dir("root");
	CHECK(place_list(&arena, root, &list, &n) == 0 && n == 0);
	CHECK(file_make_dirs(root, "etc/orion/repositories", 0755) == 0);
	CHECK(place_list(&arena, root, &list, &n) == 0 && n == 0);
	const char text[] = "url\t/srv\n" KEY;
	CHECK(!file_replace(root, "etc/orion/repositories/site", 0644, text, sizeof text - 1));
	CHECK(!file_replace(root, "etc/orion/repositories/extra", 0644, text, sizeof text - 1));
	CHECK(!file_replace(root, "etc/orion/repositories/site.new", 0644, "new", 3));
	CHECK(!file_replace(root, "etc/orion/repositories/.site.swp", 0644, "x", 1));
	CHECK(place_list(&arena, root, &list, &n) == 0 && n == 2);
	CHECK(!strcmp(list[0].name, "extra") && !strcmp(list[1].name, "site"));
	CHECK(!file_replace(root, "etc/orion/repositories/bad", 0644, "x", 1));
	CHECK(place_list(&arena, root, &list, &n) == -E_DATA && n == 0);
	CHECK(strstr(error_text(), "repository bad: "));
	close(root);
}

int main(void)
{
	parsed();
	thresholds();
	mirrors();
	made();
	listed();
	arena_free(&arena);
	return test_failed;
}
