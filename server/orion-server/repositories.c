// SPDX-License-Identifier: MIT
// Two repositories. What the other server signed is fetched as files, by their digests, and read as any repository is; so are the packages that aren't here. Then
// either that is put in force as it is, or, where this server has packages besides, all is signed anew, and the other one comes for that.
#include "repositories.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "bring.h"
#include "directory.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "import.h"
#include "opk.h"
#include "peer.h"
#include "release.h"
#include "repository_impl.h"
#include "room.h"
#include "sealed.h"
#include "shared.h"
#include "shared_files.h"

#define OWN "repository" // in the base

enum { REMOVED_LENGTH = DIGEST_HEX + 2 };

struct looking {
	struct repositories *r;
	struct fetcher *fetcher;
	const struct minisign_secret *own;
	const struct shared *list;
	const char *signed_; // BRING/NAME: what the other one signed
	int dir; // it
	struct latest latest, here; // theirs; ours: without a root where there is none
};

void repositories_keys_name(char name[REPOSITORIES_KEYS], const struct minisign_key *to)
{
	char id[2 * MINISIGN_ID + 1];

	minisign_id_text(to, id);
	for (char *c = id; *c; c++)
		if (*c >= 'A')
			*c = (char)(*c - 'A' + 'a');
	snprintf(name, REPOSITORIES_KEYS, "keys-%s", id);
}

// --- what the other one signed

static int get(struct looking *l, const char *name, const struct digest *d, size_t limit)
{
	struct repositories *r = l->r;
	const char *path = arena_printf(r->arena, "/repository/%s", name);
	struct digest is;
	struct text t;

	if (!path)
		return -ENOMEM;
	if (!faccessat(l->dir, name, F_OK, AT_SYMLINK_NOFOLLOW))
		return 0;
	int rc = peer_get(&t, r->arena, l->fetcher, r->peer, path, limit);
	if (!rc && d)
		rc = digest_of(&is, t.s, t.n);
	if (!rc && d && !digest_equal(&is, d))
		rc = fail(-E_TRUST, "%s is something else than its name says", name);
	r->bytes += rc ? 0 : t.n;
	return rc ? rc : file_replace(l->dir, name, 0644, t.s, t.n);
}

static int get_signed(struct looking *l, const char *kind, const struct digest *d)
{
	char name[REPOSITORY_NAME];

	repository_name(name, kind, d, "");
	int rc = get(l, name, d, RELEASE_LENGTH);
	repository_name(name, kind, d, ".minisig");
	return rc ? rc : get(l, name, NULL, MINISIGN_SIGNATURE_MAX);
}

static int get_roots(struct looking *l)
{
	char name[REPOSITORY_NAME];
	int rc = 0;

	for (size_t i = 0; !rc && i < l->latest.roots; i++) {
		const struct latest_root *root = &l->latest.root[i];

		repository_name(name, "root", &root->digest, "");
		rc = get(l, name, &root->digest, RELEASE_LENGTH);
		for (size_t k = 0; !rc && k < root->signatures; k++) {
			repository_root_signature(name, &root->digest, k);
			rc = get(l, name, NULL, MINISIGN_SIGNATURE_MAX);
		}
	}
	return rc;
}

// Each names the next.
static int get_chain(struct looking *l)
{
	struct arena *a = l->r->arena;
	char name[REPOSITORY_NAME];
	struct timestamp timestamp;
	struct release release;
	struct text t;
	int rc = get_roots(l);

	if (!rc)
		rc = get_signed(l, "timestamp", &l->latest.timestamp);
	repository_name(name, "timestamp", &l->latest.timestamp, "");
	if (!rc)
		rc = file_load(a, l->dir, name, RELEASE_LENGTH, &t);
	if (!rc)
		rc = timestamp_parse(&timestamp, t);
	if (!rc)
		rc = get_signed(l, "release", &timestamp.release);
	if (rc)
		return rc;
	repository_name(name, "release", &timestamp.release, "");
	rc = file_load(a, l->dir, name, RELEASE_LENGTH, &t);
	if (!rc)
		rc = release_parse(&release, t);
	if (rc)
		return rc;
	repository_name(name, "index", &release.index, ".zst");
	return get(l, name, &release.index, release.index_size);
}

