// SPDX-License-Identifier: MIT
// Whether signed files may be believed.
#include "trust.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "buffer.h"
#include "error.h"

enum { DAY = 86400 };

// A serial never falls, and one serial is one content.
static int raise(struct trust_seen *seen, uint64_t serial, const struct digest *d)
{
	if (serial < seen->serial)
		return fail(-E_TRUST,
			"serial %" PRIu64 ", but %" PRIu64
			" was seen before: an old state is offered",
			serial, seen->serial);
	if (serial == seen->serial && !digest_equal(d, &seen->digest))
		return fail(
			-E_TRUST, "serial %" PRIu64 " was seen before with other content", serial);
	seen->serial = serial;
	seen->digest = *d;
	return 0;
}

// What timestamp and release begin with: the bytes are the signer's. Their digest is for raise().
static int verify(const struct trust_file *f, const struct minisign_key *key, struct digest *d)
{
	if (f->data.n > RELEASE_LENGTH)
		return fail(-E_TRUST, "more than %d bytes", RELEASE_LENGTH);
	int rc = minisign_verify(key, f->data, f->signature, NULL);

	return rc ? rc : digest_of(d, f->data.s, f->data.n);
}

// --- roots

static int digest_of_keys(struct digest *d, const struct signers *s)
{
	struct buffer b = { 0 };

	buffer_printf(&b, "%zu", s->threshold);
	for (size_t i = 0; i < s->keys; i++) {
		buffer_printf(&b, "\n");
		minisign_write_key(&s->key[i], &b);
	}
	int rc = buffer_error(&b);
	if (!rc)
		rc = digest_of(d, b.s, b.n);
	buffer_free(&b);
	return rc;
}

int trust_begin(struct trust *t, const struct trust_state *seen, const struct signers *given)
{
	struct digest keys;
	int rc = digest_of_keys(&keys, given);

	if (rc)
		return rc;
	t->state = digest_equal(&keys, &seen->keys) ? *seen : (struct trust_state){ .keys = keys };
	return 0;
}

// Its text and its own keys' signatures, behind those that were asked already. It takes the place of the one before.
static int take_root(struct trust *t, uint64_t serial, const struct trust_root_file *f)
{
	struct root root;
	int rc = root_parse(&root, f->data);

	if (!rc && root.serial != serial)
		rc = fail(-E_TRUST, "it has the serial %" PRIu64, root.serial);
	if (!rc)
		rc = during(signers_verify(&root.keys, f->data, f->signature, f->signatures),
			"by its own keys");
	if (rc)
		return rc;
	t->root = root;
	t->state = (struct trust_state){ .keys = t->state.keys, .root.serial = serial };
	return digest_of(&t->state.root.digest, f->data.s, f->data.n);
}

static int root_seen(struct trust *t, struct text data)
{
	struct digest d;
	int rc = digest_of(&d, data.s, data.n);

	if (!rc && !digest_equal(&d, &t->state.root.digest))
		rc = fail(-E_TRUST, "it was seen before with other content");
	return rc ? rc : root_parse(&t->root, data);
}

int trust_root_seen(struct trust *t, struct text data)
{
	return during(root_seen(t, data), "%s: root %" PRIu64, t->where, t->state.root.serial);
}

// Before its text is looked at.
static int verify_root(const struct signers *s, const struct trust_root_file *f)
{
	if (f->data.n > RELEASE_LENGTH)
		return fail(-E_TRUST, "more than %d bytes", RELEASE_LENGTH);
	return signers_verify(s, f->data, f->signature, f->signatures);
}

int trust_root_first(struct trust *t, const struct signers *given, uint64_t serial,
	const struct trust_root_file *f)
{
	int rc = verify_root(given, f);

	return during(rc ? rc : take_root(t, serial, f), "%s: root %" PRIu64, t->where, serial);
}

int trust_root_next(struct trust *t, const struct trust_root_file *f)
{
	uint64_t serial = t->root.serial + 1;
	int rc = during(verify_root(&t->root.keys, f), "by the keys of the one before");

	return during(rc ? rc : take_root(t, serial, f), "%s: root %" PRIu64, t->where, serial);
}

// --- timestamp, release, index

static int timestamp(struct trust *t, const struct trust_file *f)
{
	struct digest d;
	int rc = verify(f, &t->root.timestamp, &d);

	if (!rc)
		rc = timestamp_parse(&t->timestamp, f->data);
	if (!rc)
		rc = raise(&t->state.timestamp, t->timestamp.serial, &d);
	if (!rc && t->timestamp.date > t->state.clock)
		t->state.clock = t->timestamp.date;
	return rc;
}

