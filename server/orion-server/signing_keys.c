// SPDX-License-Identifier: MIT
// Keys of a repository, all together.
#include "signing_keys.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "base_restore.h"
#include "buffer.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "minisign.h"
#include "release.h"
#include "shared_files.h"
#include "signers.h"

#define HEAD "orion-keys\t1"
#define KEYS "keys"

enum { FILE_LENGTH = 4096, NAME = 80 };

// --- which files

static bool ends(struct text t, const char *with)
{
	size_t n = strlen(with);

	return t.n > n && !memcmp(t.s + t.n - n, with, n);
}

// root.pub, root-ann.key, release.key, ...
static bool is_name(struct text t)
{
	static const char *const kinds[] = { "root", "release", "timestamp" };

	if (t.n > NAME || (!ends(t, ".pub") && !ends(t, ".key")))
		return false;
	for (size_t i = 0; i < t.n; i++)
		if (!isalnum((unsigned char)t.s[i]) && !strchr("._-", t.s[i]))
			return false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n = strlen(kinds[i]);

		if (text_starts(t, kinds[i]) && (t.n == n + 4 || t.s[n] == '-'))
			return !memchr(t.s, 0, t.n);
	}
	return false;
}

static int add(struct signing_keys *k, struct arena *a, struct text name, struct text data)
{
	struct signing_key *more = arena_more(a, k->item, k->count, sizeof *more);

	if (!more)
		return -ENOMEM;
	k->item = more;
	more[k->count++] = (struct signing_key){ name, data };
	return 0;
}

// --- of a base

static int by_name(const void *a, const void *b)
{
	const struct signing_key *x = a, *y = b;

	return text_compare(x->name, y->name);
}

static int load_one(struct signing_keys *k, struct arena *a, int dir, const char *name)
{
	struct text data;
	const char *copy = arena_text(a, name, strlen(name));
	int rc = copy ? file_load(a, dir, name, FILE_LENGTH, &data) : -ENOMEM;

	return rc ? rc : add(k, a, text_of(copy), data);
}

int signing_keys_load(struct signing_keys *k, struct arena *a, const struct base *b)
{
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, b->dir, KEYS);

	*k = (struct signing_keys){ NULL, 0 };
	while (!rc && (name = directory_next(&d)))
		if (is_name(text_of(name)))
			rc = load_one(k, a, d.fd, name);
	rc = directory_close(&d, rc);
	if (!rc && k->count)
		qsort(k->item, k->count, sizeof *k->item, by_name);
	return rc ? during(rc, "%s/" KEYS, b->path) : 0;
}

// All but public halves are secret.
static int put(int to, const char *name, struct text data)
{
	return file_replace(to, name, ends(text_of(name), ".pub") ? 0644 : 0600, data.s, data.n);
}

static int copy(struct arena *a, int from, int to, const char *name)
{
	struct text data;
	int rc = file_load(a, from, name, FILE_LENGTH, &data);

	return rc ? rc : put(to, name, data);
}

// What else is among the keys stays: the server's own.
static int copy_others(struct arena *a, const struct base *b, int to)
{
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, b->dir, KEYS);

	while (!rc && (name = directory_next(&d)))
		if (*name != '.' && !is_name(text_of(name)))
			rc = copy(a, d.fd, to, name);
	return directory_close(&d, rc);
}

static int write_all(const struct signing_keys *k, struct arena *a, const struct base *b, int new)
{
	int rc = file_make_dirs(new, KEYS, 0700);
	int to = rc ? rc : file_open(new, KEYS, O_RDONLY | O_DIRECTORY, 0);

	if (to < 0)
		return to;
	rc = copy_others(a, b, to);
	for (size_t i = 0; !rc && i < k->count; i++) {
		const struct signing_key *one = &k->item[i];
		const char *name = arena_text(a, one->name.s, one->name.n);

		rc = name ? put(to, name, one->data) : -ENOMEM;
	}
	close(to);
	return rc;
}

