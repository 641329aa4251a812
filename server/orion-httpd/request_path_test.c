// SPDX-License-Identifier: MIT
// Targets of requests: what they name, and hostile ones.
#include "request_path.h"

#include "test.h"

static const struct {
	int line;
	const char *target;
	int status;
	const char *path;
} cases[] = {
	// clang-format off
	{ __LINE__, "/boot.ipxe", 0, "boot.ipxe" },
	{ __LINE__, "/gen/node/ab/vmlinuz", 0, "gen/node/ab/vmlinuz" },
	{ __LINE__, "//gen///node", 0, "gen/node" },
	{ __LINE__, "/boot.ipxe?mac=52:54", 0, "boot.ipxe" },
	{ __LINE__, "/a%2Fb", 0, "a/b" },
	{ __LINE__, "/libstdc%2b%2B", 0, "libstdc++" },
	{ __LINE__, "/%e4", 0, "\xe4" },
	{ __LINE__, "/a..b", 0, "a..b" },
	{ __LINE__, "http://10.9.0.1/boot.ipxe", 0, "boot.ipxe" },
	{ __LINE__, "HTTP://server:80//x", 0, "x" },
	{ __LINE__, "/..", 404, NULL },
	{ __LINE__, "/../etc/shadow", 404, NULL },
	{ __LINE__, "/a/../../etc", 404, NULL },
	{ __LINE__, "/%2e%2e/etc", 404, NULL },
	{ __LINE__, "/.%2E%2fetc", 404, NULL },
	{ __LINE__, "/a/./b", 404, NULL },
	{ __LINE__, "/.boot.ipxe.new", 404, NULL },
	{ __LINE__, "/repository/.new/x", 404, NULL },
	{ __LINE__, "/", 404, NULL },
	{ __LINE__, "///", 404, NULL },
	{ __LINE__, "/gen/", 404, NULL },
	{ __LINE__, "http://server", 404, NULL },
	{ __LINE__, "http://server?x", 404, NULL },
	{ __LINE__, "/a%0ab", 404, NULL },
	{ __LINE__, "/a%1bb", 404, NULL },
	{ __LINE__, "/a%00.ipxe", 400, NULL },
	{ __LINE__, "/a%0", 400, NULL },
	{ __LINE__, "/a%", 400, NULL },
	{ __LINE__, "/a%g0", 400, NULL },
	{ __LINE__, "/a%0g", 400, NULL },
	{ __LINE__, "", 400, NULL },
	{ __LINE__, "*", 400, NULL },
	{ __LINE__, "boot.ipxe", 400, NULL },
	{ __LINE__, "../boot.ipxe", 400, NULL },
	{ __LINE__, "server:80", 400, NULL },
	{ __LINE__, "https://server/x", 400, NULL },
	{ __LINE__, "file:///etc/shadow", 400, NULL },
	// clang-format on
};

static void long_ones(void)
{
	char target[3 * PATH_LENGTH + 4] = "/", path[REQUEST_PATH_ROOM];

	for (size_t i = 1; i <= PATH_LENGTH; i++)
		target[i] = i % 100 ? 'a' : '/';
	target[PATH_LENGTH + 1] = 0;
	CHECK(request_path(path, target) == 0);
	CHECK(strlen(path) == PATH_LENGTH);
	target[PATH_LENGTH + 1] = 'a';
	CHECK(request_path(path, target) == 404);
	memset(target + 1, 'a', 256);
	CHECK(request_path(path, target) == 404);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char path[REQUEST_PATH_ROOM];
		int status = request_path(path, cases[i].target);

		CHECK_AT(cases[i].line, status == cases[i].status);
		CHECK_AT(cases[i].line, status || !strcmp(path, cases[i].path));
	}
	long_ones();
	return test_failed;
}
