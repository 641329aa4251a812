// SPDX-License-Identifier: MIT
// A directory with a file a report. Who takes a report reads the file and removes it.
#include "spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	int fd = file_open(dir, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	size_t n = strlen(address);
	unsigned all = 0, own = 0;

	if (!d) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	for (struct dirent *e; (e = readdir(d));) {
		all += *e->d_name != '.';
		own += !strncmp(e->d_name, address, n) && e->d_name[n] == '_';
	}
	closedir(d);
	return all < REPORTS && own < REPORTS_OF_ONE;
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
