// SPDX-License-Identifier: MIT
// Channels, as files.
#include "channel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "role.h"
#include "site.h"

enum { CHANNEL_LENGTH = 4096 };

int channel_check(const char *name)
{
	return during(role_check(text_of(name)) ? fail(-E_DATA, "a name is of a-z, 0-9 and -") : 0,
		"channel `%s`", name);
}

int channel_parse(struct channel_name *n, const char *said)
{
	const char *slash = strchr(said, '/');
	size_t length = slash ? (size_t)(slash - said) : 0;

	*n = (struct channel_name){ SITE_ROLE, slash ? slash + 1 : said, !slash };
	if (slash && (length >= sizeof n->role || role_check((struct text){ said, length })))
		return fail(-E_DATA, "channel `%s`: before / stands a role: node/stable", said);
	if (slash)
		snprintf(n->role, sizeof n->role, "%.*s", (int)length, said);
	return channel_check(n->name);
}

// --- reading

static int add(struct channels *c, struct arena *a, int dir, const char *role, const char *name,
	const char *file)
{
	struct named_channel *item = arena_more(a, c->item, c->count, sizeof *item);
	struct text t;

	if (!item)
		return -ENOMEM;
	c->item = item;
	item[c->count] = (struct named_channel){ role, arena_text(a, name, strlen(name)),
		{ .boots = false } };
	int rc = item[c->count].name ? file_load(a, dir, file, CHANNEL_LENGTH, &t) : -ENOMEM;
	if (!rc)
		rc = base_parse_channel(&item[c->count].to, t);
	c->count += !rc;
	return during(rc, "channels/%s", file);
}

// A file ROLE.NAME; others are none of ours.
static int add_named(struct channels *c, struct arena *a, int dir, const char *file)
{
	for (size_t i = 0; i < SITE_ROLES; i++) {
		size_t n = strlen(site_roles[i]);

		if (!strncmp(file, site_roles[i], n) && file[n] == '.')
			return add(c, a, dir, site_roles[i], file + n + 1, file);
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct named_channel *x = a, *y = b;
	int role = strcmp(x->role, y->role);
	int first = !strcmp(y->name, CANDIDATE) - !strcmp(x->name, CANDIDATE);

	return role ? role : first ? first : strcmp(x->name, y->name);
}

static int read_all(struct channels *c, struct arena *a, struct directory *d)
{
	const char *file;
	int rc = add(c, a, d->fd, SITE_ROLE, CANDIDATE, SITE_ROLE);

	if (!rc && !faccessat(d->fd, SITE_SERVER, F_OK, 0))
		rc = add(c, a, d->fd, SITE_SERVER, CANDIDATE, SITE_SERVER);
	while (!rc && (file = directory_next(d)))
		rc = add_named(c, a, d->fd, file);
	return rc;
}

int channels_load(struct channels *c, struct arena *a, const char *base)
{
	struct directory d = { NULL };
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : directory_open(&d, dir, "channels");

	*c = (struct channels){ NULL, 0 };
	if (dir >= 0)
		close(dir);
	if (!rc)
		rc = read_all(c, a, &d);
	rc = directory_close(&d, rc);
	if (c->count)
		qsort(c->item, c->count, sizeof *c->item, by_name);
	return during(rc, "%s", base);
}

// --- finding

static const struct channel *find(const struct channels *c, const char *role, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (!strcmp(c->item[i].role, role) && !strcmp(c->item[i].name, name))
			return &c->item[i].to;
	return NULL;
}

// No list has what is no name.
static struct channel_name parsed(const char *said)
{
	struct channel_name n;

	if (channel_parse(&n, said)) {
		error_clear();
		n = (struct channel_name){ "", "", false };
	}
	return n;
}

const struct channel *channels_find(const struct channels *c, const char *said)
{
	struct channel_name n = parsed(said);

	return find(c, n.role, n.name);
}

const struct channel *channels_booted(const struct channels *c, const char *said)
{
	struct channel_name n = parsed(said);
	const struct channel *found = find(c, n.role, n.name);

	return found || strcmp(n.name, STABLE) ? found : find(c, n.role, CANDIDATE);
}

// --- moving

static int replace(const char *base, struct arena *a, const struct channel_name *n, struct text t)
{
	const char *file = arena_printf(a, "channels/%s.%s", n->role, n->name);
	int dir = file ? file_open_dir(base) : -ENOMEM;

	if (dir < 0)
		return dir;
	int rc = file_replace(dir, file, 0644, t.s, t.n);
	close(dir);
	return rc;
}

int channel_write(const char *base, struct arena *a, const char *said, const struct channel *was,
	const struct digest *to)
{
	struct channel c = { .current = *to, .boots = true };
	struct channel_name n = parsed(said);
	struct buffer b = { 0 };

	if (was && was->boots) {
		c.former = was->current;
		c.has_former = !digest_equal(&c.former, to);
	}
	base_write_channel(&b, &c);
	int rc = buffer_error(&b);
	if (!rc)
		rc = replace(base, a, &n, buffer_view(&b));
	buffer_free(&b);
	return rc;
}