// What came of an earlier one goes.
static int begin(struct looking *l, const struct digest *d)
{
	struct repositories *r = l->r;
	struct digest is;
	struct text t;

	l->signed_ = arena_printf(r->arena, BRING "/of-%s", r->peer->name);
	int rc = l->signed_ ? file_make_dirs(r->base->dir, l->signed_, 0700) : -ENOMEM;
	l->dir = rc ? rc : file_open(r->base->dir, l->signed_, O_RDONLY | O_DIRECTORY, 0);
	if (l->dir < 0)
		return l->dir;
	if (digest_file(&is, l->dir, REPOSITORY_LATEST) || !digest_equal(&is, d)) {
		error_clear();
		close(l->dir);
		rc = file_remove_tree(r->base->dir, l->signed_);
		if (!rc)
			rc = file_make_dirs(r->base->dir, l->signed_, 0700);
		l->dir = rc ? rc : file_open(r->base->dir, l->signed_, O_RDONLY | O_DIRECTORY, 0);
		if (l->dir < 0)
			return l->dir;
		rc = get(l, REPOSITORY_LATEST, d, LATEST_LENGTH);
	}
	if (!rc)
		rc = file_load(r->arena, l->dir, REPOSITORY_LATEST, LATEST_LENGTH, &t);
	return rc ? rc : latest_parse(&l->latest, t);
}

static int load_here(struct looking *l)
{
	struct text t;
	int rc = file_load(
		l->r->arena, l->r->base->dir, OWN "/" REPOSITORY_LATEST, LATEST_LENGTH, &t);

	l->here.roots = 0;
	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	return rc ? rc : latest_parse(&l->here, t);
}

static int open_theirs(struct looking *l, const struct signing_keys *keys)
{
	struct repositories *r = l->r;
	struct repository_place *place = ARENA_NEW(r->arena, struct repository_place);
	const char *path = arena_printf(r->arena, "%s/%s", r->base->path, l->signed_);
	struct signers root;
	int rc = place && path ? signing_keys_root(keys, &root) : -ENOMEM;

	if (!rc)
		rc = place_make(place, r->arena, path, &root);
	return rc ? rc : repository_open(&r->theirs, r->arena, place, -1, -1);
}

// --- whose keys count

static int get_keys(struct looking *l)
{
	struct repositories *r = l->r;
	char name[REPOSITORIES_KEYS];
	struct text sealed, t;

	repositories_keys_name(name, &l->own->public);
	const struct digest *d = shared_find_also(l->list, name);
	if (!d)
		return fail(-E_TRUST, "it signs with other keys, and doesn't tell them yet");
	int rc = peer_get_content(&sealed, r->arena, l->fetcher, r->peer, d, "", d,
		SIGNING_KEYS_LENGTH + SEALED_MORE);
	if (!rc)
		rc = sealed_open(&t, r->arena, l->own, &r->peer->key, sealed);
	if (!rc)
		rc = signing_keys_parse(&r->keys, r->arena, t);
	r->new_keys = !rc;
	return during(rc, "the keys of its repository");
}

// Do the roots of one list go on from those of the other?
static bool goes_on(const struct latest *from, const struct latest *to)
{
	for (size_t i = 0; i < from->roots && i < to->roots; i++)
		if (!digest_equal(&from->root[i].digest, &to->root[i].digest))
			return false;
	return from->roots <= to->roots;
}

// 0: nothing of theirs is to be taken. 1: they are signed as ours are, or by keys that follow ours, or count before ours.
static int settle_keys(struct looking *l, bool first)
{
	struct repositories *r = l->r;
	struct signing_keys own;
	bool ours = l->here.roots != 0, follows = ours && goes_on(&l->here, &l->latest);

	if (!follows && ours && (!first || goes_on(&l->latest, &l->here)))
		return 0;
	int rc = signing_keys_load(&own, r->arena, r->base);
	if (rc)
		return rc;
	r->instead = !follows;
	if (follows || own.count)
		rc = open_theirs(l, &own);
	if (!rc && r->theirs.access && signing_keys_are(&own, &r->theirs.trust.root))
		return 1;
	if (rc && (rc != -E_TRUST && rc != -ENOENT))
		return rc;
	error_clear();
	repository_close(&r->theirs);
	rc = get_keys(l);
	if (!rc)
		rc = open_theirs(l, &r->keys);
	if (!rc && !signing_keys_are(&r->keys, &r->theirs.trust.root))
		rc = fail(-E_TRUST, "its keys are not those that its repository names");
	return rc ? rc : 1;
}

// --- what is missing

static const char *removed_path(struct arena *a, const char *file)
{
	return arena_printf(a, REPOSITORIES_REMOVED "/%s", file);
}

