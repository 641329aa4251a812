// SPDX-License-Identifier: MIT
// Configuration files as their packages had them.
#include "pristine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "installed.h"
#include "manifest.h"
#include "opk.h"
#include "target.h"
#include "transaction.h"

#define DIRECTORY "pristine"
#define LIST "bases"
#define BASES DIRECTORY "/" LIST

enum { CONTENT_MAX = 1 << 20, BASES_MAX = 16 << 20 };	// a larger one isn't kept: nobody merges it

struct base {
	struct digest digest;
	struct text path;
};

struct bases {
	struct base *item;
	size_t count;
};

static bool kept(const struct entry *e)
{
	return entry_is_config(e) && e->size <= CONTENT_MAX;
}

// --- bases: lines DIGEST<TAB>PATH

static int add_base(struct bases *b, struct arena *a, const struct digest *d, struct text path)
{
	b->item = arena_more(a, b->item, b->count, sizeof *b->item);
	if (!b->item)
		return -ENOMEM;
	b->item[b->count++] = (struct base){ *d, path };
	return 0;
}

static int load_bases(struct bases *b, struct arena *a, const struct target *t)
{
	struct text text, line, field[2];
	struct digest d;
	int rc = file_load(a, t->state, BASES, BASES_MAX, &text);

	*b = (struct bases){ NULL, 0 };
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	while (!rc && text_line(&text, &line)) {
		if (text_fields(line, '\t', field, 2) != 2)
			rc = fail(-E_DATA, "a line is not DIGEST<TAB>PATH");
		if (!rc)
			rc = digest_parse(&d, field[0]);
		if (!rc)
			rc = add_base(b, a, &d, field[1]);
	}
	return during(rc, TARGET_STATE "/" BASES);
}

static int write_bases(const struct bases *b, const struct target *t)
{
	char hex[DIGEST_HEX + 1];
	struct buffer text = { 0 };

	if (!b->count)
		return unlinkat(t->state, BASES, 0) && errno != ENOENT
			? fail(-errno, "remove " TARGET_STATE "/" BASES)
			: 0;
	for (size_t i = 0; i < b->count; i++) {
		digest_hex(&b->item[i].digest, hex);
		buffer_printf(&text, "%s\t%.*s\n", hex, TEXT_ARG(b->item[i].path));
	}
	int rc = buffer_error(&text);
	if (!rc)
		rc = file_replace(t->state, BASES, 0600, text.s, text.n);
	buffer_free(&text);
	return rc;
}

static const struct base *find_base(const struct bases *b, struct text path)
{
	for (size_t i = 0; i < b->count; i++)
		if (text_equal(b->item[i].path, path))
			return &b->item[i];
	return NULL;
}

// --- the disk

// Nothing, or something that is no file of a package, is there: an answer, not a failure.
static bool is_absent(int rc)
{
	return rc == -ENOENT || rc == -ENOTDIR || rc == -ELOOP || rc == -EISDIR || rc == -E_DATA;
}

// 1 when the file has that digest, and its content; 0 when not; or negative and recorded.
static int load_same(const struct target *t, struct arena *a, const char *path,
	const struct digest *d, struct text *content)
{
	struct digest is;
	int rc = file_load(a, t->root, path, CONTENT_MAX, content);

	if (!rc)
		rc = digest_of(&is, content->s, content->n);
	return rc ? (is_absent(rc) ? 0 : rc) : digest_equal(&is, d);
}

// 1 when there is a new version beside it, 0 when not; or negative and recorded.
static int has_new(const struct target *t, struct arena *a, struct text path)
{
	const char *new = arena_printf(a, "%.*s.new", TEXT_ARG(path));
	int fd = new ? file_open(t->root, new, O_PATH, 0) : -ENOMEM;

	if (fd < 0)
		return is_absent(fd) ? 0 : fd;
	close(fd);
	return 1;
}

// --- before

static int note(const struct target *t, struct arena *a, struct bases *b, const struct entry *old,
	const struct entry *new)
{
	struct arena passing = { NULL };
	struct text content;
	char *path = arena_text(&passing, old->path.s, old->path.n);
	int rc = path ? 0 : -ENOMEM;

	if (!rc && new->type == 'f' && !digest_equal(&old->digest, &new->digest) &&
		!find_base(b, old->path)) {
		rc = load_same(t, &passing, path, &old->digest, &content);
		if (!rc)
			rc = add_base(b, a, &old->digest, old->path);
	}
	arena_free(&passing);
	return rc < 0 ? rc : 0;
}

// One that is noted already, but has no new version beside it any more, was settled.
static int forget_settled(const struct target *t, struct arena *a, struct bases *b)
{
	size_t count = 0;

	for (size_t i = 0; i < b->count; i++) {
		int rc = has_new(t, a, b->item[i].path);

		if (rc < 0)
			return rc;
		if (rc)
			b->item[count++] = b->item[i];
	}
	b->count = count;
	return 0;
}

int pristine_note(const struct target *t, struct arena *a, const struct transaction_change *change,
	size_t changes)
{
	struct bases b;
	int rc = load_bases(&b, a, t);

	if (!rc)
		rc = forget_settled(t, a, &b);
	if (rc)
		return rc;
	size_t before = b.count;
	for (size_t i = 0; i < changes; i++) {
		const struct transaction_change *c = &change[i];

		if (!c->old || !c->opk)
			continue;
		for (size_t k = 0; !rc && k < c->old->manifest->entries; k++) {
			const struct entry *old = &c->old->manifest->entry[k], *new;

			new = kept(old) ? manifest_find(&c->opk->manifest, old->path) : NULL;
			rc = new ? note(t, a, &b, old, new) : 0;
		}
	}
	if (!rc && b.count > before)
		rc = file_make_dirs(t->state, DIRECTORY, 0700);
	return rc || b.count == before ? rc : write_bases(&b, t);
}

