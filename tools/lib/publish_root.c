// SPDX-License-Identifier: MIT
// A new root: what it must say, who has signed it, and where it waits until enough have.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "key.h"
#include "publish.h"
#include "publish_impl.h"
#include "repository_impl.h"

#define NEXT "root-next"

// A root that isn't in force, with the signatures that count.
struct proposal {
	struct root root;
	struct trust_root_file file;
};

// --- the key directory's root keys

static int root_keys(struct arena *a, const struct publish *p, struct signers *s)
{
	const char **name;
	size_t count;
	int rc = key_names(a, p->keys, "root", ".pub", &name, &count);

	*s = (struct signers){ .keys = 0 };
	for (size_t i = 0; !rc && i < count; i++) {
		struct minisign_key k;

		rc = key_load_public(&k, p->keys, name[i]);
		if (!rc)
			rc = during(signers_add(s, &k), "key %s", name[i]);
	}
	s->threshold = p->threshold ? p->threshold : 1;
	return rc;
}

// --- what a root must say

static int one_of_ours(const struct signers *here, const struct signers *of_root)
{
	for (size_t i = 0; i < here->keys; i++)
		if (signers_have(of_root, &here->key[i]))
			return 0;
	return fail(-E_TRUST,
		"none of the root keys that are here is one of this repository's: --root-keys puts"
		" them in the place of those");
}

int publish_root_ours(struct arena *a, const struct publish *p, const struct current *c)
{
	struct signers here;
	int rc = root_keys(a, p, &here);

	if (!rc && here.keys)
		rc = one_of_ours(&here, &c->root.keys);
	return rc ? rc
		  : signers_verify(&c->root.keys, c->root_file.data, c->root_file.signature,
			    c->root_file.signatures);
}

// Which keys sign roots is changed only when it is asked for.
static int want_keys(
	struct arena *a, const struct publish *p, const struct current *c, struct signers *want)
{
	struct signers here;
	int rc = root_keys(a, p, &here);

	if (rc)
		return rc;
	if (here.threshold > here.keys)
		return fail(-E_CALL, "there are %zu root keys (root.pub, root-NAME.pub), not %zu",
			here.keys, here.threshold);
	if (!c->known && !p->threshold && here.keys > 1)
		return fail(-E_CALL,
			"there are %zu root keys: --root-keys says how many of them must sign",
			here.keys);
	if (!c->known || p->threshold) {
		*want = here;
		return 0;
	}
	*want = c->root.keys;
	return one_of_ours(&here, want);
}

static int want_root(
	struct arena *a, const struct publish *p, const struct current *c, struct root *want)
{
	int rc = want_keys(a, p, c, &want->keys);

	want->serial = c->latest.roots + 1;
	if (!rc)
		rc = key_load_public(&want->release, p->keys, "release");
	return rc ? rc : key_load_public(&want->timestamp, p->keys, "timestamp");
}

// The keys that it names for the other files.
static bool names_same(const struct root *a, const struct root *b)
{
	return minisign_key_equal(&a->release, &b->release) &&
		minisign_key_equal(&a->timestamp, &b->timestamp);
}

// --- who has signed

static bool is_new(const struct signers *s, const struct trust_root_file *f, struct text signature)
{
	const struct minisign_key *k = signers_who(s, f->data, signature);

	for (size_t i = 0; k && i < f->signatures; i++)
		if (signers_who(s, f->data, f->signature[i]) == k)
			return false;
	return k;
}

// Takes a signature that counts: by a key of the root before or of its own that hasn't signed yet.
static bool take(struct proposal *o, const struct current *c, struct text signature)
{
	struct trust_root_file *f = &o->file;

	if (f->signatures == ROOT_SIGNATURES_MAX ||
		(!is_new(&c->root.keys, f, signature) && !is_new(&o->root.keys, f, signature)))
		return false;
	f->signature[f->signatures++] = signature;
	return true;
}

static size_t count(const struct signers *s, const struct proposal *o)
{
	return signers_count(s, o->file.data, o->file.signature, o->file.signatures);
}

static bool enough(const struct proposal *o, const struct current *c)
{
	return (!c->known || count(&c->root.keys, o) >= c->root.keys.threshold) &&
		count(&o->root.keys, o) >= o->root.keys.threshold;
}