// Was a package of that digest taken away? 1, 0, or negative and recorded.
static int is_removed(const struct repositories *r, const char *file, const struct digest *d)
{
	const char *path = removed_path(r->arena, file);
	char hex[DIGEST_HEX + 1];
	struct text t;
	int rc = path ? file_load(r->arena, r->base->dir, path, REMOVED_LENGTH, &t) : -ENOMEM;

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	digest_hex(d, hex);
	while (!rc && t.n && t.s[t.n - 1] == '\n')
		t.n--;
	return rc ? rc : text_is(t, hex);
}

// The digest of a package of ours: 1, 0 when it isn't here, or negative and recorded.
static int digest_here(const struct repositories *r, const char *file, struct digest *d)
{
	const char *path = arena_printf(r->arena, OWN "/%s", file);
	struct arena once = { NULL };
	struct opk o;
	int fd = path ? file_open_regular(r->base->dir, path) : -ENOMEM;

	if (fd == -ENOENT) {
		error_clear();
		return 0;
	}
	int rc = fd < 0 ? fd : opk_open(&o, &once, fd, file, NULL);
	if (!rc) {
		*d = o.digest;
		opk_close(&o);
	}
	if (fd >= 0)
		close(fd);
	arena_free(&once);
	return rc ? rc : 1;
}

static int miss(struct repositories *r, const struct index_package *p)
{
	const struct index_package **more =
		arena_more(r->arena, r->missing, r->missings, sizeof *more);

	if (!more)
		return -ENOMEM;
	r->missing = more;
	more[r->missings++] = p;
	return 0;
}

static int compare(struct repositories *r, const struct index_package *p)
{
	const char *file = index_file(r->arena, p);
	struct digest d;
	int rc = file ? digest_here(r, file, &d) : -ENOMEM;

	if (rc < 0)
		return rc;
	if (rc && digest_equal(&d, &p->pin.head))
		return 0;
	if (rc && !r->instead) {
		r->twin = r->twin ? r->twin : file;
		return 0;
	}
	rc = r->instead ? 0 : is_removed(r, file, &p->pin.head);
	return rc ? (rc < 0 ? rc : 0) : miss(r, p);
}

static const char *part_path(const struct repositories *r, const struct index_package *p)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&p->pin.head, hex);
	return arena_printf(r->arena, BRING "/%s.opk", hex);
}

static int check(const struct repositories *r, int fd, const struct index_package *p)
{
	struct arena once = { NULL };
	struct opk o;
	int rc = opk_open(&o, &once, fd, "it", &p->pin);

	if (!rc) {
		rc = index_check(p, &o);
		if (!rc)
			rc = opk_check(&o);
		opk_close(&o);
	}
	arena_free(&once);
	return during(rc, "%s: %.*s %.*s", r->peer->name, TEXT_ARG(p->name), TEXT_ARG(p->version));
}

// The rest of it, where a run was cut off; all, when the server sends no parts.
static int get_rest(struct looking *l, int fd, const char *url, uint64_t size)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(-errno, "%s", url);
	uint64_t there = (uint64_t)st.st_size < size ? (uint64_t)st.st_size : 0;
	if ((uint64_t)st.st_size == size)
		return 0;
	int rc = ftruncate(fd, (off_t)there) || lseek(fd, (off_t)there, SEEK_SET) < 0
		? fail(-errno, "%s", url)
		: fetch_range(l->fetcher, url, there, size - there, fd);
	l->r->bytes += rc ? 0 : size - there;
	return rc;
}

static int get_package(struct looking *l, const struct index_package *p)
{
	struct repositories *r = l->r;
	const char *file = index_file(r->arena, p), *path = part_path(r, p);
	const char *url =
		file ? arena_printf(r->arena, "%s/repository/%s", r->peer->url, file) : NULL;
	int fd = path && url ? file_open(r->base->dir, path, O_RDWR | O_CREAT, 0600) : -ENOMEM;

	if (fd < 0)
		return fd;
	int rc = get_rest(l, fd, url, p->pin.file_size);
	if (!rc)
		rc = check(r, fd, p);
	close(fd);
	if (rc <= -E_DATA) { // wrong: the next run begins anew
		struct error kept;

		error_keep(&kept);
		file_remove(r->base->dir, path, 0);
		error_restore(&kept);
	}
	return rc;
}

