// SPDX-License-Identifier: MIT
// Scanning, and changing one by one. Before a file is changed, `shared.next` says what will be known then: who finds it looks whether the file is that.
#include "shared_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "paths.h"
#include "site.h"

#define NEXT SHARED_FILE ".next"
#define TRIED SHARED_FILE ".conf"	// an orion.conf that is looked at
#define CONF "orion.conf"

// --- contents

static bool is_candidate(struct text path)
{
	return text_is(path, "channels/" SITE_ROLE);
}

int shared_load(struct arena *a, const struct base *b, struct text path, struct text *content)
{
	const char *file = arena_text(a, path.s, path.n);
	int rc = file ? file_load(a, b->dir, file, SHARED_ITEM, content) : -ENOMEM;
	struct text rest = rc ? TEXT("") : *content, line;

	if (!rc && is_candidate(path) && text_line(&rest, &line))
		content->n = line.n + 1;
	return rc;
}

// --- what is known

static int load_list(struct shared *s, struct arena *a, const struct base *b, const char *file)
{
	struct text t;
	int rc = file_load(a, b->dir, file, SHARED_LENGTH, &t);

	return rc ? rc : during(shared_parse(s, a, t), "%s/%s", b->path, file);
}

static int digest_now(
	struct arena *a, const struct base *b, struct text path, bool *there, struct digest *d)
{
	struct text content;
	int rc = shared_load(a, b, path, &content);

	*there = !rc;
	if (rc == -ENOENT)
		error_clear();
	return rc == -ENOENT ? 0 : rc ? rc : digest_of(d, content.s, content.n);
}

static bool is(const struct shared_item *x, bool there, const struct digest *d)
{
	return x->there == there && (!there || digest_equal(&x->digest, d));
}

// What was about to be changed, and is, is known.
static int recover(struct shared *s, struct arena *a, const struct base *b)
{
	struct shared next;
	int rc = load_list(&next, a, b, NEXT);

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	for (size_t i = 0; !rc && i < next.count; i++) {
		struct digest d;
		bool there;

		rc = digest_now(a, b, next.item[i].path, &there, &d);
		if (!rc && is(&next.item[i], there, &d))
			rc = shared_set(s, a, &next.item[i]);
	}
	if (!rc)
		rc = shared_store(s, b);
	return rc ? rc : file_remove(b->dir, NEXT, 0);
}

int shared_known(struct shared *s, struct arena *a, const struct base *b)
{
	return load_list(s, a, b, SHARED_FILE);
}

int shared_open(struct shared *s, struct arena *a, const struct base *b, struct text server)
{
	int rc = load_list(s, a, b, SHARED_FILE);

	if (rc == -ENOENT) {
		error_clear();
		*s = (struct shared){ .count = 0 };
		rc = 0;
	}
	s->server = server;
	return rc ? rc : recover(s, a, b);
}

static int write_list(const struct shared *s, const struct base *b, const char *file)
{
	struct shared own = *s;
	struct buffer text = { 0 };

	own.bundles = own.alsos = 0;
	shared_write(&text, &own);
	int rc = buffer_error(&text);
	if (!rc)
		rc = file_replace(b->dir, file, 0644, text.s, text.n);
	buffer_free(&text);
	return rc;
}

int shared_store(const struct shared *s, const struct base *b)
{
	return write_list(s, b, SHARED_FILE);
}

// --- noticing

static int try(struct arena *a, const struct base *b, struct text conf, bool replica)
{
	const char *path = arena_printf(a, "%s/" TRIED, b->path);
	struct paths p = paths;
	struct site s;
	int rc = path ? file_replace(b->dir, TRIED, 0644, conf.s, conf.n) : -ENOMEM;

	p.conf = path;
	p.base = b->path;
	if (!rc)
		rc = site_conf(&s, a, &p);
	if (!rc && replica && !s.servers.count)
		rc = fail(-E_DATA, "it has no section `server` for this server");
	if (unlinkat(b->dir, TRIED, 0) && errno != ENOENT && !rc)
		rc = fail(-errno, "remove " TRIED);
	return rc;
}

// One at a time: `sync` looks at what others tell without the base's lock, `leave` and `invite` at their own with it.
int shared_fits(struct arena *a, const struct base *b, struct text conf, bool replica)
{
	int turn = file_open_dir(b->path);
	int rc = turn < 0 ? turn
		: flock(turn, LOCK_EX) ? fail(-errno, "lock %s", b->path)
		: try(a, b, conf, replica);

	if (turn >= 0)
		close(turn);
	return rc;
}

