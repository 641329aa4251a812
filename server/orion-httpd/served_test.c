// SPDX-License-Identifier: MIT
// Which files are served, in a directory with everything that isn't; tags and types.
#include "served.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "test.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct tree tree[3];
static const struct trees trees = { tree, 3 };

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	CHECK(f && fputs(text, f) >= 0 && !fclose(f));
}

static void plant(void)
{
	CHECK(!mkdir("www", 0755) && !mkdir("www/d", 0755) && !mkdir("www/" DIGEST, 0755));
	CHECK(!mkdir("packages", 0755) && !mkdir("packages/d", 0755));
	put("www/boot.ipxe", "#!ipxe\n");
	put("www/" DIGEST "/vmlinuz", "MZ");
	put("www/gen", "a file");
	put("packages/x.opk", "package");
	put("packages/d/y.json", "{}");
	put("secret", "secret");
	CHECK(!symlink("../secret", "www/out"));
	CHECK(!symlink("/etc/passwd", "www/absolute"));
	CHECK(!symlink("boot.ipxe", "www/inside"));
	CHECK(!symlink("..", "www/up"));
	CHECK(!symlink("d", "packages/link"));
	CHECK(!mkfifo("www/pipe", 0644));
	tree[0] = (struct tree){ "", file_open_dir("www"), "" };
	tree[1] = (struct tree){ "repository", file_open_dir("packages"), "" };
	tree[2] = (struct tree){ "now", file_open_dir("."), "packages/d" };
}

static const struct {
	int line;
	const char *path;
	int status;
	const char *type;
	uint64_t size;
} cases[] = {
	// clang-format off
	{ __LINE__, "boot.ipxe", 0, "text/plain; charset=utf-8", 7 },
	{ __LINE__, DIGEST "/vmlinuz", 0, "application/octet-stream", 2 },
	{ __LINE__, "gen", 0, "application/octet-stream", 6 },
	{ __LINE__, "repository/x.opk", 0, "application/octet-stream", 7 },
	{ __LINE__, "repository/d/y.json", 0, "application/json", 2 },
	{ __LINE__, "now/y.json", 0, "application/json", 2 },
	{ __LINE__, "now/../x.opk", 404, NULL, 0 },
	{ __LINE__, "now/x.opk", 404, NULL, 0 },
	{ __LINE__, "repository", 404, NULL, 0 },
	{ __LINE__, "repository/", 404, NULL, 0 },
	{ __LINE__, "repository/boot.ipxe", 404, NULL, 0 },
	{ __LINE__, "repository/link/y.json", 404, NULL, 0 },
	{ __LINE__, "repositor/x.opk", 404, NULL, 0 },
	{ __LINE__, "x.opk", 404, NULL, 0 },
	{ __LINE__, "d", 404, NULL, 0 },
	{ __LINE__, "gen/x", 404, NULL, 0 },
	{ __LINE__, "out", 404, NULL, 0 },
	{ __LINE__, "absolute", 404, NULL, 0 },
	{ __LINE__, "inside", 404, NULL, 0 },
	{ __LINE__, "up/secret", 404, NULL, 0 },
	{ __LINE__, "../secret", 404, NULL, 0 },
	{ __LINE__, "pipe", 404, NULL, 0 },
	// clang-format on
};

static void tags(void)
{
	struct served a, b;

	CHECK(!served_open(&a, &trees, DIGEST "/vmlinuz"));
	CHECK_TEXT(a.etag, "\"" DIGEST "\"");
	close(a.fd);
	CHECK(!served_open(&a, &trees, "boot.ipxe") && !served_open(&b, &trees, "boot.ipxe"));
	CHECK_TEXT(a.etag, b.etag);
	close(b.fd);
	put("www/.boot.ipxe", "#!ipxe\n");
	CHECK(!rename("www/.boot.ipxe", "www/boot.ipxe") && !served_open(&b, &trees, "boot.ipxe"));
	CHECK(strcmp(a.etag, b.etag));
	close(a.fd);
	close(b.fd);
}

int main(void)
{
	plant();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct served s;
		int status = served_open(&s, &trees, cases[i].path);

		CHECK_AT(cases[i].line, status == cases[i].status);
		if (status)
			continue;
		CHECK_AT(cases[i].line, s.size == cases[i].size && !strcmp(s.type, cases[i].type));
		close(s.fd);
	}
	tags();
	return test_failed;
}
