// SPDX-License-Identifier: MIT
// The signed files of a repository: a few lines each, in a fixed order.
#include "release.h"

#include <inttypes.h>

#include "buffer.h"
#include "error.h"

// A text that is read line by line. It keeps its first error.
struct reader {
	struct text rest;
	int rc;
};

// The next line must be `key<TAB>VALUE...` with so many values.
static void values(struct reader *r, const char *key, struct text *value, size_t count)
{
	struct text line, field[4];

	for (size_t i = 0; i < count; i++)
		value[i] = TEXT("");
	if (r->rc)
		return;
	if (!text_line(&r->rest, &line) || text_fields(line, '\t', field, 3) != count + 1 ||
		!text_is(field[0], key)) {
		r->rc = fail(
			-E_DATA, "no line `%s` with %zu field(s) where it should be", key, count);
		return;
	}
	for (size_t i = 0; i < count; i++)
		value[i] = field[i + 1];
}

// The first line: what it is, and format 1.
static struct reader begin(struct text t, const char *kind, size_t limit)
{
	struct reader r = { t, 0 };
	struct text version;

	if (t.n > limit)
		r.rc = fail(-E_DATA, "more than %zu bytes", limit);
	values(&r, kind, &version, 1);
	if (!r.rc && !text_is(version, "1"))
		r.rc = fail(-E_DATA, "format %.*s: this program knows format 1", TEXT_ARG(version));
	return r;
}

static int end(const struct reader *r)
{
	return r->rc ? r->rc : r->rest.n ? fail(-E_DATA, "there is something behind the end") : 0;
}

static void parse_number(
	struct reader *r, struct text t, uint64_t *v, uint64_t min, uint64_t max, const char *what)
{
	if (!r->rc)
		r->rc = text_number(v, t, min, max, what);
}

static void number(struct reader *r, const char *key, uint64_t *v, uint64_t min, uint64_t max)
{
	struct text t;

	values(r, key, &t, 1);
	parse_number(r, t, v, min, max, key);
}

static void parse_digest(struct reader *r, struct text t, struct digest *d)
{
	if (!r->rc)
		r->rc = digest_parse(d, t);
}

// Whether the next line is one more of those that may be repeated.
static bool more(const struct reader *r, const char *key_and_tab)
{
	return !r->rc && text_starts(r->rest, key_and_tab);
}

static void digest(struct reader *r, const char *key, struct digest *d)
{
	struct text t;

	values(r, key, &t, 1);
	parse_digest(r, t, d);
}

static void key(struct reader *r, const char *name, struct minisign_key *k)
{
	struct text t;

	values(r, name, &t, 1);
	if (!r->rc)
		r->rc = minisign_parse_key(k, t);
}

static void write_digest(struct buffer *b, const char *before, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	buffer_printf(b, "%s\t%s\n", before, hex);
}

static void latest_root(struct reader *r, struct latest *l)
{
	struct latest_root *root = &l->root[l->roots];
	struct text value[2];

	values(r, "root", value, 2);
	if (!r->rc && l->roots == ROOTS_MAX)
		r->rc = fail(-E_DATA, "more than %d roots", ROOTS_MAX);
	if (r->rc)
		return;
	parse_digest(r, value[0], &root->digest);
	parse_number(r, value[1], &root->signatures, 1, ROOT_SIGNATURES_MAX, "signatures");
	l->roots++;
}

int latest_parse(struct latest *l, struct text t)
{
	struct reader r = begin(t, "orion-repository", LATEST_LENGTH);

	l->roots = 0;
	do
		latest_root(&r, l);
	while (more(&r, "root\t"));
	digest(&r, "timestamp", &l->timestamp);
	return end(&r);
}

void latest_write(const struct latest *l, struct buffer *b)
{
	char hex[DIGEST_HEX + 1];

	buffer_printf(b, "orion-repository\t1\n");
	for (size_t i = 0; i < l->roots; i++) {
		digest_hex(&l->root[i].digest, hex);
		buffer_printf(b, "root\t%s\t%" PRIu64 "\n", hex, l->root[i].signatures);
	}
	write_digest(b, "timestamp", &l->timestamp);
}

