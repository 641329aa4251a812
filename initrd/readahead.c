// SPDX-License-Identifier: MIT
// How far the kernel reads ahead.
#include "readahead.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "file.h"

static void set(const char *bdi)
{
	char path[300];

	snprintf(path, sizeof path, "/sys/class/bdi/%s/read_ahead_kb", bdi);
	file_set(path, "1024");
}

void readahead_path(const char *path)
{
	struct stat st;
	char bdi[32];

	if (stat(path, &st))
		return;
	snprintf(bdi, sizeof bdi, "%u:%u", major(st.st_dev), minor(st.st_dev));
	set(bdi);
}

void readahead_erofs(void)
{
	DIR *d = opendir("/sys/class/bdi");
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (!strncmp(e->d_name, "erofs-", 6))
			set(e->d_name);
	if (d)
		closedir(d);
}
