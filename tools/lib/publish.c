// SPDX-License-Identifier: MIT
// What is signed in a repository, and the order in which it is written.
#include "publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "key.h"
#include "publish_impl.h"
#include "repository_impl.h"
#include "trust.h"

// --- reading

static int load_signed(
	struct arena *a, int dir, const char *kind, const struct digest *d, struct trust_file *f)
{
	char name[REPOSITORY_NAME];

	repository_name(name, kind, d, "");
	int rc = file_load(a, dir, name, RELEASE_LENGTH, &f->data);
	if (rc)
		return rc;
	repository_name(name, kind, d, ".minisig");
	return file_load(a, dir, name, MINISIGN_SIGNATURE_MAX, &f->signature);
}

static int load_root_file(
	struct arena *a, int dir, const struct latest_root *l, struct trust_root_file *f)
{
	char name[REPOSITORY_NAME];

	repository_name(name, "root", &l->digest, "");
	int rc = file_load(a, dir, name, RELEASE_LENGTH, &f->data);
	for (f->signatures = 0; !rc && f->signatures < l->signatures; f->signatures++) {
		repository_root_signature(name, &l->digest, f->signatures);
		rc = file_load(a, dir, name, MINISIGN_SIGNATURE_MAX, &f->signature[f->signatures]);
	}
	return rc;
}

static int load_root(struct arena *a, int dir, struct current *c)
{
	struct text t;
	int rc = file_load(a, dir, REPOSITORY_LATEST, LATEST_LENGTH, &t);

	*c = (struct current){ .known = !rc };
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	rc = latest_parse(&c->latest, t);
	if (!rc)
		rc = load_root_file(a, dir, &c->latest.root[c->latest.roots - 1], &c->root_file);
	if (!rc)
		rc = root_parse(&c->root, c->root_file.data);
	if (!rc && c->root.serial != c->latest.roots)
		rc = fail(
			-E_DATA, "root %" PRIu64 " in place %zu", c->root.serial, c->latest.roots);
	return rc;
}

int publish_load_root(struct arena *a, int dir, struct current *c)
{
	return during(load_root(a, dir, c), "the repository as it is");
}

static int load(struct arena *a, int dir, struct current *c)
{
	struct trust_file timestamp;
	int rc = load_root(a, dir, c);

	if (rc || !c->known)
		return rc;
	rc = load_signed(a, dir, "timestamp", &c->latest.timestamp, &timestamp);
	if (!rc)
		rc = timestamp_parse(&c->timestamp, timestamp.data);
	if (!rc)
		rc = load_signed(a, dir, "release", &c->timestamp.release, &c->release_file);
	if (!rc)
		rc = release_parse(&c->release, c->release_file.data);
	return rc;
}

int publish_load(struct arena *a, int dir, struct current *c)
{
	return during(load(a, dir, c), "the repository as it is");
}

// --- writing

// Writes KIND-DIGEST and its signature; *d is the digest.
static int write_signed(int dir, const char *kind, uint64_t serial, const struct buffer *b,
	const struct minisign_secret *key, struct digest *d)
{
	char name[REPOSITORY_NAME], comment[64];
	struct buffer signature = { 0 };
	int rc = buffer_error(b);

	if (!rc)
		rc = digest_of(d, b->s, b->n);
	if (rc)
		return rc;
	snprintf(comment, sizeof comment, "orion %s, serial %" PRIu64, kind, serial);
	repository_name(name, kind, d, "");
	rc = file_replace(dir, name, 0644, b->s, b->n);
	if (!rc)
		rc = minisign_sign(key, buffer_view(b), comment, &signature);
	repository_name(name, kind, d, ".minisig");
	if (!rc)
		rc = file_replace(dir, name, 0644, signature.s, signature.n);
	buffer_free(&signature);
	return rc;
}

static int write_release(const struct publish *p, struct published *r, struct digest *d)
{
	struct minisign_secret key;
	struct buffer b = { 0 };
	int rc = key_load_secret(&key, p->keys, "release");

	if (!rc && !minisign_key_equal(&key.public, &r->root.release))
		rc = fail(-E_TRUST, "release.key is not the key that the root names");
	if (!rc) {
		release_write(&r->release, &b);
		rc = write_signed(p->dir, "release", r->release.serial, &b, &key, d);
	}
	buffer_free(&b);
	minisign_forget(&key);
	return rc;
}

// Of several servers with the same keys each has serials of its own: those with a remainder that its file `place` among the keys says. So none signs two
// things with a serial that another one used, though they sign without asking each other.
enum { PLACES = 8 };