static int get_missing(struct looking *l)
{
	struct repositories *r = l->r;
	uint64_t size = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < r->theirs.index.packages; i++)
		rc = compare(r, &r->theirs.index.package[i]);
	for (size_t i = 0; i < r->missings; i++)
		size += r->missing[i]->pin.file_size;
	if (!rc && size) // once here, once in its place
		rc = room_check(r->arena, r->base->path, 2 * size);
	for (size_t i = 0; !rc && i < r->missings; i++)
		rc = get_package(l, r->missing[i]);
	return rc;
}

static int look(struct looking *l, const struct digest *d, bool first)
{
	int rc = begin(l, d);

	if (!rc)
		rc = load_here(l);
	if (!rc)
		rc = get_chain(l);
	if (!rc)
		rc = settle_keys(l, first);
	if (rc <= 0)
		return rc;
	rc = get_missing(l);
	l->r->differ = !rc;
	return rc;
}

// What was removed here is still looked at.
static void give_up(struct repositories *r)
{
	repository_close(&r->theirs);
	*r = (struct repositories){
		.arena = r->arena, .base = r->base, .peer = r->peer, .bytes = r->bytes
	};
}

int repositories_look(struct repositories *r, struct arena *a, const struct base *b,
	struct fetcher *f, const struct peer *p, const struct minisign_secret *own,
	const struct shared *theirs, bool first)
{
	const struct digest *d = shared_find_also(theirs, REPOSITORIES_ALSO);
	struct looking *l = ARENA_NEW(a, struct looking);
	struct digest is;

	*r = (struct repositories){ .arena = a, .base = b, .peer = p };
	if (!d || !l)
		return l ? 0 : -ENOMEM;
	if (!digest_file(&is, b->dir, OWN "/" REPOSITORY_LATEST) && digest_equal(&is, d)) {
		r->same = true;
		return 0;
	}
	error_clear();
	*l = (struct looking){ .r = r, .fetcher = f, .own = own, .list = theirs, .dir = -1 };
	int rc = look(l, d, first);
	if (l->dir >= 0)
		close(l->dir);
	if (rc <= -E_DATA && l->signed_) { // wrong: the next run begins anew
		struct error kept;

		error_keep(&kept);
		file_remove_tree(b->dir, l->signed_);
		error_restore(&kept);
	}
	if (!r->differ)
		give_up(r);
	return rc < 0 ? rc : 0;
}

void repositories_close(struct repositories *r)
{
	repository_close(&r->theirs);
}

// --- agreeing

struct agreeing {
	struct repositories *r;
	size_t packages; // that are missing here
	const char **gone;
	size_t gones;
	bool besides; // packages are here that they haven't got, or not any more
	bool apart; // they list one that goes
	bool later; // one that they list is neither here nor has it come
};

static const struct index_package *listed(const struct repositories *r, const char *file)
{
	for (size_t i = 0; r->differ && i < r->theirs.index.packages; i++) {
		const char *name = index_file(r->arena, &r->theirs.index.package[i]);

		if (name && !strcmp(name, file))
			return &r->theirs.index.package[i];
	}
	return NULL;
}

static int add_gone(struct agreeing *g, const char *file)
{
	const char **more = arena_more(g->r->arena, g->gone, g->gones, sizeof *more);

	if (!more)
		return -ENOMEM;
	g->gone = more;
	more[g->gones] = arena_text(g->r->arena, file, strlen(file));
	return more[g->gones++] ? 0 : -ENOMEM;
}

// Theirs counts: what they have was not taken away.
static int unremove(const struct repositories *r, const char *file)
{
	const char *path = removed_path(r->arena, file);

	return path ? file_remove(r->base->dir, path, 0) : -ENOMEM;
}

static int look_at_removed(struct agreeing *g, const char *file)
{
	struct repositories *r = g->r;
	const struct index_package *p = listed(r, file);
	struct digest d;

	if (p && r->instead)
		return unremove(r, file);
	if (p) {
		int removed = is_removed(r, file, &p->pin.head);

		if (removed < 0)
			return removed;
		g->apart = g->apart || removed;
	}
	int here = digest_here(r, file, &d);
	int rc = here > 0 ? is_removed(r, file, &d) : here;
	return rc > 0 ? add_gone(g, file) : rc;
}

static int look_at_all_removed(struct agreeing *g)
{
	struct directory d;
	const char *name;
	int rc = directory_open(&d, g->r->base->dir, REPOSITORIES_REMOVED);

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	while (!rc && (name = directory_next(&d)))
		if (*name != '.')
			rc = look_at_removed(g, name);
	return directory_close(&d, rc);
}