int trust_timestamp(struct trust *t, const struct trust_file *f)
{
	return during(timestamp(t, f), "%s: timestamp", t->where);
}

static int release(struct trust *t, const struct trust_file *f)
{
	struct digest d;
	int rc = verify(f, &t->root.release, &d);

	if (!rc && !digest_equal(&d, &t->timestamp.release))
		rc = fail(-E_TRUST, "it is not the one that the timestamp names");
	if (!rc)
		rc = release_parse(&t->release, f->data);
	if (!rc && t->release.serial != t->timestamp.release_serial)
		rc = fail(-E_TRUST, "serial %" PRIu64 ", but the timestamp says %" PRIu64,
			t->release.serial, t->timestamp.release_serial);
	return rc ? rc : raise(&t->state.release, t->release.serial, &d);
}

int trust_release(struct trust *t, const struct trust_file *f)
{
	return during(release(t, f), "%s: release", t->where);
}

int trust_index(const struct trust *t, struct text packed)
{
	struct digest d;
	int rc = 0;

	if (packed.n != t->release.index_size)
		rc = fail(-E_TRUST, "%zu bytes, but the release says %" PRIu64, packed.n,
			t->release.index_size);
	if (!rc)
		rc = digest_of(&d, packed.s, packed.n);
	if (!rc && !digest_equal(&d, &t->release.index))
		rc = fail(-E_TRUST, "its digest is not the one that the release has");
	return during(rc, "%s: index", t->where);
}

// 2027-02-28 12:00 UTC
static const char *date_text(char buf[32], uint64_t seconds)
{
	time_t s = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&s, &tm) || !strftime(buf, 32, "%Y-%m-%d %H:%M UTC", &tm))
		snprintf(buf, 32, "second %" PRIu64, seconds);
	return buf;
}

int trust_fresh(const struct trust *t, uint64_t clock)
{
	char now[32], then[32];

	date_text(now, clock);
	if (clock + DAY < t->state.clock)
		return fail(-E_TRUST,
			"%s was signed at %s, but this machine's clock says %s: set the clock",
			t->where, date_text(then, t->state.clock), now);
	if (clock >= t->timestamp.expires)
		return fail(-E_TRUST,
			"%s expired at %s, this machine's clock says %s: nothing new is installed"
			" from it until `orion-pkg sign DIRECTORY` signs it again where its keys are",
			t->where, date_text(then, t->timestamp.expires), now);
	return 0;
}

// --- what is remembered

static int seen_parse(struct text *rest, const char *key, struct trust_seen *seen)
{
	struct text line, field[3];

	if (!text_line(rest, &line) || text_fields(line, '\t', field, 3) != 3 ||
		!text_is(field[0], key))
		return fail(-E_DATA, "no line `%s` where it should be", key);
	int rc = text_number(&seen->serial, field[1], 0, SERIAL_MAX, "serial");
	return rc ? rc : digest_parse(&seen->digest, field[2]);
}

int trust_state_parse(struct trust_state *s, struct text t)
{
	struct text line, field[2];

	if (!text_line(&t, &line) || !text_is(line, "orion-trust\t1"))
		return fail(-E_DATA, "line 1 should be `orion-trust<TAB>1`");
	if (!text_line(&t, &line) || text_fields(line, '\t', field, 2) != 2 ||
		!text_is(field[0], "keys"))
		return fail(-E_DATA, "line 2 should be `keys<TAB>DIGEST`");
	int rc = digest_parse(&s->keys, field[1]);
	if (!rc)
		rc = seen_parse(&t, "root", &s->root);
	if (!rc)
		rc = seen_parse(&t, "release", &s->release);
	if (!rc)
		rc = seen_parse(&t, "timestamp", &s->timestamp);
	if (rc)
		return rc;
	if (!text_line(&t, &line) || text_fields(line, '\t', field, 2) != 2 ||
		!text_is(field[0], "clock") || t.n)
		return fail(-E_DATA, "the last line should be `clock<TAB>SECONDS`");
	return text_number(&s->clock, field[1], 0, DATE_MAX, "clock");
}

static void seen_write(struct buffer *b, const char *key, const struct trust_seen *seen)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&seen->digest, hex);
	buffer_printf(b, "%s\t%" PRIu64 "\t%s\n", key, seen->serial, hex);
}

void trust_state_write(const struct trust_state *s, struct buffer *b)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&s->keys, hex);
	buffer_printf(b, "orion-trust\t1\nkeys\t%s\n", hex);
	seen_write(b, "root", &s->root);
	seen_write(b, "release", &s->release);
	seen_write(b, "timestamp", &s->timestamp);
	buffer_printf(b, "clock\t%" PRIu64 "\n", s->clock);
}
