// SPDX-License-Identifier: MIT
// The side that takes a build in.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "here.h"
#include "incoming.h"
#include "marks.h"
#include "room.h"
#include "send.h"
#include "text.h"

enum { FILES = 4096, LINE = 512 };

static const uint64_t SIZE_MAX_OF_FILE = (uint64_t)1 << 36;

struct received {
	const char *name;
	uint64_t size;
	struct mark *mark;
	int fd;		// -1: it is here already, and isn't wanted
	unsigned char *wanted;
};

struct receiving {
	struct arena *arena;
	const struct base *base;
	int in, out, dir;	// dir: where files come together
	struct received *item;
	size_t count;
	struct here here;
};

static int hear(struct receiving *r, void *data, size_t n)
{
	ssize_t k = file_read_some(r->in, data, n, "from the client");

	return k < 0		? (int)k
		: (size_t)k < n ? fail(-E_DATA, "the client said no more; what came is kept")
				: 0;
}

// With its LF. A byte at a time: what is behind it isn't ours yet.
static int hear_line(struct receiving *r, char line[LINE], struct text *t)
{
	for (size_t n = 0; n < LINE; n++) {
		int rc = hear(r, line + n, 1);

		if (rc)
			return rc;
		if (line[n] == '\n') {
			*t = (struct text){ line, n };
			return 0;
		}
	}
	return fail(-E_DATA, "the client speaks another language");
}

// --- what is to come

static int add_file(struct receiving *r, struct text name, struct text size)
{
	struct received *x;
	int rc = 0;

	if (r->count == FILES)
		return fail(-E_DATA, "the client has more than %d files", FILES);
	r->item = arena_more(r->arena, r->item, r->count, sizeof *r->item);
	if (!r->item)
		return -ENOMEM;
	x = r->item + r->count++;
	*x = (struct received){ .fd = -1, .name = arena_text(r->arena, name.s, name.n) };
	rc = x->name ? text_number(&x->size, size, 0, SIZE_MAX_OF_FILE, "size") : -ENOMEM;
	if (!rc && !incoming_takes(x->name))
		rc = fail(-E_DATA, "the client sends `%s`, which is no file of a build", x->name);
	for (size_t i = 0; !rc && i + 1 < r->count; i++)
		if (!strcmp(r->item[i].name, x->name))
			rc = fail(-E_DATA, "the client sends %s twice", x->name);
	if (rc)
		return rc;
	x->mark = ARENA_ARRAY(r->arena, struct mark, marks_count(x->size));
	return x->mark ? hear(r, x->mark, marks_count(x->size) * sizeof *x->mark) : -ENOMEM;
}

static int hear_list(struct receiving *r)
{
	char line[LINE];
	struct text t, field[3];
	int rc = hear_line(r, line, &t);

	if (!rc && !text_is(t, "orion-send\t1"))
		rc = fail(-E_DATA, "the client speaks another language: is it of another version?");
	while (!rc && !(rc = hear_line(r, line, &t)) && !text_is(t, "end"))
		rc = text_fields(t, '\t', field, 3) == 3 && text_is(field[0], "file") &&
				text_printable(field[1])
			? add_file(r, field[1], field[2])
			: fail(-E_DATA, "the client speaks another language");
	return rc;
}

// --- what is wanted

static bool same(struct receiving *r, int fd, const struct received *x)
{
	struct mark *m;
	struct stat st;

	return !fstat(fd, &st) && (uint64_t)st.st_size == x->size &&
		!marks_make(&m, r->arena, fd, x->size, x->name) &&
		!memcmp(m, x->mark, marks_count(x->size) * sizeof *m);
}

// A package that the repository has as it is.
static bool has_package(struct receiving *r, const struct received *x)
{
	int fd = file_open(r->base->dir, x->name, O_RDONLY | O_NONBLOCK, 0);
	bool yes = fd >= 0 && same(r, fd, x);

	if (fd >= 0)
		close(fd);
	error_clear();
	return yes;
}

// A bundle that the base has: a link to it takes its place.
static int link_bundle(struct receiving *r, const struct received *x, bool *linked)
{
	struct texts roles;
	int rc = base_roles(r->base, r->arena, &roles);

	for (size_t i = 0; !rc && !*linked && i < roles.count; i++) {
		const char *to = arena_printf(
			r->arena, "../../bundles/%.*s/%s", TEXT_ARG(roles.item[i]), x->name);

		if (!to)
			return -ENOMEM;
		if (faccessat(r->dir, to, F_OK, 0))
			continue;
		unlinkat(r->dir, x->name, 0);
		if (symlinkat(to, r->dir, x->name))
			return fail(-errno, "link %s", x->name);
		*linked = true;
	}
	return rc;
}

static int want(struct received *x, size_t block)
{
	x->wanted[block / 8] |= (unsigned char)(1u << block % 8);
	return 0;
}

