// SPDX-License-Identifier: MIT
// The paths of a package. Modes are 0755 for directories and what its owner may execute, else 0644, and all is
// root's, unless the description says otherwise: so umask and user of the build don't matter.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "pack_impl.h"
#include "path.h"

struct walk {
	struct manifest *m;
	struct arena *a;
};

static int add(struct walk *w, const struct entry *e)
{
	struct entry *all = arena_more(w->a, w->m->entry, w->m->entries, sizeof *all);

	if (!all)
		return -ENOMEM;
	w->m->entry = all;
	all[w->m->entries++] = *e;
	return 0;
}

static int visit_dir(struct walk *w, int fd, struct text above);

static int visit(struct walk *w, int dir, const char *name, struct text above)
{
	const char *path = above.n ? arena_printf(w->a, "%.*s/%s", TEXT_ARG(above), name)
				   : arena_text(w->a, name, strlen(name));
	if (!path)
		return -ENOMEM;
	struct entry e = { .path = text_of(path) };
	struct stat st;
	int rc = path_check(e.path);

	if (!rc && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		rc = fail(-errno, "%s", path);
	if (rc)
		return rc;
	e.mode = S_ISDIR(st.st_mode) || st.st_mode & S_IXUSR ? 0755 : 0644;
	if (S_ISREG(st.st_mode)) {
		e.type = 'f';
		e.size = (uint64_t)st.st_size;
		return add(w, &e);
	}
	if (S_ISLNK(st.st_mode)) {
		e.type = 'l';
		e.mode = 0777;
		rc = file_read_link(w->a, dir, name, &e.target);
		return rc ? rc : add(w, &e);
	}
	if (!S_ISDIR(st.st_mode))
		return fail(-E_DATA,
			"%s is neither file, directory nor link: a device is named in the description",
			path);
	e.type = 'd';
	rc = add(w, &e);
	int fd = rc ? rc : file_open(dir, name, O_RDONLY | O_DIRECTORY, 0);
	return fd < 0 ? fd : visit_dir(w, fd, e.path);
}

// Closes fd.
static int visit_dir(struct walk *w, int fd, struct text above)
{
	DIR *d = fdopendir(fd);
	int rc = 0;

	if (!d) {
		rc = fail(-errno, "read a directory");
		close(fd);
		return rc;
	}
	while (!rc) {
		errno = 0;
		struct dirent *e = readdir(d);

		if (!e) {
			rc = errno ? fail(-errno, "read %.*s", TEXT_ARG(above)) : 0;
			break;
		}
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
			rc = visit(w, dirfd(d), e->d_name, above);
	}
	closedir(d);
	return rc;
}

static int by_path(const void *a, const void *b)
{
	return text_compare(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

// A directory that the description names may be there already, and then has the description's mode and owner.
static void merge(struct manifest *m, const struct description *d)
{
	size_t kept = 0;

	if (m->entries)
		qsort(m->entry, m->entries, sizeof *m->entry, by_path);
	for (size_t i = 0; i < m->entries; i++) {
		struct entry *e = &m->entry[i], *last = kept ? &m->entry[kept - 1] : NULL;

		if (!last || e->type != 'd' || last->type != 'd' ||
			!text_equal(last->path, e->path))
			m->entry[kept++] = *e;
	}
	m->entries = kept;
	for (size_t i = 0; i < d->entries; i++) {
		struct entry *e = d->entry[i].type == 'd'
			? (struct entry *)manifest_find(m, d->entry[i].path)
			: NULL;

		if (e && e->type == 'd')
			*e = d->entry[i];
	}
}

static int apply(struct manifest *m, const struct override *o)
{
	struct entry *e = (struct entry *)manifest_find(m, o->path);

	if (!e)
		return fail(-E_DATA, "`%.*s` of the description is not in the package",
			TEXT_ARG(o->path));
	if (o->mode_given && e->type == 'l')
		return fail(-E_DATA, "`%.*s` is a link and has no mode", TEXT_ARG(o->path));
	if (o->mode_given)
		e->mode = o->mode;
	if (o->owner_given) {
		e->uid = o->uid;
		e->gid = o->gid;
	}
	return 0;
}

int pack_tree(struct manifest *m, struct arena *a, int dir, const struct description *d)
{
	struct walk w = { .m = m, .a = a };
	int fd = file_open(dir, ".", O_RDONLY | O_DIRECTORY, 0),
	    rc = fd < 0 ? fd : visit_dir(&w, fd, TEXT(""));

	for (size_t i = 0; !rc && i < d->entries; i++)
		rc = add(&w, &d->entry[i]);
	if (!rc)
		merge(m, d);
	for (size_t i = 0; !rc && i < d->overrides; i++)
		rc = apply(m, &d->override[i]);
	return rc;
}