static int notice(
	struct shared *s, struct arena *a, const struct base *b, struct text path, size_t *changed)
{
	struct shared_item *was = shared_find(s, path), x = { .path = path };
	struct text content;
	int rc = digest_now(a, b, path, &x.there, &x.digest);

	if (rc || (was && is(was, x.there, &x.digest)) || (!was && !x.there))
		return rc;
	if (x.there && text_is(path, CONF)) {
		rc = shared_load(a, b, path, &content);
		if (!rc && shared_fits(a, b, content, false)) {
			error_clear();
			return 0;
		}
	}
	if (was)
		x.stamp = was->stamp;
	if (!rc)
		rc = stamp_change(&x.stamp, s->server, (uint64_t)time(NULL));
	++*changed;
	return rc ? rc : shared_set(s, a, &x);
}

// The files of a directory that may be shared; "" is the base itself.
static int notice_below(
	struct shared *s, struct arena *a, const struct base *b, const char *below, size_t *changed)
{
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, b->dir, *below ? below : ".");

	while (!rc && (name = directory_next(&d))) {
		const char *path = arena_printf(a, "%s%s%s", below, *below ? "/" : "", name);

		if (!path)
			rc = -ENOMEM;
		else if (shared_takes(text_of(path)))
			rc = notice(s, a, b, text_of(path), changed);
	}
	return directory_close(&d, rc);
}

int shared_notice(struct shared *s, struct arena *a, const struct base *b, size_t *changed)
{
	static const char *const places[] = { "", "channels", "peers", "removed", "trusted" };
	int rc = 0;

	*changed = 0;
	for (size_t i = 0; !rc && i < sizeof places / sizeof *places; i++)
		rc = notice_below(s, a, b, places[i], changed);
	// Those that are gone.
	for (size_t i = 0; !rc && i < s->count; i++)
		if (s->item[i].there)
			rc = notice(s, a, b, s->item[i].path, changed);
	return rc || !*changed ? rc : shared_store(s, b);
}

// --- changing

int shared_lose(struct arena *a, const struct base *b, struct text path)
{
	struct text content;
	int rc = shared_load(a, b, path, &content);

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	return rc ? rc : shared_lose_text(a, b, path, content);
}

// The first name from now on that nothing lost has: two may go in one second.
static char *lost_name(struct arena *a, const struct base *b, struct text path)
{
	for (long long seconds = time(NULL);; seconds++) {
		char *name = arena_printf(a, SHARED_LOST "/%.*s.%lld", TEXT_ARG(path), seconds);

		for (char *c = name ? name + sizeof SHARED_LOST : ""; *c; c++)
			if (*c == '/')
				*c = '-';
		if (!name || faccessat(b->dir, name, F_OK, AT_SYMLINK_NOFOLLOW))
			return name;
	}
}

int shared_lose_text(struct arena *a, const struct base *b, struct text path, struct text content)
{
	const char *name = lost_name(a, b, path);
	int rc = name ? file_make_dirs(b->dir, SHARED_LOST, 0700) : -ENOMEM;

	return rc ? rc : file_replace(b->dir, name, 0600, content.s, content.n);
}

int shared_is_noticed(
	const struct shared *s, struct arena *a, const struct base *b, struct text path)
{
	const struct shared_item *was = shared_find(s, path);
	struct digest d;
	bool there;
	int rc = digest_now(a, b, path, &there, &d);

	return rc ? rc : was ? is(was, there, &d) : !there;
}

static int write_file(
	struct arena *a, const struct base *b, const struct shared_item *to, struct text content)
{
	char *path = arena_text(a, to->path.s, to->path.n);
	char *slash = path ? strrchr(path, '/') : NULL;
	int rc = path ? 0 : -ENOMEM;

	if (slash) {
		*slash = 0;
		rc = file_make_dirs(b->dir, path, 0755);
		*slash = '/';
	}
	if (!rc && to->there)
		return file_replace(b->dir, path, 0644, content.s, content.n);
	return rc ? rc : file_remove_if_there(b->dir, path);
}

int shared_change(struct shared *s, struct arena *a, const struct base *b,
	const struct shared_item *to, struct text content,
	int (*change)(void *arg, struct text content), void *arg)
{
	int rc = shared_set(s, a, to);
	if (!rc)
		rc = write_list(s, b, NEXT);
	if (!rc)
		rc = change ? change(arg, content) : write_file(a, b, to, content);
	if (!rc)
		rc = renameat(b->dir, NEXT, b->dir, SHARED_FILE) ? fail(-errno, "rename " NEXT)
			: file_sync_dir(b->dir, ".");
	return rc;
}