static int fill_block(struct receiving *r, struct received *x, size_t block, const struct mark *is)
{
	if (!memcmp(is, x->mark + block, sizeof *is))
		return 0;
	int rc = here_copy(
		&r->here, x->mark + block, marks_length(x->size, block), x->fd, block, x->name);
	return rc < 0 ? rc : rc ? 0 : want(x, block);
}

// What an earlier run left of it counts.
static int fill(struct receiving *r, struct received *x)
{
	struct mark *is;
	struct stat st;
	int rc = 0;

	x->fd = file_open(r->dir, x->name, O_RDWR | O_CREAT, 0600);
	if (x->fd < 0)
		return x->fd;
	if (fstat(x->fd, &st) || ftruncate(x->fd, (off_t)x->size))
		return fail(-errno, "%s", x->name);
	rc = marks_make(&is, r->arena, x->fd, x->size, x->name);
	for (size_t k = 0; !rc && k < marks_count(x->size); k++)
		rc = fill_block(r, x, k, is + k);
	return rc;
}

static int prepare(struct receiving *r, struct received *x)
{
	bool here = false;
	int rc = 0;

	x->wanted = ARENA_ARRAY(r->arena, unsigned char, marks_count(x->size) / 8 + 1);
	if (!x->wanted)
		return -ENOMEM;
	if (incoming_is_bundle(x->name))
		rc = link_bundle(r, x, &here);
	else if (strchr(x->name, '/'))
		here = has_package(r, x);
	return rc || here ? rc : fill(r, x);
}

static int say_wanted(struct receiving *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->count; i++)
		rc = file_write(r->out, r->item[i].wanted, (marks_count(r->item[i].size) + 7) / 8,
			"to the client");
	return rc;
}

static int hear_blocks(struct receiving *r, const struct received *x)
{
	char data[MARKS_BLOCK];
	int rc = 0;

	for (size_t k = 0; !rc && k < marks_count(x->size); k++) {
		size_t n = marks_length(x->size, k);

		if (!(x->wanted[k / 8] >> k % 8 & 1))
			continue;
		rc = hear(r, data, n);
		if (!rc)
			rc = file_write_at(x->fd, data, n, (uint64_t)k * MARKS_BLOCK, x->name);
	}
	return rc;
}

// Takes it away unless it is of what is sent: of other builds, and links to what may be gone.
static int forget_other(struct receiving *r, int dir, const char *below, const char *file)
{
	const char *name = arena_printf(r->arena, "%s%s%s", below, *below ? "/" : "", file);
	struct stat st;

	if (!name || fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW))
		return name ? fail(-errno, "%s", name) : -ENOMEM;
	if (S_ISDIR(st.st_mode))
		return 0;
	for (size_t i = 0; S_ISREG(st.st_mode) && i < r->count; i++)
		if (!strcmp(r->item[i].name, name))
			return 0;
	return unlinkat(dir, file, 0) ? fail(-errno, "remove %s", name) : 0;
}

static int forget_others(struct receiving *r, const char *below)
{
	struct directory d;
	const char *name;
	int rc = directory_open(&d, r->dir, *below ? below : ".");

	while (!rc && (name = directory_next(&d)))
		rc = forget_other(r, d.fd, below, name);
	return directory_close(&d, rc);
}

// What came before has its room.
static int check_room(const struct receiving *r)
{
	uint64_t size = 0, there = 0;
	struct stat st;

	for (size_t i = 0; i < r->count; i++) {
		size += r->item[i].size;
		if (!fstatat(r->dir, r->item[i].name, &st, AT_SYMLINK_NOFOLLOW))
			there += (uint64_t)st.st_blocks * 512;
	}
	return there >= size ? 0 : room_check(r->arena, r->base->path, size - there);
}

static int run(struct receiving *r)
{
	int rc = hear_list(r);

	if (!rc)
		rc = forget_others(r, "");
	if (!rc)
		rc = forget_others(r, "repository");
	if (!rc)
		rc = check_room(r);
	if (!rc)
		rc = here_look(&r->here, r->arena, r->base);
	for (size_t i = 0; !rc && i < r->count; i++)
		rc = prepare(r, r->item + i);
	if (!rc)
		rc = say_wanted(r);
	for (size_t i = 0; !rc && i < r->count; i++)
		rc = hear_blocks(r, r->item + i);
	return rc;
}

int send_receive(struct incoming *i, struct arena *a, const struct base *b, int in, int out)
{
	struct receiving r = { .arena = a, .base = b, .in = in, .out = out, .dir = i->build };
	int rc = run(&r);

	for (size_t k = 0; k < r.count; k++)
		if (r.item[k].fd >= 0)
			close(r.item[k].fd);
	here_close(&r.here);
	return rc;
}
