// SPDX-License-Identifier: MIT
// Writing what others come for.
#include "told.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "history.h"
#include "leases.h"
#include "marks.h"
#include "paths.h"
#include "peer.h"
#include "pending.h"
#include "repositories.h"
#include "running.h"
#include "sealed.h"
#include "shared_files.h"
#include "signing_keys.h"
#include "site.h"

#define DIRECTORY "http/peer"	// below what is derived
#define STATE "state"

struct telling {
	struct arena *arena;
	const struct base *base;
	const struct minisign_secret *key;
	const struct peers *peers;
	struct shared list;
	bool changed;
	int dir;	// what is served
	const char **name;	// files of it that are wanted
	size_t names;
};

const char *told_path(struct arena *a, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	return arena_printf(a, "%s/" DIRECTORY "/%s", paths.run, hex);
}

static bool is_there(int dir, const char *name)
{
	return !faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW);
}

static int want(struct telling *t, const char *name)
{
	const char **more = arena_more(t->arena, t->name, t->names, sizeof *more);

	if (!more || !name)
		return -ENOMEM;
	t->name = more;
	more[t->names++] = name;
	return 0;
}

static const char *name_of(struct telling *t, const struct digest *d, const char *suffix)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	return arena_printf(t->arena, "%s%s", hex, suffix);
}

// Serves a content by its digest.
static int put(struct telling *t, const struct digest *d, struct text content)
{
	const char *name = name_of(t, d, "");
	int rc = want(t, name);

	return rc || is_there(t->dir, name)
		? rc
					    : file_replace(t->dir, name, 0644, content.s, content.n);
}

// --- items

// One that isn't as it is known, and isn't served yet, can't be told: an orion.conf that is wrong just now.
static int tell_item(struct telling *t, const struct shared_item *x)
{
	struct text content = TEXT("");
	struct digest d;

	if (x->there && !is_there(t->dir, name_of(t, &x->digest, ""))) {
		int rc = shared_load(t->arena, t->base, x->path, &content);

		if (!rc)
			rc = digest_of(&d, content.s, content.n);
		if (rc || !digest_equal(&d, &x->digest)) {
			error_clear();
			return 0;
		}
	}
	int rc = x->there ? put(t, &x->digest, content) : 0;
	return rc ? rc : shared_set(&t->list, t->arena, x);
}

// --- bundles

// Marks have the time when their bundle was changed last: one that was mended has others.
static bool are_of(const struct telling *t, const char *name, const struct stat *bundle)
{
	struct stat st;

	return !fstatat(t->dir, name, &st, AT_SYMLINK_NOFOLLOW) &&
		st.st_mtim.tv_sec == bundle->st_ctim.tv_sec &&
		st.st_mtim.tv_nsec == bundle->st_ctim.tv_nsec;
}

static int write_marks(struct telling *t, int dir, const char *file, const char *name)
{
	struct stat st;
	struct mark *m;
	int fd = file_open_regular(dir, file);

	if (fd < 0)
		return fd;
	int rc = fstat(fd, &st) ? fail(-errno, "%s", file) : 0;
	if (!rc && !are_of(t, name, &st)) {
		struct timespec when[] = { { .tv_nsec = UTIME_OMIT }, st.st_ctim };

		rc = marks_make(&m, t->arena, fd, (uint64_t)st.st_size, file);
		if (!rc)
			rc = file_replace(t->dir, name, 0644, m,
				marks_count((uint64_t)st.st_size) * sizeof *m);
		if (!rc && utimensat(t->dir, name, when, AT_SYMLINK_NOFOLLOW))
			rc = fail(-errno, "%s", name);
	}
	close(fd);
	return rc;
}

static int tell_bundle(struct telling *t, int dir, const char *file)
{
	struct shared_bundle x = { .role = TEXT(SITE_ROLE) };
	struct stat st;

	if (strcmp(file + DIGEST_HEX, ".bundle") != 0 ||
		digest_parse(&x.digest, (struct text){ file, DIGEST_HEX })) {
		error_clear();
		return 0;
	}
	const char *marks = name_of(t, &x.digest, ".marks");
	int rc = want(t, marks);
	if (!rc)
		rc = write_marks(t, dir, file, marks);
	if (!rc)
		rc = digest_file(&x.marks, t->dir, marks);
	if (!rc && fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW))
		rc = fail(-errno, "%s", file);
	x.size = (uint64_t)st.st_size;
	return rc ? rc : shared_add_bundle(&t->list, t->arena, &x);
}

static int by_digest(const void *a, const void *b)
{
	const struct shared_bundle *x = a, *y = b;

	return memcmp(x->digest.b, y->digest.b, DIGEST_SIZE);
}

static int tell_bundles(struct telling *t)
{
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, t->base->dir, "bundles/" SITE_ROLE);

	while (!rc && (name = directory_next(&d)))
		if (strlen(name) > DIGEST_HEX)
			rc = tell_bundle(t, d.fd, name);
	rc = directory_close(&d, rc);
	if (t->list.bundles)
		qsort(t->list.bundle, t->list.bundles, sizeof *t->list.bundle, by_digest);
	return rc;
}

// --- what is told besides

static int tell_also(struct telling *t, const char *name, struct text content)
{
	struct digest d;
	int rc = digest_of(&d, content.s, content.n);

	if (!rc)
		rc = put(t, &d, content);
	return rc ? rc : shared_add_also(&t->list, t->arena, text_of(name), &d);
}