static bool goes(const struct agreeing *g, const char *file)
{
	for (size_t i = 0; i < g->gones; i++)
		if (!strcmp(g->gone[i], file))
			return true;
	return false;
}

static int look_besides(struct agreeing *g)
{
	struct directory d;
	const char *name;
	int rc = directory_open(&d, g->r->base->dir, OWN);

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	while (!rc && (name = directory_next(&d))) {
		size_t n = strlen(name);

		if (*name != '.' && n > 4 && !strcmp(name + n - 4, ".opk") && !goes(g, name) &&
			!listed(g->r, name))
			g->besides = true;
	}
	return directory_close(&d, rc);
}

static int open_package(void *arg, size_t i)
{
	struct repositories *r = arg;
	const char *path = part_path(r, r->missing[i]);

	return path ? file_open_regular(r->base->dir, path) : -ENOMEM;
}

static int add_file(
	struct repositories *r, struct import_file **list, size_t *count, int dir, const char *name)
{
	struct import_file *more = arena_more(r->arena, *list, *count, sizeof *more);
	const char *copy = arena_text(r->arena, name, strlen(name));

	if (!more || !copy)
		return -ENOMEM;
	*list = more;
	more[*count].name = copy;
	int rc = file_load(r->arena, dir, name, RELEASE_INDEX_MAX, &more[*count].data);
	*count += !rc;
	return rc;
}

// All that lies there was checked by who opened it.
static int add_files(struct repositories *r, struct import_file **list, size_t *count)
{
	const char *path = arena_printf(r->arena, BRING "/of-%s", r->peer->name);
	struct directory d;
	const char *name;
	int rc = path ? directory_open(&d, r->base->dir, path) : -ENOMEM;

	if (!path)
		return rc;
	while (!rc && (name = directory_next(&d)))
		if (*name != '.')
			rc = add_file(r, list, count, d.fd, name);
	return directory_close(&d, rc);
}

static int change(struct agreeing *g, const struct import_file *file, size_t files, uint64_t serial)
{
	struct repositories *r = g->r;

	return import_change(r->base, r->arena,
		&(struct import_change){ .package = open_package,
			.arg = r,
			.packages = g->packages,
			.gone = g->gone,
			.gones = g->gones,
			.file = file,
			.files = files,
			.date = (uint64_t)time(NULL),
			.serial = serial });
}

static int sign(struct agreeing *g)
{
	const struct trust *t = &g->r->theirs.trust;
	uint64_t serial = 0;

	if (g->r->differ)
		serial = 1 +
			(t->release.serial > t->timestamp.serial ? t->release.serial
								 : t->timestamp.serial);
	return change(g, NULL, 0, serial);
}

static int adopt(struct agreeing *g)
{
	struct import_file *file = NULL;
	size_t files = 0;
	int rc = add_files(g->r, &file, &files);

	return rc ? rc : change(g, file, files, 0);
}

// What this server signed last.
struct signed_here {
	struct latest latest;
	struct timestamp timestamp;
	struct release release;
};

static int load_signed(
	struct repositories *r, const char *kind, const struct digest *d, struct text *t)
{
	char name[REPOSITORY_NAME];

	repository_name(name, kind, d, "");
	const char *path = arena_printf(r->arena, OWN "/%s", name);
	return path ? file_load(r->arena, r->base->dir, path, RELEASE_LENGTH, t) : -ENOMEM;
}

static int load_signed_here(struct repositories *r, struct signed_here *s)
{
	struct text t;
	int rc = file_load(r->arena, r->base->dir, OWN "/" REPOSITORY_LATEST, LATEST_LENGTH, &t);

	if (!rc)
		rc = latest_parse(&s->latest, t);
	if (!rc)
		rc = load_signed(r, "timestamp", &s->latest.timestamp, &t);
	if (!rc)
		rc = timestamp_parse(&s->timestamp, t);
	if (!rc)
		rc = load_signed(r, "release", &s->timestamp.release, &t);
	return rc ? rc : release_parse(&s->release, t);
}

static bool is_newer(const struct repositories *r, const struct signed_here *s)
{
	const struct trust *t = &r->theirs.trust;

	if (t->root.serial != s->latest.roots)
		return t->root.serial > s->latest.roots;
	if (t->release.serial != s->release.serial)
		return t->release.serial > s->release.serial;
	return t->timestamp.serial > s->timestamp.serial;
}

