// SPDX-License-Identifier: MIT
// A package that is named as a file on the command line.
#include "package.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "opk.h"

bool package_named(const char *operand)
{
	size_t n = strlen(operand);

	return n > 4 && !strcmp(operand + n - 4, ".opk");
}

int package_open(struct opk *p, struct arena *a, const char *path, int *fd)
{
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (*fd < 0)
		return fail(-errno, "open %s", path);
	int rc = opk_open(p, a, *fd, path, NULL);
	if (rc)
		close(*fd);
	return rc;
}

void package_close(struct opk *p, int fd)
{
	opk_close(p);
	close(fd);
}
