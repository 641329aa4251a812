// SPDX-License-Identifier: MIT
// What a repository may be believed, and each way to deceive that touches its signed files.
#include "trust.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

enum { DAY = 86400, NOW = 1800000000 };

static struct arena arena;
static struct minisign_secret root_key, release_key, timestamp_key, thief;

// A repository's state at a moment.
struct state {
	struct root root;
	struct release release;
	struct timestamp timestamp;
	struct trust_root_file root_file;
	struct trust_file release_file, timestamp_file;
};

static struct text keep(struct buffer *b)
{
	struct text t = { arena_text(&arena, b->s, b->n), b->n };

	buffer_free(b);
	return t;
}

static struct trust_file sign(struct buffer *b, const struct minisign_secret *by)
{
	struct trust_file f = { .data = keep(b) };
	struct buffer s = { 0 };

	CHECK(minisign_sign(by, f.data, "", &s) == 0);
	f.signature = keep(&s);
	return f;
}

static struct trust_root_file sign_root_by(
	const struct root *r, const struct minisign_secret *const *by, size_t count)
{
	struct trust_root_file f = { .signatures = count };

	for (size_t i = 0; i < count; i++) {
		struct buffer b = { 0 };

		root_write(r, &b);
		struct trust_file one = sign(&b, by[i]);
		f.data = one.data;
		f.signature[i] = one.signature;
	}
	return f;
}

static void sign_root(struct state *s, const struct minisign_secret *by)
{
	s->root_file = sign_root_by(&s->root, &by, 1);
}

static void sign_release(struct state *s, const struct minisign_secret *by)
{
	struct buffer b = { 0 };

	release_write(&s->release, &b);
	s->release_file = sign(&b, by);
	s->timestamp.release_serial = s->release.serial;
	digest_of(&s->timestamp.release, s->release_file.data.s, s->release_file.data.n);
}

static void sign_timestamp(struct state *s, const struct minisign_secret *by)
{
	struct buffer b = { 0 };

	timestamp_write(&s->timestamp, &b);
	s->timestamp_file = sign(&b, by);
}

static struct signers one_key(const struct minisign_secret *k)
{
	return (struct signers){ .key = { k->public }, .keys = 1, .threshold = 1 };
}

static struct state state(uint64_t serial)
{
	struct state s = {
		.root = { 1, one_key(&root_key), release_key.public, timestamp_key.public },
		.release = { serial, NOW, 100, { { (unsigned char)serial } } },
		.timestamp = { .serial = serial, .date = NOW, .expires = NOW + 90 * DAY },
	};

	sign_root(&s, &root_key);
	sign_release(&s, &release_key);
	sign_timestamp(&s, &timestamp_key);
	return s;
}

static struct text seen_root;	// of the state that was believed last

// Believes a state or not: what is remembered is raised only when it does.
static int believe(struct trust_state *seen, const struct state *s)
{
	struct trust t = { .where = "/repo" };
	const struct signers given = one_key(&root_key);
	int rc = trust_begin(&t, seen, &given);

	if (!rc && seen->root.serial)
		rc = trust_root_seen(&t, seen_root);
	else if (!rc)
		rc = trust_root_first(&t, &given, 1, &s->root_file);
	if (!rc && s->root.serial > t.root.serial)
		rc = trust_root_next(&t, &s->root_file);
	if (!rc)
		rc = trust_timestamp(&t, &s->timestamp_file);
	if (!rc)
		rc = trust_release(&t, &s->release_file);
	if (!rc) {
		*seen = t.state;
		seen_root = s->root_file.data;
	}
	return rc;
}

static void honest(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state first = state(1), second = state(2);

	CHECK(believe(&seen, &first) == 0);
	CHECK(seen.root.serial == 1 && seen.release.serial == 1 && seen.clock == NOW);
	CHECK(believe(&seen, &first) == 0);
	CHECK(believe(&seen, &second) == 0 && seen.release.serial == 2);
}