// --- after

struct store {
	const struct target *target;
	struct arena *arena;
	int dir;
	char (*name)[DIGEST_HEX + 1];	// of what stays
	size_t names;
};

static int add_name(struct store *s, const struct digest *d)
{
	s->name = arena_more(s->arena, s->name, s->names, sizeof *s->name);
	if (!s->name)
		return -ENOMEM;
	digest_hex(d, s->name[s->names++]);
	return 0;
}

// From where it was installed, or beside it.
static int copy(struct store *s, struct arena *a, const struct entry *e, const char *name)
{
	const char *own = arena_text(a, e->path.s, e->path.n);
	const char *new = arena_printf(a, "%.*s.new", TEXT_ARG(e->path));
	struct text content;

	if (!own || !new)
		return -ENOMEM;
	int rc = load_same(s->target, a, own, &e->digest, &content);
	if (!rc)
		rc = load_same(s->target, a, new, &e->digest, &content);
	return rc > 0 ? file_replace(s->dir, name, 0600, content.s, content.n) : rc;
}

static int keep(struct store *s, const struct entry *e)
{
	struct arena a = { NULL };
	struct stat st;
	int rc = add_name(s, &e->digest);

	if (rc)
		return rc;
	const char *name = s->name[s->names - 1];
	if (fstatat(s->dir, name, &st, AT_SYMLINK_NOFOLLOW))
		rc = errno == ENOENT ? copy(s, &a, e, name) : fail(-errno, "%s", name);
	arena_free(&a);
	return rc;
}

static int keep_all(struct store *s, const struct installed *in)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < in->count; i++) {
		const struct manifest *m = in->package[i].manifest;

		for (size_t k = 0; !rc && k < m->entries; k++)
			rc = kept(&m->entry[k]) ? keep(s, &m->entry[k]) : 0;
	}
	return rc;
}

static int keep_bases(struct store *s)
{
	struct bases b;
	int rc = load_bases(&b, s->arena, s->target);
	size_t before = rc ? 0 : b.count;

	if (!rc)
		rc = forget_settled(s->target, s->arena, &b);
	if (!rc && b.count != before)
		rc = write_bases(&b, s->target);
	for (size_t i = 0; !rc && i < b.count; i++)
		rc = add_name(s, &b.item[i].digest);
	return rc;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static bool stays(const struct store *s, const char *file)
{
	char name[DIGEST_HEX + 1] = "";

	if (!strcmp(file, ".") || !strcmp(file, "..") || !strcmp(file, LIST))
		return true;
	memcpy(name, file, strnlen(file, DIGEST_HEX));
	return strlen(file) == DIGEST_HEX && s->names &&
		bsearch(name, s->name, s->names, sizeof name, by_name);
}

// Also what a run left that was cut off.
static int sweep(const struct store *s)
{
	int fd = file_open(s->dir, ".", O_RDONLY | O_DIRECTORY, 0), rc = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d)
		return fd < 0 ? fd : fail(-errno, "read " DIRECTORY);
	for (struct dirent *e; !rc && (errno = 0, e = readdir(d));)
		if (!stays(s, e->d_name) && unlinkat(fd, e->d_name, 0))
			rc = fail(-errno, "remove %s", e->d_name);
	if (!rc && errno)
		rc = fail(-errno, "read " DIRECTORY);
	closedir(d);
	return rc;
}

static int settle(struct store *s, const struct installed *in)
{
	int rc = keep_all(s, in);

	if (!rc)
		rc = keep_bases(s);
	if (rc)
		return rc;
	if (s->names)
		qsort(s->name, s->names, sizeof *s->name, by_name);
	return sweep(s);
}

// As settle, of what is installed now.
static int settle_now(struct store *s)
{
	struct installed in;
	int rc = installed_load(&in, s->arena, s->target);

	if (rc)
		return rc;
	rc = installed_manifests(&in, s->arena);
	if (!rc)
		rc = settle(s, &in);
	installed_unload(&in);
	return rc;
}

int pristine_settle(const struct target *t, const struct installed *in, struct arena *a)
{
	struct store s = { .target = t, .arena = a };
	int rc = file_make_dirs(t->state, DIRECTORY, 0700);

	if (rc)
		return rc;
	s.dir = file_open(t->state, DIRECTORY, O_RDONLY | O_DIRECTORY, 0);
	if (s.dir < 0)
		return s.dir;
	rc = in ? settle(&s, in) : settle_now(&s);
	close(s.dir);
	if (!rc && unlinkat(t->state, DIRECTORY, AT_REMOVEDIR) && errno != ENOTEMPTY &&
		errno != EEXIST)
		rc = fail(-errno, "remove " DIRECTORY);
	return during(rc, "configuration files as packages have them");
}

int pristine_base(const struct target *t, struct arena *a, struct text path, struct text *content)
{
	char name[sizeof DIRECTORY + DIGEST_HEX + 1] = DIRECTORY "/";
	const struct base *base;
	struct bases b;
	struct digest d;
	int rc = load_bases(&b, a, t);

	if (rc)
		return rc;
	base = find_base(&b, path);
	if (base) {
		digest_hex(&base->digest, name + sizeof DIRECTORY);
		rc = file_load(a, t->state, name, CONTENT_MAX, content);
	}
	if (!base || rc == -ENOENT)
		return fail(-E_NO, "it isn't known from what %.*s was changed", TEXT_ARG(path));
	if (!rc)
		rc = digest_of(&d, content->s, content->n);
	return rc || digest_equal(&d, &base->digest)
		? rc
		: fail(-E_DATA, TARGET_STATE "/%s is damaged", name);
}
