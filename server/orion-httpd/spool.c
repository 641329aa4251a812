// SPDX-License-Identifier: MIT
// A directory with a file a report. Who takes a report reads the file and removes it.
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "directory.h"
#include "error.h"
#include "file.h"

#define NAME_BYTES "abcdefghijklmnopqrstuvwxyz0123456789"

bool spool_name(const char *name)
{
	size_t n = strlen(name);

	return n && n <= REPORT_NAME && strchr(NAME_BYTES, *name) &&
		strspn(name, NAME_BYTES ".-_") == n;
}

// Is there room for another one of that sender?
static bool room(int dir, const char *address)
{
	struct directory d;
	const char *file;
	size_t n = strlen(address);
	unsigned all = 0, own = 0;
	int rc = directory_open(&d, dir, ".");

	while (!rc && (file = directory_next(&d))) {
		all += *file != '.';
		own += !strncmp(file, address, n) && file[n] == '_';
	}
	return !directory_close(&d, rc) && all < REPORTS && own < REPORTS_OF_ONE;
}

int spool_put(int dir, const char *address, const char *name, const void *data, size_t n)
{
	char file[2 * REPORT_NAME];
	struct stat st;

	if (snprintf(file, sizeof file, "%s_%s", address, name) >= (int)sizeof file)
		return 500;
	bool there = !fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW);
	if (!there && !room(dir, address))
		return 507;
	int rc = file_replace(dir, file, 0644, data, n);
	if (rc)
		return rc == -ENOSPC || rc == -EDQUOT ? 507 : 500;
	return there ? 204 : 201;
}