static void arbitrary(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state s = state(1);

	sign_root(&s, &thief);
	CHECK(believe(&seen, &s) == -E_TRUST);
	s = state(1);
	sign_timestamp(&s, &thief);
	CHECK(believe(&seen, &s) == -E_TRUST);
	s = state(1);
	sign_release(&s, &thief);
	sign_timestamp(&s, &timestamp_key);
	CHECK(believe(&seen, &s) == -E_TRUST);
	CHECK(!seen.root.serial);
}

// The keys of one role don't sign for another.
static void key_of_another_role(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state s = state(1);

	sign_root(&s, &release_key);
	CHECK(believe(&seen, &s) == -E_TRUST);
	s = state(1);
	sign_timestamp(&s, &release_key);
	CHECK(believe(&seen, &s) == -E_TRUST);
	s = state(1);
	s.root_file = (struct trust_root_file){ s.timestamp_file.data,
		{ s.timestamp_file.signature }, 1 };
	CHECK(believe(&seen, &s) == -E_TRUST);
	// signed by the right key, but another file
	s = state(1);
	s.release_file = sign(&(struct buffer){ 0 }, &release_key);
	CHECK(believe(&seen, &s) == -E_TRUST);
}

static void rollback(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state old = state(4), new = state(5);

	CHECK(believe(&seen, &new) == 0);
	CHECK(believe(&seen, &old) == -E_TRUST);
	CHECK(strstr(error_text(), "an old state is offered"));
	// with a timestamp that is new
	old.timestamp.serial = 6;
	sign_timestamp(&old, &timestamp_key);
	CHECK(believe(&seen, &old) == -E_TRUST);
	CHECK(strstr(error_text(), "/repo: release: serial 4, but 5"));
	CHECK(seen.release.serial == 5);
}

static void one_serial_two_contents(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state s = state(5), other = state(5);

	CHECK(believe(&seen, &s) == 0);
	other.release.index_size = 99;
	sign_release(&other, &release_key);
	other.timestamp.serial = 6;
	sign_timestamp(&other, &timestamp_key);
	CHECK(believe(&seen, &other) == -E_TRUST);
	CHECK(strstr(error_text(), "serial 5 was seen before with other content"));
	other = state(5);
	other.timestamp.expires--;
	sign_timestamp(&other, &timestamp_key);
	CHECK(believe(&seen, &other) == -E_TRUST);
}

static void mix_and_match(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state first = state(1), second = state(2), mixed = second;

	mixed.release_file = first.release_file;
	CHECK(believe(&seen, &mixed) == -E_TRUST);
	mixed = first;
	mixed.release_file = second.release_file;
	CHECK(believe(&seen, &mixed) == -E_TRUST);
	mixed = second;
	mixed.release_file.signature = first.release_file.signature;
	CHECK(believe(&seen, &mixed) == -E_TRUST);
	// the timestamp lies about the serial
	mixed = second;
	mixed.timestamp.release_serial = 3;
	sign_timestamp(&mixed, &timestamp_key);
	CHECK(believe(&seen, &mixed) == -E_TRUST);
}

// Whoever has only the timestamp key can't make a release, nor bring back an old one.
static void compromised_timestamp_key(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state s = state(5), forged = state(9);

	CHECK(believe(&seen, &s) == 0);
	sign_release(&forged, &timestamp_key);
	sign_timestamp(&forged, &timestamp_key);
	CHECK(believe(&seen, &forged) == -E_TRUST);
	struct state old = state(4);
	old.timestamp.serial = 99;
	sign_timestamp(&old, &timestamp_key);
	CHECK(believe(&seen, &old) == -E_TRUST);
}

// A new root gives the others new keys, and serials that a thief made large don't stand in the way.
static void root_takes_keys_back(void)
{
	struct trust_state seen = { .clock = 0 };
	struct state s = state(5);
	struct minisign_secret fresh;

	s.timestamp.serial = SERIAL_MAX;
	s.timestamp.date = DATE_MAX - 90 * DAY;
	s.timestamp.expires = DATE_MAX;
	sign_timestamp(&s, &timestamp_key);
	CHECK(believe(&seen, &s) == 0);
	s = state(6);
	CHECK(believe(&seen, &s) == -E_TRUST);
	CHECK(minisign_generate(&fresh) == 0);
	s.root.serial = 2;
	s.root.timestamp = fresh.public;
	sign_root(&s, &root_key);
	CHECK(believe(&seen, &s) == -E_TRUST);
	sign_timestamp(&s, &fresh);
	CHECK(believe(&seen, &s) == 0);
	CHECK(seen.timestamp.serial == 6 && seen.clock == NOW);
	s = state(7);
	CHECK(believe(&seen, &s) == -E_TRUST);
}