static int next_serial(struct arena *a, const struct publish *p, uint64_t before, uint64_t *serial)
{
	uint64_t place, next = before + 1 > p->serial ? before + 1 : p->serial;
	struct text t;
	int rc = file_load(a, p->keys, PUBLISH_PLACE, 4, &t);

	if (rc == -ENOENT) {
		error_clear();
		*serial = next;
		return 0;
	}
	if (!rc && t.n && t.s[t.n - 1] == '\n')
		t.n--;
	if (!rc)
		rc = text_number(&place, t, 0, PLACES - 1, "keys/" PUBLISH_PLACE);
	if (!rc)
		*serial = next + (place + PLACES - next % PLACES) % PLACES;
	return rc;
}

// A release with that index that is the release key's serves on.
static int settle_release(struct arena *a, const struct publish *p, const struct current *c,
	struct text packed, struct published *r, struct digest *d)
{
	struct release want = { .date = p->date, .index_size = packed.n };
	int rc = digest_of(&want.index, packed.s, packed.n);

	if (!rc)
		rc = next_serial(a, p, c->known ? c->release.serial : 0, &want.serial);
	if (rc)
		return rc;
	r->new_release = !c->known || !digest_equal(&want.index, &c->release.index) ||
		c->release.serial < p->serial ||
		minisign_verify(
			&r->root.release, c->release_file.data, c->release_file.signature, NULL);
	r->release = r->new_release ? want : c->release;
	*d = c->timestamp.release;
	return r->new_release ? write_release(p, r, d) : 0;
}

// Signs the timestamp and replaces `latest`: what was written before is in force from here.
static int put_in_force(struct arena *a, const struct publish *p, const struct current *c,
	struct published *r, struct latest *latest, const struct minisign_secret *key)
{
	struct buffer b = { 0 };

	int rc = next_serial(a, p, c->known ? c->timestamp.serial : 0, &r->timestamp.serial);

	if (rc)
		return rc;
	r->timestamp.release_serial = r->release.serial;
	r->timestamp.date = p->date;
	r->timestamp.expires = p->date + RELEASE_DAYS * (uint64_t)86400;
	timestamp_write(&r->timestamp, &b);
	rc = write_signed(p->dir, "timestamp", r->timestamp.serial, &b, key, &latest->timestamp);
	buffer_free(&b);
	if (rc)
		return rc;
	latest_write(latest, &b);
	rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(p->dir, REPOSITORY_LATEST, 0644, b.s, b.n);
	buffer_free(&b);
	return rc;
}

static int sign_timestamp(struct arena *a, const struct publish *p, const struct current *c,
	struct published *r, struct latest *latest)
{
	struct minisign_secret key;
	int rc = key_load_secret(&key, p->keys, "timestamp");

	if (!rc && !minisign_key_equal(&key.public, &r->root.timestamp))
		rc = fail(-E_TRUST, "timestamp.key is not the key that the root names");
	if (!rc)
		rc = put_in_force(a, p, c, r, latest, &key);
	minisign_forget(&key);
	return rc;
}

// --- taking away what neither the newest repository nor the one before it has

enum { NAMED = 3 };

static void name_all(char name[NAMED][REPOSITORY_NAME], const struct latest *latest,
	const struct timestamp *timestamp, const struct release *release)
{
	repository_name(name[0], "timestamp", &latest->timestamp, "");
	repository_name(name[1], "release", &timestamp->release, "");
	repository_name(name[2], "index", &release->index, ".zst");
}

// Behind a digest: nothing, .zst, .minisig, .2.minisig, ..., and .new while it was being written.
static bool known_end(const char *s)
{
	static const char *const ends[] = { "", ".minisig", ".zst", ".new", ".minisig.new",
		".zst.new" };

	if (*s == '.' && s[1] >= '0' && s[1] <= '9')
		s += 1 + strspn(s + 1, "0123456789");
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (!strcmp(s, ends[i]))
			return true;
	return false;
}

// True for KIND-DIGEST of one of the kinds, whatever we put behind it; also when it was being written (.NAME.new).
static bool of_ours(const char *name)
{
	static const char *const kinds[] = { "root-", "timestamp-", "release-", "index-" };

	name += *name == '.';
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *digest = name + strlen(kinds[i]);

		if (!strncmp(name, kinds[i], strlen(kinds[i])) &&
			strspn(digest, "0123456789abcdef") == DIGEST_HEX &&
			known_end(digest + DIGEST_HEX))
			return true;
	}
	return false;
}

static bool kept(char keep[][REPOSITORY_NAME], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(keep[i]);

		if (!strncmp(name, keep[i], n) && (!name[n] || !strcmp(name + n, ".minisig")))
			return true;
	}
	return false;
}

