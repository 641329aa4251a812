// SPDX-License-Identifier: MIT
// Channels, as files.
#include "channel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "role.h"
#include "site.h"

#define PREFIX SITE_ROLE "."

enum { CHANNEL_LENGTH = 4096 };

int channel_check(const char *name)
{
	return during(role_check(text_of(name)) ? fail(-E_DATA, "a name is of a-z, 0-9 and -") : 0,
		"channel `%s`", name);
}

static int add(struct channels *c, struct arena *a, int dir, const char *file, const char *name)
{
	struct named_channel *item = arena_more(a, c->item, c->count, sizeof *item);
	struct text t;

	if (!item)
		return -ENOMEM;
	c->item = item;
	item[c->count] = (struct named_channel){ .name = arena_text(a, name, strlen(name)) };
	int rc = item[c->count].name ? file_load(a, dir, file, CHANNEL_LENGTH, &t) : -ENOMEM;
	if (!rc)
		rc = base_parse_channel(&item[c->count].to, t);
	c->count += !rc;
	return during(rc, "channels/%s", file);
}

static int by_name(const void *a, const void *b)
{
	const struct named_channel *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int add_named(struct channels *c, struct arena *a, DIR *d)
{
	int rc = 0;

	for (struct dirent *e; !rc && (errno = 0, e = readdir(d));)
		if (!strncmp(e->d_name, PREFIX, sizeof PREFIX - 1))
			rc = add(c, a, dirfd(d), e->d_name, e->d_name + sizeof PREFIX - 1);
	if (!rc && c->count > 1)
		qsort(c->item + 1, c->count - 1, sizeof *c->item, by_name);
	return rc;
}

static int open_directory(const char *base)
{
	int dir = file_open_dir(base);
	int fd = dir < 0 ? dir : file_open(dir, "channels", O_RDONLY | O_DIRECTORY, 0);

	if (dir >= 0)
		close(dir);
	return fd;
}

int channels_load(struct channels *c, struct arena *a, const char *base)
{
	int fd = open_directory(base);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	*c = (struct channels){ NULL, 0 };
	if (!d)
		return during(fd < 0 ? fd : fail(-errno, "read channels"), "%s", base);
	int rc = add(c, a, fd, SITE_ROLE, CANDIDATE);
	if (!rc)
		rc = add_named(c, a, d);
	closedir(d);
	return during(rc, "%s", base);
}

const struct channel *channels_find(const struct channels *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->item[i].name, name))
			return &c->item[i].to;
	return NULL;
}

const struct channel *channels_booted(const struct channels *c, const char *name)
{
	const struct channel *found = channels_find(c, name);

	return found || strcmp(name, STABLE) ? found : channels_find(c, CANDIDATE);
}

int channel_write(const char *base, struct arena *a, const char *name, const struct channel *was,
	const struct digest *to)
{
	struct channel c = { .current = *to, .boots = true };
	const char *file = arena_printf(a, PREFIX "%s", name);
	struct buffer b = { 0 };

	if (was && was->boots) {
		c.former = was->current;
		c.has_former = !digest_equal(&c.former, to);
	}
	base_write_channel(&b, &c);
	int rc = file ? buffer_error(&b) : -ENOMEM;
	int dir = rc ? rc : open_directory(base);
	if (dir >= 0) {
		rc = file_replace(dir, file, 0644, b.s, b.n);
		close(dir);
	}
	buffer_free(&b);
	return dir < 0 ? dir : rc;
}
