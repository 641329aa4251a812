// SPDX-License-Identifier: MIT
// What the other server signed is fetched as files, by their digests, and read as any repository is; so are the packages that aren't here.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "bring.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "opk.h"
#include "peer.h"
#include "progress.h"
#include "release.h"
#include "repositories_impl.h"
#include "repository_impl.h"
#include "room.h"
#include "sealed.h"
#include "shared.h"

struct looking {
	struct repositories *r;
	struct fetcher *fetcher;
	const struct minisign_secret *own;
	const struct shared *list;
	const char *signed_; // BRING/NAME: what the other one signed
	int dir; // it
	struct latest latest, here; // theirs; ours: without a root where there is none
};

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

	l->signed_ = repositories_signed(r);
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
	int rc = file_load(l->r->arena, l->r->base->dir, REPOSITORIES_OWN "/" REPOSITORY_LATEST,
		LATEST_LENGTH, &t);

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
	int rc = file ? repositories_digest_here(r, file, &d) : -ENOMEM;

	if (rc < 0)
		return rc;
	if (rc && digest_equal(&d, &p->pin.head))
		return 0;
	if (rc && !r->instead) {
		r->twin = r->twin ? r->twin : file;
		return 0;
	}
	rc = r->instead ? 0 : repositories_is_removed(r, file, &p->pin.head);
	return rc ? (rc < 0 ? rc : 0) : miss(r, p);
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
	const char *file = index_file(r->arena, p), *path = repositories_part(r, p);
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
	progress_begin(PROGRESS_FETCH, size);
	for (size_t i = 0; !rc && i < r->missings; i++)
		rc = get_package(l, r->missing[i]);
	progress_end();
	return rc;
}

// --- all of it

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
	if (!digest_file(&is, b->dir, REPOSITORIES_OWN "/" REPOSITORY_LATEST) &&
		digest_equal(&is, d)) {
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