static void freeze(void)
{
	struct state s = state(1);
	struct trust t = { .where = "/repo", .timestamp = s.timestamp };

	t.state.clock = NOW;
	CHECK(trust_fresh(&t, NOW) == 0);
	CHECK(trust_fresh(&t, NOW + 90 * DAY - 1) == 0);
	CHECK(trust_fresh(&t, NOW + 90 * DAY) == -E_TRUST);
	CHECK_TEXT(error_text(),
		"/repo expired at 2027-04-15 08:00 UTC, this machine's clock says 2027-04-15 08:00 "
		"UTC: nothing new is installed from it until `orion-pkg sign DIRECTORY` signs it "
		"again where its keys are");
}

// With a clock that went back, nothing would ever expire.
static void freeze_by_clock(void)
{
	struct state s = state(1);
	struct trust t = { .where = "/repo", .timestamp = s.timestamp };

	t.state.clock = NOW;
	CHECK(trust_fresh(&t, NOW - DAY) == 0);
	CHECK(trust_fresh(&t, NOW - DAY - 1) == -E_TRUST);
	CHECK(trust_fresh(&t, 0) == -E_TRUST);
	CHECK_TEXT(error_text(),
		"/repo was signed at 2027-01-15 08:00 UTC, but this machine's clock "
				 "says 1970-01-01 00:00 UTC: set the clock");
}

static void tampered(void)
{
	struct state good = state(1);
	struct text *files[] = { &good.root_file.data, &good.timestamp_file.data,
		&good.release_file.data };

	for (size_t f = 0; f < 3; f++) {
		char *s = (char *)(uintptr_t)files[f]->s;

		for (size_t i = 0; i < files[f]->n; i++) {
			struct trust_state seen = { .clock = 0 };

			s[i] ^= 1;
			CHECK_AT((int)i, believe(&seen, &good) == -E_TRUST);
			s[i] ^= 1;
		}
		files[f]->n--;
		CHECK(believe(&(struct trust_state){ .clock = 0 }, &good) == -E_TRUST);
		files[f]->n++;
	}
}

static void index_is_the_one_named(void)
{
	struct trust t = { .where = "/repo" };

	CHECK(digest_of(&t.release.index, "index", 5) == 0);
	t.release.index_size = 5;
	CHECK(trust_index(&t, TEXT("index")) == 0);
	CHECK(trust_index(&t, TEXT("indeX")) == -E_TRUST);
	CHECK(trust_index(&t, TEXT("inde")) == -E_TRUST);
	CHECK(trust_index(&t, TEXT("index ")) == -E_TRUST);
}

static void endless(void)
{
	static char zeros[RELEASE_LENGTH + 1];
	struct state s = state(1);
	struct buffer b = { 0 };
	struct trust_state seen = { .clock = 0 };

	buffer_add(&b, zeros, sizeof zeros);
	struct trust_file f = sign(&b, &root_key);
	s.root_file = (struct trust_root_file){ f.data, { f.signature }, 1 };
	CHECK(believe(&seen, &s) == -E_TRUST);
	CHECK(strstr(error_text(), "more than 4096 bytes"));
}

static void remembered(void)
{
	struct trust_state seen = { .clock = 0 }, again;
	struct state s = state(3);
	struct buffer b = { 0 };

	trust_state_write(&seen, &b);
	CHECK(trust_state_parse(&again, buffer_view(&b)) == 0);
	buffer_free(&b);
	CHECK(believe(&seen, &s) == 0);
	trust_state_write(&seen, &b);
	CHECK(trust_state_parse(&again, buffer_view(&b)) == 0);
	CHECK(again.clock == NOW && again.release.serial == 3);
	CHECK(digest_equal(&again.release.digest, &seen.release.digest));
	for (size_t n = 0; n < b.n; n++)
		CHECK_AT((int)n, trust_state_parse(&again, (struct text){ b.s, n }) == -E_DATA);
	buffer_add(&b, "\n", 1);
	CHECK(trust_state_parse(&again, buffer_view(&b)) == -E_DATA);
	buffer_free(&b);
}