// From where the restore left them.
static int keep_old(struct arena *a, const struct base *b, const char *aside)
{
	const char *from = arena_printf(a, "%s/" KEYS, aside);
	int rc = from ? file_make_dirs(b->dir, SHARED_LOST, 0700) : -ENOMEM;

	for (long long seconds = time(NULL); !rc; seconds++) {	// each name is taken once
		const char *to = arena_printf(a, SHARED_LOST "/" KEYS ".%lld", seconds);

		if (!to)
			rc = -ENOMEM;
		else if (!renameat(b->dir, from, b->dir, to))
			break;
		else if (errno != ENOTEMPTY && errno != EEXIST)
			rc = fail(-errno, "rename %s", from);
	}
	return rc ? rc : file_remove_tree(b->dir, aside);
}

int signing_keys_put(const struct signing_keys *k, struct arena *a, const struct base *b)
{
	static const char *const names[] = { KEYS };
	const struct base_restore what = { .name = names, .names = 1 };
	const char *aside;
	int new = base_restore_begin(b);
	int rc = new < 0 ? new : write_all(k, a, b, new);

	if (new >= 0)
		close(new);
	if (!rc)
		rc = base_restore_commit(b, a, &what, &aside);
	else if (new >= 0)
		base_restore_abandon(b);
	if (!rc && aside)
		rc = keep_old(a, b, aside);
	return during(rc, "the keys of the repository");
}

// --- the text

static int parse_one(struct signing_keys *k, struct arena *a, struct text *rest)
{
	struct text line, f[2];
	uint64_t n;

	if (k->count == SIGNING_KEYS || !text_line(rest, &line) ||
		text_fields(line, '\t', f, 2) != 2 || !is_name(f[0]))
		return fail(-E_DATA, "a line is the name of a key's file, and its length");
	if (k->count && text_compare(k->item[k->count - 1].name, f[0]) >= 0)
		return fail(-E_DATA, "%.*s is not in its place", TEXT_ARG(f[0]));
	int rc = text_number(&n, f[1], 1, FILE_LENGTH, "length");
	if (!rc && n > rest->n)
		rc = fail(-E_DATA, "%.*s is cut short", TEXT_ARG(f[0]));
	if (!rc)
		rc = add(k, a, f[0], (struct text){ rest->s, (size_t)n });
	if (!rc)
		*rest = (struct text){ rest->s + n, rest->n - (size_t)n };
	return rc;
}

int signing_keys_parse(struct signing_keys *k, struct arena *a, struct text t)
{
	struct text line;
	int rc = 0;

	*k = (struct signing_keys){ NULL, 0 };
	if (!text_line(&t, &line) || !text_is(line, HEAD))
		return fail(-E_DATA, "these are no keys, or of a newer form");
	while (!rc && t.n)
		rc = parse_one(k, a, &t);
	return rc;
}

void signing_keys_write(struct buffer *b, const struct signing_keys *k)
{
	buffer_printf(b, HEAD "\n");
	for (size_t i = 0; i < k->count; i++) {
		buffer_printf(b, "%.*s\t%zu\n", TEXT_ARG(k->item[i].name), k->item[i].data.n);
		buffer_text(b, k->item[i].data);
	}
}

// --- what they are

static int public_of(const struct signing_keys *k, const char *name, struct minisign_key *key)
{
	for (size_t i = 0; i < k->count; i++)
		if (text_is(k->item[i].name, name))
			return during(minisign_parse_public_file(key, k->item[i].data), "%s", name);
	return fail(-ENOENT, "there is no %s", name);
}

int signing_keys_root(const struct signing_keys *k, struct signers *s)
{
	struct minisign_key key;
	int rc = public_of(k, "root.pub", &key);

	*s = (struct signers){ .keys = 0 };
	if (!rc)
		rc = signers_add(s, &key);
	s->threshold = s->keys;
	return rc;
}

bool signing_keys_are(const struct signing_keys *k, const struct root *r)
{
	struct minisign_key release, timestamp;
	bool are = !public_of(k, "release.pub", &release) &&
		!public_of(k, "timestamp.pub", &timestamp) &&
		minisign_key_equal(&release, &r->release) &&
		minisign_key_equal(&timestamp, &r->timestamp);

	error_clear();
	return are;
}

bool signing_keys_equal(const struct signing_keys *x, const struct signing_keys *y)
{
	for (size_t i = 0; i < x->count && i < y->count; i++)
		if (!text_equal(x->item[i].name, y->item[i].name) ||
			!text_equal(x->item[i].data, y->item[i].data))
			return false;
	return x->count == y->count;
}
