// SPDX-License-Identifier: MIT
// Names of reports, and how many there may be.
#include "spool.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "test.h"

static const struct {
	int line;
	const char *name;
	bool good;
} names[] = {
	// clang-format off
	{ __LINE__, "boot", true },
	{ __LINE__, "0-boot_log.1", true },
	{ __LINE__, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true },
	{ __LINE__, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	{ __LINE__, "", false },
	{ __LINE__, ".boot", false },
	{ __LINE__, "-rf", false },
	{ __LINE__, "_x", false },
	{ __LINE__, "Boot", false },
	{ __LINE__, "a/b", false },
	{ __LINE__, "a b", false },
	{ __LINE__, "a\nb", false },
	{ __LINE__, "a\xe4", false },
	{ __LINE__, "a;b", false },
	// clang-format on
};

static int put(int dir, const char *address, int number, const char *text)
{
	char name[32];

	snprintf(name, sizeof name, "n%d", number);
	return spool_put(dir, address, name, text, strlen(text));
}

static void bounds(int dir)
{
	char address[32];

	for (int i = 0; i < REPORTS_OF_ONE; i++)
		CHECK(put(dir, "10.9.0.2", i, "x") == 201);
	CHECK(put(dir, "10.9.0.2", REPORTS_OF_ONE, "x") == 507);
	CHECK(put(dir, "10.9.0.2", 0, "y") == 204);
	CHECK(put(dir, "10.9.0.20", 0, "x") == 201);
	for (int i = REPORTS_OF_ONE + 1; i < REPORTS; i++) {
		snprintf(address, sizeof address, "fd6f::%x", (unsigned)i);
		CHECK(put(dir, address, 0, "x") == 201);
	}
	CHECK(put(dir, "10.9.0.3", 0, "x") == 507);
	CHECK(!unlinkat(dir, "10.9.0.20_n0", 0));
	CHECK(put(dir, "10.9.0.3", 0, "x") == 201);
}

int main(void)
{
	char text[8] = "";

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		CHECK_AT(names[i].line, spool_name(names[i].name) == names[i].good);
	CHECK(!mkdir("spool", 0755) && !symlink("../planted", "spool/10.9.0.4_n1"));
	int dir = file_open_dir("spool");
	CHECK(put(dir, "10.9.0.4", 1, "new") == 204);
	CHECK(access("planted", F_OK));
	int fd = openat(dir, "10.9.0.4_n1", O_RDONLY | O_NOFOLLOW);
	CHECK(read(fd, text, sizeof text) == 3);
	CHECK_TEXT(text, "new");
	close(fd);
	CHECK(!unlinkat(dir, "10.9.0.4_n1", 0));
	bounds(dir);
	close(dir);
	return test_failed;
}