static int sign_with(struct arena *a, const struct publish *p, const char *name, struct proposal *o,
	const struct current *c, bool *added)
{
	struct minisign_secret key;
	struct buffer b = { 0 };
	char comment[64];
	int rc = key_load_secret(&key, p->keys, name);

	snprintf(comment, sizeof comment, "orion root, serial %" PRIu64, o->root.serial);
	if (!rc)
		rc = minisign_sign(&key, o->file.data, comment, &b);
	minisign_forget(&key);
	struct text t = { rc ? NULL : arena_text(a, b.s, b.n), b.n };
	buffer_free(&b);
	if (rc)
		return rc;
	*added |= t.s && take(o, c, t);
	return t.s ? 0 : -ENOMEM;
}

// By each root key whose secret half is here.
static int sign(struct arena *a, const struct publish *p, struct proposal *o,
	const struct current *c, bool *added)
{
	const char **name;
	size_t names;
	int rc = key_names(a, p->keys, "root", ".key", &name, &names);

	*added = false;
	for (size_t i = 0; !rc && i < names; i++)
		rc = sign_with(a, p, name[i], o, c, added);
	return rc;
}

// --- root-next

static void next_signature(char name[REPOSITORY_NAME], size_t number)
{
	if (number)
		snprintf(name, REPOSITORY_NAME, NEXT ".%zu.minisig", number + 1);
	else
		snprintf(name, REPOSITORY_NAME, NEXT ".minisig");
}

// With the signatures that count, whoever put them there. -ENOENT when none waits.
static int load_next(
	struct arena *a, const struct publish *p, const struct current *c, struct proposal *o)
{
	char name[REPOSITORY_NAME];
	struct text t;
	int rc = file_load(a, p->dir, NEXT, RELEASE_LENGTH, &o->file.data);

	o->file.signatures = 0;
	if (!rc)
		rc = root_parse(&o->root, o->file.data);
	for (size_t i = 0; !rc && i < ROOT_SIGNATURES_MAX; i++) {
		next_signature(name, i);
		rc = file_load(a, p->dir, name, MINISIGN_SIGNATURE_MAX, &t);
		if (!rc)
			take(o, c, t);
		rc = rc == -ENOENT ? 0 : rc;
	}
	return rc == -ENOENT ? rc : during(rc, NEXT);
}

static void forget_next(const struct publish *p)
{
	char name[REPOSITORY_NAME];

	for (size_t i = 0; i < ROOT_SIGNATURES_MAX; i++) {
		next_signature(name, i);
		unlinkat(p->dir, name, 0);
	}
	unlinkat(p->dir, NEXT, 0);
}

static int write_signatures(int dir, const struct trust_root_file *f, const struct digest *d)
{
	char name[REPOSITORY_NAME];
	int rc = 0;

	for (size_t i = 0; !rc && i < f->signatures; i++) {
		if (d)
			repository_root_signature(name, d, i);
		else
			next_signature(name, i);
		rc = file_replace(dir, name, 0644, f->signature[i].s, f->signature[i].n);
	}
	return rc;
}

// A signature is of one text: those of another are away before it comes.
static int keep_next(const struct publish *p, const struct proposal *o, bool is_there)
{
	int rc = 0;

	if (!is_there) {
		forget_next(p);
		rc = file_replace(p->dir, NEXT, 0644, o->file.data.s, o->file.data.n);
	}
	return rc ? rc : write_signatures(p->dir, &o->file, NULL);
}

void publish_root_done(struct arena *a, const struct publish *p, const struct root *in_force)
{
	struct root next;
	struct text t;

	if (!file_load(a, p->dir, NEXT, RELEASE_LENGTH, &t) && !root_parse(&next, t) &&
		next.serial <= in_force->serial)
		forget_next(p);
}

// --- a new one

static int too_few(const struct proposal *o, const struct current *c)
{
	char before[80] = "";

	if (c->known)
		snprintf(before, sizeof before, "%zu of the %zu root keys that were, ",
			count(&c->root.keys, o), c->root.keys.threshold);
	return fail(-E_TRUST,
		"root %" PRIu64 " waits in " NEXT
		": it is signed by %s%zu of the %zu that shall be;"
		" `orion-pkg sign --root DIRECTORY` where the others are, then index again",
		o->root.serial, before, count(&o->root.keys, o), o->root.keys.threshold);
}