// All roots stay, with as many signatures as `latest` says: who comes late goes from one to the next.
static bool kept_root(const struct latest *latest, const char *name)
{
	char root[REPOSITORY_NAME];

	for (size_t i = 0; i < latest->roots; i++) {
		const struct latest_root *l = &latest->root[i];

		repository_name(root, "root", &l->digest, "");
		if (strncmp(name, root, strlen(root)) != 0)
			continue;
		bool keep = !strcmp(name, root);
		for (size_t k = 0; !keep && k < l->signatures; k++) {
			repository_root_signature(root, &l->digest, k);
			keep = !strcmp(name, root);
		}
		return keep;
	}
	return false;
}

// A reader may still be at the one before. What stays by an error goes the next time.
static void sweep(const struct publish *p, const struct current *c, const struct latest *latest,
	const struct published *r)
{
	char keep[2 * NAMED][REPOSITORY_NAME];
	int fd = file_open(p->dir, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d)
		return;
	name_all(keep, latest, &r->timestamp, &r->release);
	if (c->known)
		name_all(keep + NAMED, &c->latest, &c->timestamp, &c->release);
	for (struct dirent *e; (e = readdir(d));)
		if (of_ours(e->d_name) && !kept_root(latest, e->d_name) &&
			!kept(keep, c->known ? 2 * NAMED : NAMED, e->d_name))
			unlinkat(fd, e->d_name, 0);
	closedir(d);
}

// --- the two ways

static int lock(int dir)
{
	if (!flock(dir, LOCK_EX | LOCK_NB))
		return 0;
	return fail(-errno,
		errno == EWOULDBLOCK ? "another program writes this repository"
						 : "lock the repository");
}

static int write_index(
	struct arena *a, const struct publish *p, struct buffer *packed, size_t *packages)
{
	char name[REPOSITORY_NAME];
	struct buffer text = { 0 };
	struct index x;
	struct digest d;
	int rc = publish_scan(a, p, &x);

	if (!rc) {
		index_write(&x, &text);
		rc = buffer_error(&text);
	}
	if (!rc)
		rc = index_pack(buffer_view(&text), packed);
	if (!rc)
		rc = digest_of(&d, packed->s, packed->n);
	if (!rc) {
		repository_name(name, "index", &d, ".zst");
		rc = file_replace(p->dir, name, 0644, packed->s, packed->n);
		*packages = x.packages;
	}
	buffer_free(&text);
	return rc;
}

static int publish_all(struct arena *a, const struct publish *p, struct published *r)
{
	struct buffer packed = { 0 };
	struct latest latest;
	struct current c;
	int rc = publish_load(a, p->dir, &c);

	if (!rc)
		rc = write_index(a, p, &packed, &r->packages);
	if (!rc)
		rc = publish_root(a, p, &c, r, &latest);
	if (!rc)
		rc = settle_release(a, p, &c, buffer_view(&packed), r, &r->timestamp.release);
	if (!rc)
		rc = sign_timestamp(a, p, &c, r, &latest);
	if (!rc) {
		publish_root_done(a, p, &r->root);
		sweep(p, &c, &latest, r);
	}
	buffer_free(&packed);
	return rc;
}

int publish_index(struct arena *a, const struct publish *p, struct published *result)
{
	int rc = lock(p->dir);

	if (rc)
		return rc;
	*result = (struct published){ .packages = 0 };
	rc = publish_all(a, p, result);
	flock(p->dir, LOCK_UN);
	return rc;
}

// A timestamp is signed only for what the other keys signed.
static int check_current(struct arena *a, const struct publish *p, const struct current *c)
{
	int rc = c->known ? during(publish_root_ours(a, p, c), "root")
			  : fail(-ENOENT, "this is no repository yet: `orion-pkg index` makes one");

	return rc ? rc
		  : during(minisign_verify(&c->root.release, c->release_file.data,
				   c->release_file.signature, NULL),
			    "release");
}

static int publish_again(struct arena *a, const struct publish *p, struct published *r)
{
	struct current c;
	int rc = publish_load(a, p->dir, &c);

	if (!rc)
		rc = check_current(a, p, &c);
	if (rc)
		return rc;
	struct latest latest = c.latest;

	r->root = c.root;
	r->release = c.release;
	r->timestamp.release = c.timestamp.release;
	rc = sign_timestamp(a, p, &c, r, &latest);
	if (!rc)
		sweep(p, &c, &latest, r);
	return rc;
}

int publish_timestamp(struct arena *a, const struct publish *p, struct published *result)
{
	int rc = lock(p->dir);

	if (rc)
		return rc;
	*result = (struct published){ .packages = 0 };
	rc = publish_again(a, p, result);
	flock(p->dir, LOCK_UN);
	return rc;
}
