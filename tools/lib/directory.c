// SPDX-License-Identifier: MIT
// Reading directories.
#include "directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

int directory_open(struct directory *d, int dir, const char *path)
{
	*d = (struct directory){ .path = path };
	d->fd = file_open(dir, path, O_RDONLY | O_DIRECTORY, 0);
	if (d->fd < 0)
		return d->fd;
	d->stream = fdopendir(d->fd);
	if (d->stream)
		return 0;
	int rc = fail(-errno, "read %s", path);
	close(d->fd);
	return rc;
}

int directory_open_or_none(struct directory *d, int dir, const char *path)
{
	int rc = directory_open(d, dir, path);

	if (rc != -ENOENT)
		return rc;
	error_clear();
	return 0;
}

const char *directory_next(struct directory *d)
{
	struct dirent *e;

	if (!d->stream)
		return NULL;
	do {
		errno = 0;
		e = readdir(d->stream);
		if (!e) {
			d->rc = -errno;
			return NULL;
		}
	} while (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."));
	return e->d_name;
}

int directory_close(struct directory *d, int rc)
{
	if (d->stream)
		closedir(d->stream);
	d->stream = NULL;
	return rc < 0 || !d->rc ? rc : fail(d->rc, "read %s", d->path);
}