static int put(const struct publish *p, const struct proposal *o, struct latest *latest)
{
	char name[REPOSITORY_NAME];
	struct latest_root *l = &latest->root[latest->roots];
	int rc = latest->roots < ROOTS_MAX
		? digest_of(&l->digest, o->file.data.s, o->file.data.n)
		: fail(-E_DATA, "a repository has at most %d roots", ROOTS_MAX);

	if (rc)
		return rc;
	l->signatures = o->file.signatures;
	latest->roots++;
	repository_name(name, "root", &l->digest, "");
	rc = file_replace(p->dir, name, 0644, o->file.data.s, o->file.data.n);
	return rc ? rc : write_signatures(p->dir, &o->file, &l->digest);
}

static int write_root(struct arena *a, const struct root *r, struct text *t)
{
	struct buffer b = { 0 };

	root_write(r, &b);
	int rc = buffer_error(&b);
	*t = (struct text){ rc ? NULL : arena_text(a, b.s, b.n), b.n };
	buffer_free(&b);
	return rc ? rc : t->s ? 0 : -ENOMEM;
}

// What waits is taken up when it says the same.
static int make(struct arena *a, const struct publish *p, const struct current *c,
	const struct root *want, struct proposal *o)
{
	struct text data;
	bool is_there, added;
	int rc = write_root(a, want, &data);

	if (rc)
		return rc;
	is_there = text_equal(data, o->file.data);
	if (!is_there)
		*o = (struct proposal){ .root = *want, .file.data = data };
	rc = sign(a, p, o, c, &added);
	if (rc || enough(o, c))
		return rc;
	rc = keep_next(p, o, is_there);
	return rc ? rc : too_few(o, c);
}

static bool serves_on(const struct current *c, const struct root *want)
{
	return c->known && signers_equal(&want->keys, &c->root.keys) &&
		names_same(want, &c->root) &&
		!signers_verify(&c->root.keys, c->root_file.data, c->root_file.signature,
			c->root_file.signatures);
}

int publish_root(struct arena *a, const struct publish *p, const struct current *c,
	struct published *r, struct latest *latest)
{
	struct proposal o = { .root.serial = 0 };
	struct root want;
	int rc = load_next(a, p, c, &o);

	if (rc && rc != -ENOENT)
		return rc;
	latest->roots = c->latest.roots;
	memcpy(latest->root, c->latest.root, sizeof latest->root);
	r->root = c->root;
	bool waits = !rc && !p->threshold && o.root.serial == c->latest.roots + 1;
	rc = 0;
	if (!waits || !enough(&o, c)) {
		rc = want_root(a, p, c, &want);
		if (rc || serves_on(c, &want))
			return rc;
		if (waits && names_same(&o.root, &want))
			want = o.root;
		rc = make(a, p, c, &want, &o);
	}
	if (rc)
		return rc;
	r->new_root = true;
	r->root = o.root;
	return put(p, &o, latest);
}

// --- signing what waits

int publish_sign_root(struct arena *a, const struct publish *p, struct published_root *result)
{
	struct current c;
	struct proposal o;
	int rc = publish_load_root(a, p->dir, &c);

	if (rc)
		return rc;
	rc = load_next(a, p, &c, &o);
	if (rc)
		return rc != -ENOENT
			? rc
				     : fail(-E_NO,
					       "no root waits to be signed: `orion-pkg index` makes one"
					       " when keys change");
	if (o.root.serial != c.latest.roots + 1)
		return fail(-E_TRUST, NEXT " has the serial %" PRIu64 ", but %zu is in force",
			o.root.serial, c.latest.roots);
	rc = sign(a, p, &o, &c, &result->added);
	if (rc)
		return rc;
	result->root = o.root;
	result->before = c.root;
	result->by_before = count(&c.root.keys, &o);
	result->by_own = count(&o.root.keys, &o);
	return write_signatures(p->dir, &o.file, NULL);
}
