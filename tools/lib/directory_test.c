// SPDX-License-Identifier: MIT
// Names of a directory: each once; one that isn't there; an end that comes early.
#include "directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

enum { FILES = 300 };

static void reads_all(void)
{
	struct directory d;
	const char *name;
	unsigned seen[FILES] = { 0 }, i, others = 0;
	char path[32];

	CHECK(!mkdir("full", 0755));
	for (i = 0; i < FILES; i++) {
		snprintf(path, sizeof path, "full/%u", i);
		CHECK(!close(open(path, O_WRONLY | O_CREAT, 0644)));
	}
	int rc = directory_open(&d, AT_FDCWD, "full");
	while (!rc && (name = directory_next(&d)))
		if (sscanf(name, "%u", &i) == 1 && i < FILES)
			seen[i]++;
		else
			others++;
	CHECK(!rc && !directory_close(&d, rc) && !others);
	for (i = 0; i < FILES; i++)
		CHECK(seen[i] == 1);
}

static void fails(void)
{
	struct directory d;

	CHECK(directory_open(&d, AT_FDCWD, "none") == -ENOENT);
	CHECK(directory_close(&d, -ENOENT) == -ENOENT);
	CHECK(!directory_open_or_none(&d, AT_FDCWD, "none") && !*error_text());
	CHECK(!directory_next(&d) && !directory_close(&d, 0));
	CHECK(directory_open(&d, AT_FDCWD, "full/1") == -ENOTDIR);
	directory_close(&d, -ENOTDIR);
	error_clear();
	CHECK(!directory_open(&d, AT_FDCWD, "full") && directory_close(&d, -E_DATA) == -E_DATA);
	// It can't be read on: the descriptor is another's by now.
	int other = open("/dev/null", O_RDONLY);
	CHECK(!directory_open(&d, AT_FDCWD, "full") && dup2(other, d.fd) == d.fd);
	while (directory_next(&d))
		;
	CHECK(directory_close(&d, 0) < 0 && strstr(error_text(), "read full: "));
	error_clear();
	close(other);
}

int main(void)
{
	reads_all();
	fails();
	return test_failed;
}