// --- root keys, of which two of three suffice

enum { A, B, C, D, KEYS };

static struct minisign_secret set[KEYS];

#define BY(...) \
	(const struct minisign_secret *[]){ __VA_ARGS__ }, \
		sizeof((const struct minisign_secret *[]){ __VA_ARGS__ }) / \
			sizeof(const struct minisign_secret *)

static struct signers keys_of(
	const struct minisign_secret *const *k, size_t count, size_t threshold)
{
	struct signers s = { .threshold = threshold };

	for (size_t i = 0; i < count; i++)
		CHECK(signers_add(&s, &k[i]->public) == 0);
	return s;
}

static struct root root_of(uint64_t serial, struct signers keys)
{
	return (struct root){ serial, keys, release_key.public, timestamp_key.public };
}

// A reader that believes root 1, of which two of A, B, C must have signed; it was signed by A and B.
static struct trust reader_of_three(void)
{
	const struct signers given = keys_of(BY(&set[A], &set[B], &set[C]), 2);
	struct root one = root_of(1, given);
	struct trust_root_file f = sign_root_by(&one, BY(&set[A], &set[B]));
	struct trust t = { .where = "/repo" };

	CHECK(trust_begin(&t, &t.state, &given) == 0 && trust_root_first(&t, &given, 1, &f) == 0);
	return t;
}

static int next(const struct trust *reader, const struct root *r,
	const struct minisign_secret *const *by, size_t count)
{
	struct trust t = *reader;
	struct trust_root_file f = sign_root_by(r, by, count);
	int rc = trust_root_next(&t, &f);

	CHECK(t.state.root.serial == reader->state.root.serial + !rc);
	return rc;
}

// Who was given three keys believes what two of them signed, not what one did, however often.
static void first_of_several(void)
{
	const struct signers given = keys_of(BY(&set[A], &set[B], &set[C]), 2);
	struct root mine = root_of(1, keys_of(BY(&set[A]), 1)), two = root_of(2, given);
	struct trust t = { .where = "/repo" };
	struct trust_root_file f = sign_root_by(&mine, BY(&set[A]));

	CHECK(trust_root_first(&t, &given, 1, &f) == -E_TRUST);
	CHECK_TEXT(error_text(), "/repo: root 1: signed by 1 of its 3 keys, 2 are needed");
	f = sign_root_by(&mine, BY(&set[A], &set[A], &set[D]));
	CHECK(trust_root_first(&t, &given, 1, &f) == -E_TRUST);
	// its own keys must have signed, too
	two.keys = keys_of(BY(&set[D]), 1);
	f = sign_root_by(&two, BY(&set[A], &set[B]));
	CHECK(trust_root_first(&t, &given, 2, &f) == -E_TRUST);
	CHECK(strstr(error_text(), "root 2: by its own keys: signed by 0 of its 1 keys"));
	f = sign_root_by(&two, BY(&set[A], &set[B], &set[D]));
	CHECK(trust_root_first(&t, &given, 1, &f) == -E_TRUST);
	CHECK(!t.state.root.serial);
	CHECK(trust_root_first(&t, &given, 2, &f) == 0 && t.state.root.serial == 2);
}

// C goes, D comes: two of A, B, C and two of A, B, D.
static void rotation(void)
{
	struct trust t = reader_of_three();
	struct root two = root_of(2, keys_of(BY(&set[A], &set[B], &set[D]), 2));

	CHECK(next(&t, &two, BY(&set[A], &set[B])) == 0);
	CHECK(next(&t, &two, BY(&set[A], &set[C], &set[D])) == 0);
	// one signature of the old keys; of the new ones; one key twice
	CHECK(next(&t, &two, BY(&set[A], &set[D])) == -E_TRUST);
	CHECK_TEXT(error_text(),
		"/repo: root 2: by the keys of the one before: signed by 1 of its 3 keys, 2 are needed");
	CHECK(next(&t, &two, BY(&set[B], &set[C])) == -E_TRUST);
	CHECK_TEXT(error_text(),
		"/repo: root 2: by its own keys: signed by 1 of its 3 keys, 2 are needed");
	CHECK(next(&t, &two, BY(&set[A], &set[A], &set[D], &set[D])) == -E_TRUST);
	CHECK(next(&t, &two, BY(&thief, &set[D])) == -E_TRUST);
	// all the old keys to others at once
	two.keys = keys_of(BY(&set[D]), 1);
	CHECK(next(&t, &two, BY(&set[D])) == -E_TRUST);
	CHECK(next(&t, &two, BY(&set[D], &set[C], &set[A])) == 0);
}

