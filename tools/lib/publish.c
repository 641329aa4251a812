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

// What the directory had before, as far as it could be read. Serials go on from there.
struct current {
	bool known;	// it has a `latest`
	struct latest latest;
	struct root root;
	struct timestamp timestamp;
	struct release release;
	struct trust_file root_file, release_file;
};

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

// The signatures are asked by who goes on with a file; here it is our own directory.
static int load_current(struct arena *a, int dir, struct current *c)
{
	struct trust_file timestamp;
	struct text t;
	int rc = file_load(a, dir, REPOSITORY_LATEST, RELEASE_LENGTH, &t);

	*c = (struct current){ .known = !rc };
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	rc = latest_parse(&c->latest, t);
	if (!rc)
		rc = load_signed(a, dir, "root", &c->latest.root, &c->root_file);
	if (!rc)
		rc = root_parse(&c->root, c->root_file.data);
	if (!rc)
		rc = load_signed(a, dir, "timestamp", &c->latest.timestamp, &timestamp);
	if (!rc)
		rc = timestamp_parse(&c->timestamp, timestamp.data);
	if (!rc)
		rc = load_signed(a, dir, "release", &c->timestamp.release, &c->release_file);
	if (!rc)
		rc = release_parse(&c->release, c->release_file.data);
	return during(rc, "the repository as it is");
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

static int write_root(const struct publish *p, const struct root *root, struct digest *d)
{
	struct minisign_secret key;
	struct buffer b = { 0 };
	int rc = key_load_secret(&key, p->keys, "root");

	if (!rc) {
		root_write(root, &b);
		rc = write_signed(p->dir, "root", root->serial, &b, &key, d);
	}
	buffer_free(&b);
	minisign_forget(&key);
	return during(rc, "a new root must be signed, which takes the root key");
}

// A root that names our keys and is the root key's serves on.
static int settle_root(
	const struct publish *p, const struct current *c, struct published *r, struct digest *d)
{
	struct root want = { .serial = c->known ? c->root.serial : 0 };
	struct minisign_key key;
	int rc = key_load_public(&key, p->keys, "root");

	if (!rc)
		rc = key_load_public(&want.release, p->keys, "release");
	if (!rc)
		rc = key_load_public(&want.timestamp, p->keys, "timestamp");
	if (rc)
		return rc;
	r->new_root = !c->known || !minisign_key_equal(&want.release, &c->root.release) ||
		!minisign_key_equal(&want.timestamp, &c->root.timestamp) ||
		minisign_verify(&key, c->root_file.data, c->root_file.signature, NULL);
	want.serial += r->new_root;
	r->root = want;
	*d = c->latest.root;
	return r->new_root ? write_root(p, &want, d) : 0;
}

static int write_release(const struct publish *p, struct published *r, struct digest *d)
{
	struct minisign_secret key;
	struct buffer b = { 0 };
	int rc = key_load_secret(&key, p->keys, "release");

	if (!rc) {
		release_write(&r->release, &b);
		rc = write_signed(p->dir, "release", r->release.serial, &b, &key, d);
	}
	buffer_free(&b);
	minisign_forget(&key);
	return rc;
}

// A release with that index that is the release key's serves on.
static int settle_release(const struct publish *p, const struct current *c, struct text packed,
	struct published *r, struct digest *d)
{
	struct release want = { .date = p->date, .index_size = packed.n };
	int rc = digest_of(&want.index, packed.s, packed.n);

	if (rc)
		return rc;
	want.serial = c->known ? c->release.serial + 1 : 1;
	if (want.serial < p->serial)
		want.serial = p->serial;
	r->new_release = !c->known || !digest_equal(&want.index, &c->release.index) ||
		c->release.serial < p->serial ||
		minisign_verify(
			&r->root.release, c->release_file.data, c->release_file.signature, NULL);
	r->release = r->new_release ? want : c->release;
	*d = c->timestamp.release;
	return r->new_release ? write_release(p, r, d) : 0;
}

// Signs the timestamp and replaces `latest`: what was written before is in force from here.
static int put_in_force(const struct publish *p, const struct current *c, struct published *r,
	struct latest *latest, const struct minisign_secret *key)
{
	struct buffer b = { 0 };

	r->timestamp.serial = c->known ? c->timestamp.serial + 1 : 1;
	r->timestamp.release_serial = r->release.serial;
	r->timestamp.date = p->date;
	r->timestamp.expires = p->date + RELEASE_DAYS * (uint64_t)86400;
	timestamp_write(&r->timestamp, &b);
	int rc =
		write_signed(p->dir, "timestamp", r->timestamp.serial, &b, key, &latest->timestamp);
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

static int sign_timestamp(const struct publish *p, const struct current *c, struct published *r,
	struct latest *latest)
{
	struct minisign_secret key;
	int rc = key_load_secret(&key, p->keys, "timestamp");

	if (!rc && !minisign_key_equal(&key.public, &r->root.timestamp))
		rc = fail(-E_TRUST, "timestamp.key is not the key that the root names");
	if (!rc)
		rc = put_in_force(p, c, r, latest, &key);
	minisign_forget(&key);
	return rc;
}

// --- taking away what neither the newest repository nor the one before it has

enum { NAMED = 4 };

static void name_all(char name[NAMED][REPOSITORY_NAME], const struct latest *latest,
	const struct timestamp *timestamp, const struct release *release)
{
	repository_name(name[0], "root", &latest->root, "");
	repository_name(name[1], "timestamp", &latest->timestamp, "");
	repository_name(name[2], "release", &timestamp->release, "");
	repository_name(name[3], "index", &release->index, ".zst");
}

// True for KIND-DIGEST of one of the kinds, whatever we put behind it; also when it was being written (.NAME.new).
static bool of_ours(const char *name)
{
	static const char *const kinds[] = { "root-", "timestamp-", "release-", "index-" };
	static const char *const ends[] = { "", ".minisig", ".zst", ".new", ".minisig.new",
		".zst.new" };

	name += *name == '.';
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *digest = name + strlen(kinds[i]);

		if (strncmp(name, kinds[i], strlen(kinds[i])) != 0 ||
			strspn(digest, "0123456789abcdef") != DIGEST_HEX)
			continue;
		for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
			if (!strcmp(digest + DIGEST_HEX, ends[k]))
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
		if (of_ours(e->d_name) && !kept(keep, c->known ? 2 * NAMED : NAMED, e->d_name))
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
	int rc = publish_scan(a, p->dir, &x);

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
	int rc = load_current(a, p->dir, &c);

	if (!rc)
		rc = write_index(a, p, &packed, &r->packages);
	if (!rc)
		rc = settle_root(p, &c, r, &latest.root);
	if (!rc)
		rc = settle_release(p, &c, buffer_view(&packed), r, &r->timestamp.release);
	if (!rc)
		rc = sign_timestamp(p, &c, r, &latest);
	if (!rc)
		sweep(p, &c, &latest, r);
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
static int check_current(const struct publish *p, const struct current *c)
{
	struct minisign_key key;
	int rc = c->known ? 0
			  : fail(-ENOENT, "this is no repository yet: `orion-pkg index` makes one");

	if (rc)
		return rc;
	rc = key_load_public(&key, p->keys, "root");
	if (!rc)
		rc = during(minisign_verify(&key, c->root_file.data, c->root_file.signature, NULL),
			"root");
	if (rc && rc != -ENOENT)
		return rc;
	return during(minisign_verify(&c->root.release, c->release_file.data,
			      c->release_file.signature, NULL),
		"release");
}

static int publish_again(struct arena *a, const struct publish *p, struct published *r)
{
	struct current c;
	int rc = load_current(a, p->dir, &c);

	if (!rc)
		rc = check_current(p, &c);
	if (rc)
		return rc;
	struct latest latest = { .root = c.latest.root };

	r->root = c.root;
	r->release = c.release;
	r->timestamp.release = c.timestamp.release;
	rc = sign_timestamp(p, &c, r, &latest);
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
