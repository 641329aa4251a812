// SPDX-License-Identifier: MIT
// Counting what was lost.
#include "lost.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "shared_files.h"
#include "text.h"

static int look(struct lost *l, struct arena *a, int dir, const char *name)
{
	const char *dot = strrchr(name, '.');
	uint64_t seconds;
	struct stat st;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : fail(-errno, "%s", name);
	if (!S_ISREG(st.st_mode) || !dot ||
		text_number(&seconds, text_of(dot + 1), 1, INT64_MAX, "time")) {
		error_clear();
		return 0;
	}
	l->count++;
	if (l->last && seconds < l->seconds)
		return 0;
	l->seconds = seconds;
	l->last = arena_text(a, name, strlen(name));
	return l->last ? 0 : -ENOMEM;
}

int lost_find(struct lost *l, struct arena *a, const char *base)
{
	struct directory d;
	const char *name;
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : directory_open_or_none(&d, dir, SHARED_LOST);

	*l = (struct lost){ .count = 0 };
	if (dir < 0)
		return rc;
	close(dir);
	while (!rc && (name = directory_next(&d)))
		rc = look(l, a, d.fd, name);
	return directory_close(&d, rc);
}