// The threshold can't be lowered by fewer than it asks for.
static void threshold_is_the_old_one(void)
{
	struct trust t = reader_of_three();
	struct root two = root_of(2, keys_of(BY(&set[A], &set[B], &set[C]), 1));

	CHECK(next(&t, &two, BY(&set[A])) == -E_TRUST);
	CHECK(next(&t, &two, BY(&set[A], &set[C])) == 0);
}

static void serial_is_skipped(void)
{
	struct trust t = reader_of_three();

	for (uint64_t serial = 1; serial < 4; serial++) {
		struct root r = root_of(serial, t.root.keys);

		CHECK_AT((int)serial,
			next(&t, &r, BY(&set[A], &set[B])) == (serial == 2 ? 0 : -E_TRUST));
	}
	CHECK_TEXT(error_text(), "/repo: root 2: it has the serial 3");
}

// A key that was taken out counts no more, though it signed what came before.
static void removed_key(void)
{
	struct trust t = reader_of_three();
	struct root two = root_of(2, keys_of(BY(&set[A], &set[B]), 2));
	struct trust_root_file f = sign_root_by(&two, BY(&set[A], &set[B]));

	CHECK(trust_root_next(&t, &f) == 0);
	struct root three = root_of(3, keys_of(BY(&set[A], &set[B], &set[C]), 2));
	CHECK(next(&t, &three, BY(&set[A], &set[C])) == -E_TRUST);
	CHECK(next(&t, &three, BY(&set[B], &set[C])) == -E_TRUST);
	CHECK(next(&t, &three, BY(&set[A], &set[B])) == 0);
	// the root before it again, and as the one that was seen
	CHECK(next(&t, &two, BY(&set[A], &set[B])) == -E_TRUST);
	struct root one = root_of(1, keys_of(BY(&set[A], &set[B], &set[C]), 2));
	f = sign_root_by(&one, BY(&set[A], &set[B]));
	CHECK(trust_root_seen(&t, f.data) == -E_TRUST);
	CHECK_TEXT(error_text(), "/repo: root 2: it was seen before with other content");
}

// Who is given other keys begins anew with them; with the same ones nothing is forgotten.
static void other_keys_are_given(void)
{
	struct trust t = reader_of_three(), again = { .where = "/repo" };
	const struct signers same = keys_of(BY(&set[C], &set[B], &set[A]), 2),
			     fewer = keys_of(BY(&set[A], &set[B], &set[C]), 1);

	CHECK(trust_begin(&again, &t.state, &same) == 0 && again.state.root.serial == 1);
	CHECK(trust_begin(&again, &t.state, &fewer) == 0 && !again.state.root.serial);
}

static void several_keys(void)
{
	for (int i = 0; i < KEYS; i++)
		CHECK(minisign_generate(&set[i]) == 0);
	first_of_several();
	rotation();
	threshold_is_the_old_one();
	serial_is_skipped();
	removed_key();
	other_keys_are_given();
}

int main(void)
{
	CHECK(!minisign_generate(&root_key) && !minisign_generate(&release_key));
	CHECK(!minisign_generate(&timestamp_key) && !minisign_generate(&thief));
	honest();
	arbitrary();
	key_of_another_role();
	rollback();
	one_serial_two_contents();
	mix_and_match();
	compromised_timestamp_key();
	root_takes_keys_back();
	freeze();
	freeze_by_clock();
	tampered();
	index_is_the_one_named();
	endless();
	remembered();
	several_keys();
	arena_free(&arena);
	return test_failed;
}
