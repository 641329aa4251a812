// SPDX-License-Identifier: MIT
// Lines of the log, of hostile requests too.
#include "access_log.h"

#include "test.h"

static void line_is(const struct access *a, const char *wanted)
{
	char line[ACCESS_LINE];
	size_t n = access_line(line, a);

	CHECK(n == strlen(wanted));
	CHECK_TEXT(line, wanted);
}

static void too_long(void)
{
	char target[5000], line[ACCESS_LINE];

	memset(target, '\n', sizeof target - 1);
	target[sizeof target - 1] = 0;
	size_t n = access_line(line,
		&(struct access){ target, target, target, 999, UINT64_MAX, UINT64_MAX, "timeout" });
	CHECK(n < ACCESS_LINE && line[n - 1] == '\n' && !line[n]);
	CHECK(strchr(line, '\n') == line + n - 1);
	CHECK(strstr(line, "... 999 "));
}

int main(void)
{
	line_is(&(struct access){ "10.9.0.2", "GET", "/boot.ipxe", 200, 1834, 1, "done" },
		"10.9.0.2 GET /boot.ipxe 200 1834 1 done\n");
	line_is(&(struct access){ "fd6f::2", "GET", "/a b\n\x1b[2J\\\xe4", 404, 10, 0, "cut" },
		"fd6f::2 GET /a\\x20b\\x0a\\x1b[2J\\x5c\\xe4 404 10 0 cut\n");
	line_is(&(struct access){ "10.9.0.2", NULL, "", 0, 0, 10000, "nothing" },
		"10.9.0.2 - - 000 0 10000 nothing\n");
	too_long();
	return test_failed;
}
