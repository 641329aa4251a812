// SPDX-License-Identifier: MIT
// Taking reports. The spool is another user's: what is in it may be anything.
#include "taken.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "report.h"

#define PREFIX ".taken."

// ADDRESS_NAME
static int parse(struct taken *t, struct arena *a, const char *file)
{
	const char *s = file + sizeof PREFIX - 1, *bar = strchr(s, '_');

	if (!bar)
		return fail(-E_DATA, "%s is no report", file);
	t->kind = bar[1] == '+' ? TAKEN_NOTE : TAKEN_REPORT;
	t->file = arena_text(a, file, strlen(file));
	t->address = arena_text(a, s, (size_t)(bar - s));
	t->name = t->file ? t->file + (bar - file) + 1 + (t->kind == TAKEN_NOTE) : NULL;
	return t->address && t->name ? 0 : -ENOMEM;
}

static int load(struct taken *t, struct arena *a, int spool, const char *file)
{
	struct stat st;
	int rc = parse(t, a, file);

	if (!rc && fstatat(spool, file, &st, AT_SYMLINK_NOFOLLOW))
		rc = fail(-errno, "%s", file);
	if (!rc)
		rc = file_load(a, spool, file, REPORT_LENGTH, &t->text);
	t->seconds = rc || st.st_mtime < 0 ? 0 : (uint64_t)st.st_mtime;
	return rc;
}

static int add(struct taken_list *l, struct arena *a, int spool, const char *file)
{
	struct taken *item = arena_more(a, l->item, l->count, sizeof *item);
	struct taken t = { .seconds = 0 };

	if (!item)
		return -ENOMEM;
	l->item = item;
	int rc = load(&t, a, spool, file);
	if (!rc) {
		item[l->count++] = t;
		return 0;
	}
	if (rc == -ENOMEM)
		return rc;
	fprintf(stderr, "orion-policyd: %s\n", error_text());
	error_clear();
	file_remove(spool, file, 0);
	error_clear();
	return 0;
}

// Called for each name in the spool.
typedef int visit(void *arg, int spool, const char *file);

static int each(int spool, visit *v, void *arg)
{
	struct directory d;
	const char *file;
	int rc = directory_open(&d, spool, ".");

	while (!rc && (file = directory_next(&d)))
		rc = v(arg, spool, file);
	return directory_close(&d, rc);
}

// What can't be renamed is no file, which Landlock allows only: nothing of it is wanted.
static int take(void *arg, int spool, const char *file)
{
	char to[sizeof PREFIX + 256];

	(void)arg;
	if (*file == '.' || snprintf(to, sizeof to, PREFIX "%s", file) >= (int)sizeof to)
		return 0;
	if (renameat(spool, file, spool, to) && errno != ENOENT) {
		fprintf(stderr, "orion-policyd: take %s: %s\n", file, strerror(errno));
		unlinkat(spool, file, 0);
	}
	return 0;
}

struct reading {
	struct taken_list *list;
	struct arena *arena;
};

static int read_one(void *arg, int spool, const char *file)
{
	struct reading *r = arg;

	if (strncmp(file, PREFIX, sizeof PREFIX - 1) != 0)
		return 0;
	r->list->more = r->list->count == TAKEN_MOST;
	return r->list->more ? 0 : add(r->list, r->arena, spool, file);
}

static int oldest_first(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;

	return x->seconds == y->seconds   ? strcmp(x->file, y->file)
		: x->seconds < y->seconds ? -1
					  : 1;
}

int taken_all(struct taken_list *l, struct arena *a, int spool)
{
	struct reading r = { l, a };

	*l = (struct taken_list){ .count = 0 };
	int rc = each(spool, take, NULL);
	if (!rc)
		rc = each(spool, read_one, &r);
	if (l->count)
		qsort(l->item, l->count, sizeof *l->item, oldest_first);
	return rc;
}

int taken_remove(const struct taken_list *l, int spool)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < l->count; i++)
		rc = file_remove(spool, l->item[i].file, 0);
	return rc;
}