static int tell_file(struct telling *t, const char *name, const char *file, size_t limit)
{
	struct text content;
	int rc = file_load(t->arena, t->base->dir, file, limit, &content);

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	return rc ? rc : tell_also(t, name, content);
}

// The orion.conf that is served here: others serve it then, too.
static int tell_applied(struct telling *t)
{
	const struct shared_item *conf = shared_find(&t->list, TEXT("orion.conf"));
	struct pending p;

	if (!conf || !conf->there)
		return 0;
	int noticed = shared_is_noticed(&t->list, t->arena, t->base, TEXT("orion.conf"));
	if (noticed <= 0)
		return noticed;
	int rc = pending_find(&p, t->arena);
	return rc || p.wrong || p.files
		? rc
		: shared_add_also(&t->list, t->arena, TEXT("applied"), &conf->digest);
}

// What is signed is served as the repository.
static int tell_repository(struct telling *t)
{
	struct digest d;

	if (digest_file(&d, t->base->dir, "repository/latest")) {
		error_clear();
		return 0;
	}
	return shared_add_also(&t->list, t->arena, TEXT(REPOSITORIES_ALSO), &d);
}

static int tell_keys_to(struct telling *t, const struct peer *p, struct text keys)
{
	char name[REPOSITORIES_KEYS];
	struct buffer sealed = { 0 };

	repositories_keys_name(name, &p->key);
	const char *copy = arena_text(t->arena, name, strlen(name));
	int rc = copy ? sealed_make(&sealed, t->key, &p->key, keys) : -ENOMEM;
	if (!rc)
		rc = tell_also(t, copy, buffer_view(&sealed));
	buffer_free(&sealed);
	return rc;
}

static int tell_keys(struct telling *t)
{
	struct signing_keys k;
	struct buffer b = { 0 };
	int rc = signing_keys_load(&k, t->arena, t->base);

	if (!rc && k.count)
		signing_keys_write(&b, &k);
	if (!rc)
		rc = buffer_error(&b);
	for (size_t i = 0; !rc && k.count && i < t->peers->count; i++)
		rc = tell_keys_to(t, &t->peers->item[i], buffer_view(&b));
	buffer_free(&b);
	return rc;
}

static int tell_alsos(struct telling *t)
{
	struct text leases;
	int rc = tell_applied(t);

	if (!rc)
		rc = tell_repository(t);
	if (!rc)
		rc = tell_keys(t);
	if (!rc)
		rc = tell_file(t, "generations", HISTORY_FILE, HISTORY_LENGTH);
	if (!rc)
		rc = leases_own(&leases, t->arena);
	if (!rc)
		rc = tell_also(t, "leases", leases);
	return rc ? rc : tell_file(t, "nodes", RUNNING_FILE, RUNNING_LENGTH);
}

// --- all of it

// The list that is served ends in that body?
static bool is_told(struct telling *t, struct text body)
{
	struct text is;
	bool same = !file_load(t->arena, t->dir, STATE, SHARED_LENGTH, &is) && is.n > body.n &&
		!memcmp(is.s + is.n - body.n, body.s, body.n);

	error_clear();
	return same;
}

static int write_state(struct telling *t)
{
	struct buffer body = { 0 }, text = { 0 };

	shared_write(&body, &t->list);
	int rc = buffer_error(&body);
	if (!rc && !is_told(t, buffer_view(&body))) {
		rc = peer_sign(&text, t->key, buffer_view(&body));
		if (!rc)
			rc = file_replace(t->dir, STATE, 0644, text.s, text.n);
		t->changed = !rc;
	}
	buffer_free(&body);
	buffer_free(&text);
	return rc;
}

static bool is_wanted(const struct telling *t, const char *name)
{
	for (size_t i = 0; i < t->names; i++)
		if (!strcmp(t->name[i], name))
			return true;
	return !strcmp(name, STATE);
}

static int tidy(const struct telling *t)
{
	struct directory d;
	const char *name;
	int rc = directory_open(&d, t->dir, ".");

	while (!rc && (name = directory_next(&d)))
		if (!is_wanted(t, name))
			unlinkat(d.fd, name, 0);
	return directory_close(&d, rc);
}

static int tell(struct telling *t, const struct shared *known)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < known->count; i++)
		rc = tell_item(t, &known->item[i]);
	if (!rc)
		rc = tell_bundles(t);
	if (!rc)
		rc = tell_alsos(t);
	if (!rc)
		rc = write_state(t);
	return rc ? rc : tidy(t);
}

int told_write(struct arena *a, const struct base *b, const struct shared *known,
	const struct minisign_secret *key, const struct peers *peers, bool *changed)
{
	struct telling t = { .arena = a,
		.base = b,
		.key = key,
		.peers = peers,
		.list = { .server = known->server } };
	int run = file_open_dir(paths.run);
	int rc = run < 0 ? run : file_make_dirs(run, DIRECTORY, 0755);

	t.dir = rc ? rc : file_open(run, DIRECTORY, O_RDONLY | O_DIRECTORY, 0);
	if (run >= 0)
		close(run);
	if (t.dir < 0)
		return during(t.dir, "%s", paths.run);
	rc = tell(&t, known);
	*changed = t.changed;
	close(t.dir);
	return during(rc, "what is told");
}