// Each once, and in order: one spelling.
static void root_key(struct reader *r, struct signers *s)
{
	struct minisign_key k;

	key(r, "key", &k);
	if (!r->rc)
		r->rc = signers_add(s, &k);
	if (!r->rc && !minisign_key_equal(&s->key[s->keys - 1], &k))
		r->rc = fail(-E_DATA, "the root keys are not sorted");
}

int root_parse(struct root *o, struct text t)
{
	struct reader r = begin(t, "orion-root", RELEASE_LENGTH);
	uint64_t threshold = 0;

	o->keys = (struct signers){ .keys = 0 };
	number(&r, "serial", &o->serial, 1, ROOTS_MAX);
	number(&r, "threshold", &threshold, 1, SIGNERS_MAX);
	do
		root_key(&r, &o->keys);
	while (more(&r, "key\t"));
	if (!r.rc && threshold > o->keys.keys)
		r.rc = fail(-E_DATA, "the threshold is above the number of keys");
	o->keys.threshold = (size_t)threshold;
	key(&r, "release", &o->release);
	key(&r, "timestamp", &o->timestamp);
	return end(&r);
}

static void write_key(struct buffer *b, const char *before, const struct minisign_key *k)
{
	buffer_printf(b, "%s\t", before);
	minisign_write_key(k, b);
	buffer_printf(b, "\n");
}

void root_write(const struct root *o, struct buffer *b)
{
	buffer_printf(b, "orion-root\t1\nserial\t%" PRIu64 "\nthreshold\t%zu\n", o->serial,
		o->keys.threshold);
	for (size_t i = 0; i < o->keys.keys; i++)
		write_key(b, "key", &o->keys.key[i]);
	write_key(b, "release", &o->release);
	write_key(b, "timestamp", &o->timestamp);
}

int release_parse(struct release *o, struct text t)
{
	struct reader r = begin(t, "orion-release", RELEASE_LENGTH);
	struct text index[2];

	number(&r, "serial", &o->serial, 1, SERIAL_MAX);
	number(&r, "date", &o->date, 0, DATE_MAX);
	values(&r, "index", index, 2);
	parse_number(&r, index[0], &o->index_size, 1, RELEASE_INDEX_MAX, "size of the index");
	parse_digest(&r, index[1], &o->index);
	return end(&r);
}

void release_write(const struct release *o, struct buffer *b)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&o->index, hex);
	buffer_printf(b,
		"orion-release\t1\nserial\t%" PRIu64 "\ndate\t%" PRIu64 "\nindex\t%" PRIu64
		"\t%s\n",
		o->serial, o->date, o->index_size, hex);
}

int timestamp_parse(struct timestamp *o, struct text t)
{
	struct reader r = begin(t, "orion-timestamp", RELEASE_LENGTH);
	struct text release[2];

	number(&r, "serial", &o->serial, 1, SERIAL_MAX);
	values(&r, "release", release, 2);
	parse_number(&r, release[0], &o->release_serial, 1, SERIAL_MAX, "serial of the release");
	parse_digest(&r, release[1], &o->release);
	number(&r, "date", &o->date, 0, DATE_MAX);
	number(&r, "expires", &o->expires, 0, DATE_MAX);
	if (!r.rc &&
		(o->expires < o->date || o->expires - o->date > RELEASE_DAYS * (uint64_t)86400))
		r.rc = fail(-E_DATA, "expires must be 0 to %d days behind date", RELEASE_DAYS);
	return end(&r);
}

void timestamp_write(const struct timestamp *o, struct buffer *b)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&o->release, hex);
	buffer_printf(b,
		"orion-timestamp\t1\nserial\t%" PRIu64 "\nrelease\t%" PRIu64 "\t%s\ndate\t%" PRIu64
		"\nexpires\t%" PRIu64 "\n",
		o->serial, o->release_serial, hex, o->date, o->expires);
}
