// SPDX-License-Identifier: MIT
// The paths of a package as a tar archive.
#include "convert.h"

#include <string.h>

#include "error.h"
#include "manifest.h"
#include "opk.h"
#include "tar.h"

enum { PATH_ROOM = 1100 };

// PATH, ./PATH, and with a slash behind it for a directory.
static struct text name(char room[PATH_ROOM], struct text path, bool below, bool directory)
{
	size_t n = 0;

	if (below) {
		memcpy(room, "./", 2);
		n = 2;
	}
	memcpy(room + n, path.s, path.n);
	n += path.n;
	if (directory && path.n)
		room[n++] = '/';
	return (struct text){ room, n };
}

static void directory(struct tar *t, struct text path, uint64_t date)
{
	char room[PATH_ROOM];
	const struct tar_entry e = {
		.type = 'd', .mode = 0755, .time = date, .path = name(room, path, true, true)
	};

	tar_entry(t, &e);
}

// Those above a path that the manifest hasn't, unless the path before it was there, too. What is below one directory is together.
static void parents(struct tar *t, const struct manifest *m, size_t i)
{
	struct text path = m->entry[i].path, before = i ? m->entry[i - 1].path : TEXT("");

	for (size_t n = 1; n < path.n; n++) {
		const struct text above = { path.s, n };

		if (path.s[n] != '/' || manifest_find(m, above) ||
			(before.n > n && !memcmp(before.s, path.s, n + 1)))
			continue;
		directory(t, above, m->date);
	}
}

static int content(struct opk *o, struct tar *t, const struct entry *e)
{
	const void *data;
	ssize_t n;
	int rc = opk_seek(o, e);

	if (rc)
		return rc;
	while ((n = opk_data(o, &data)) > 0)
		tar_data(t, data, (size_t)n);
	return (int)n;
}

static int add(struct opk *o, struct tar *t, const struct entry *e, bool below)
{
	char room[PATH_ROOM];
	const struct tar_entry entry = {
		.type = e->type,
		.mode = e->mode,
		.uid = e->uid,
		.gid = e->gid,
		.major = e->major,
		.minor = e->minor,
		.size = e->type == 'f' ? e->size : 0,
		.time = o->manifest.date,
		.path = name(room, e->path, below, e->type == 'd'),
		.target = e->type == 'l' ? e->target : TEXT(""),
		.capability = below ? NULL : manifest_capability(&o->manifest, e->path),
	};

	tar_entry(t, &entry);
	return e->type == 'f' ? content(o, t, e) : 0;
}

int convert_tar(struct opk *o, struct tar *t, bool below)
{
	const struct manifest *m = &o->manifest;
	int rc = 0;

	if (below)
		directory(t, TEXT(""), m->date);
	for (size_t i = 0; !rc && i < m->entries; i++) {
		if (below)
			parents(t, m, i);
		rc = add(o, t, &m->entry[i], below);
	}
	return rc;
}