// Both have the same packages, or will have.
static int agree_on_theirs(struct agreeing *g)
{
	struct repositories *r = g->r;
	struct signed_here *s = ARENA_NEW(r->arena, struct signed_here);
	int rc = !s ? -ENOMEM : r->instead ? 0 : load_signed_here(r, s);

	if (rc)
		return rc;
	if (r->instead || is_newer(r, s))
		return adopt(g);
	if (digest_equal(&r->theirs.trust.release.index, &s->release.index))
		return 0; // they take ours
	return sign(g);
}

static int agree(struct agreeing *g)
{
	struct repositories *r = g->r;

	if (!r->differ)
		return g->gones ? sign(g) : 0;
	if (!g->besides && !g->apart && !r->twin)
		return agree_on_theirs(g);
	if (!r->instead)
		return g->packages || g->gones ? sign(g) : 0;
	int rc = adopt(g);
	return rc ? rc : sign(&(struct agreeing){ .r = r });
}

// One of the same name that theirs is put in place of is kept.
static int lose_twins(const struct agreeing *g)
{
	const struct repositories *r = g->r;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->packages; i++) {
		const char *file = index_file(r->arena, r->missing[i]);
		const char *from = file ? arena_printf(r->arena, OWN "/%s", file) : NULL;
		const char *to = from ? arena_printf(r->arena, SHARED_LOST "/%s.%lld", file,
						(long long)time(NULL))
				      : NULL;

		if (!to)
			return -ENOMEM;
		if (faccessat(r->base->dir, from, F_OK, AT_SYMLINK_NOFOLLOW))
			continue;
		rc = file_make_dirs(r->base->dir, SHARED_LOST, 0700);
		if (!rc && renameat(r->base->dir, from, r->base->dir, to))
			rc = fail(-errno, "rename %s", from);
	}
	return rc;
}

// Once both agree nothing that came is wanted any more, be it of a run that was cut off: its package may be here by its generation.
static int tidy(const struct repositories *r)
{
	struct directory d;
	const char *name;

	if (!r->same && !r->differ)
		return 0;
	int rc = directory_open(&d, r->base->dir, BRING);
	while (!rc && (name = directory_next(&d)))
		if (strlen(name) == DIGEST_HEX + 4 && !strcmp(name + DIGEST_HEX, ".opk"))
			rc = file_remove(d.fd, name, 0);
	return directory_close(&d, rc);
}

static bool has_come(const struct agreeing *g, const struct index_package *p)
{
	for (size_t i = 0; i < g->packages; i++)
		if (g->r->missing[i] == p)
			return true;
	return false;
}

static bool is_here(const struct repositories *r, const char *file)
{
	const char *path = arena_printf(r->arena, OWN "/%s", file);

	return path && !faccessat(r->base->dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

// What was taken away, or put there again, since packages were fetched: of the former those that came aren't wanted, and when one of the latter isn't
// here that is left to the next run.
static int look_again(struct agreeing *g)
{
	struct repositories *r = g->r;
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->packages; i++) {
		const char *file = index_file(r->arena, r->missing[i]);
		int removed = !file  ? -ENOMEM
			: r->instead ? 0
				     : is_removed(r, file, &r->missing[i]->pin.head);

		rc = removed < 0 ? removed : 0;
		if (!removed)
			r->missing[kept++] = r->missing[i];
	}
	if (!rc)
		g->packages = kept;
	for (size_t i = 0; !rc && r->differ && i < r->theirs.index.packages; i++) {
		const struct index_package *p = &r->theirs.index.package[i];
		const char *file = index_file(r->arena, p);

		if (!file)
			return -ENOMEM;
		int removed = r->instead ? 0 : is_removed(r, file, &p->pin.head);
		rc = removed < 0 ? removed : 0;
		if (!removed && !is_here(r, file) && !has_come(g, p))
			g->later = true;
	}
	return rc;
}

int repositories_agree(struct repositories *r)
{
	struct agreeing g = { .r = r, .packages = r->missings };
	int rc = r->new_keys ? signing_keys_put(&r->keys, r->arena, r->base) : 0;

	if (!rc)
		rc = look_again(&g);
	if (rc || g.later)
		return rc;
	if (!rc)
		rc = look_at_all_removed(&g);
	if (!rc)
		rc = look_besides(&g);
	if (!rc && r->instead)
		rc = lose_twins(&g);
	if (!rc)
		rc = agree(&g);
	r->changes = g.packages + g.gones;
	if (!rc)
		rc = tidy(r);
	if (!rc && r->twin)
		rc = fail(-E_DATA,
			"it has another %s than is here: `orion-repository remove` one of both",
			r->twin);
	return rc;
}
