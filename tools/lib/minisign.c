// SPDX-License-Identifier: MIT
// Keys and signatures in the format of minisign, by libcrypto. Numbers in the names of structures are offsets in what the base64
// lines hold.
#include "minisign.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "buffer.h"
#include "error.h"

enum {
	SIGNATURE = 64,
	HASH = 64,
	// public key: "Ed" id key
	PUBLIC_LENGTH = 2 + MINISIGN_ID + MINISIGN_PUBLIC,
	// signature: "ED" id signature
	SIGNATURE_LENGTH = 2 + MINISIGN_ID + SIGNATURE,
	// secret key: "Ed" kdf "B2" salt ops memory id seed public checksum
	SECRET_ID = 2 + 2 + 2 + 32 + 8 + 8,
	SECRET_SEED = SECRET_ID + MINISIGN_ID,
	SECRET_PUBLIC = SECRET_SEED + MINISIGN_SEED,
	SECRET_LENGTH = SECRET_PUBLIC + MINISIGN_PUBLIC + 32,
	BASE64_MAX = (SECRET_LENGTH + 2) / 3 * 4,
};

static const char untrusted[] = "untrusted comment: ", trusted[] = "trusted comment: ";

// --- base64: one spelling of each value

static void base64_write(struct buffer *b, const unsigned char *data, size_t n)
{
	unsigned char line[BASE64_MAX + 1];

	buffer_add(b, line, (size_t)EVP_EncodeBlock(line, data, (int)n));
	OPENSSL_cleanse(line, sizeof line);
}

// Exactly n bytes. What libcrypto takes beyond the standard is not what it writes.
static int base64_parse(unsigned char *data, size_t n, struct text t, const char *what)
{
	unsigned char in[BASE64_MAX] = { 0 }, out[BASE64_MAX + 1];
	size_t length = (n + 2) / 3 * 4;
	bool good = t.n == length && EVP_DecodeBlock(in, (const unsigned char *)t.s, (int)t.n) >= 0;

	if (good) {
		EVP_EncodeBlock(out, in, (int)n);
		good = !memcmp(out, t.s, length);
	}
	if (good)
		memcpy(data, in, n);
	OPENSSL_cleanse(in, sizeof in);
	OPENSSL_cleanse(out, sizeof out);
	return good ? 0 : fail(-E_DATA, "%s is not %zu bytes in base64", what, n);
}

// --- Ed25519 and BLAKE2b-512

static int crypto_failed(const char *what)
{
	return fail(-EIO, "%s of libcrypto", what);
}

static int hash(unsigned char h[HASH], struct text data)
{
	return EVP_Digest(data.s, data.n, h, NULL, EVP_blake2b512(), NULL) == 1
		? 0
		: crypto_failed("BLAKE2b");
}

static int ed25519_sign(
	unsigned char sig[SIGNATURE], const struct minisign_secret *s, const void *data, size_t n)
{
	size_t length = SIGNATURE;
	EVP_PKEY *key =
		EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, s->seed, MINISIGN_SEED);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = key && ctx && EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1 &&
		EVP_DigestSign(ctx, sig, &length, data, n) == 1 && length == SIGNATURE;

	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return good ? 0 : crypto_failed("Ed25519");
}

// 1 good, 0 bad, negative when it could not be tried.
static int ed25519_verify(const struct minisign_key *k, const unsigned char sig[SIGNATURE],
	const void *data, size_t n)
{
	EVP_PKEY *key =
		EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, k->key, MINISIGN_PUBLIC);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int rc = -1;

	if (key && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1)
		rc = EVP_DigestVerify(ctx, sig, SIGNATURE, data, n) == 1;
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(key);
	return rc < 0 ? crypto_failed("Ed25519") : rc;
}

// The public half of a seed.
static int ed25519_public(unsigned char public[MINISIGN_PUBLIC], const unsigned char *seed)
{
	size_t length = MINISIGN_PUBLIC;
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, MINISIGN_SEED);
	bool good = key && EVP_PKEY_get_raw_public_key(key, public, &length) == 1 &&
		length == MINISIGN_PUBLIC;

	EVP_PKEY_free(key);
	return good ? 0 : crypto_failed("Ed25519");
}

// --- keys

int minisign_generate(struct minisign_secret *s)
{
	if (RAND_bytes(s->public.id, MINISIGN_ID) != 1 ||
		RAND_priv_bytes(s->seed, MINISIGN_SEED) != 1)
		return crypto_failed("random numbers");
	return ed25519_public(s->public.key, s->seed);
}

void minisign_forget(struct minisign_secret *s)
{
	OPENSSL_cleanse(s, sizeof *s);
}

bool minisign_key_equal(const struct minisign_key *a, const struct minisign_key *b)
{
	return !memcmp(a->id, b->id, MINISIGN_ID) && !memcmp(a->key, b->key, MINISIGN_PUBLIC);
}

void minisign_id_text(const struct minisign_key *k, char hex[2 * MINISIGN_ID + 1])
{
	for (int i = 0; i < MINISIGN_ID; i++) {
		hex[2 * i] = "0123456789ABCDEF"[k->id[MINISIGN_ID - 1 - i] >> 4];
		hex[2 * i + 1] = "0123456789ABCDEF"[k->id[MINISIGN_ID - 1 - i] & 15];
	}
	hex[2 * MINISIGN_ID] = 0;
}

int minisign_parse_key(struct minisign_key *k, struct text line)
{
	unsigned char data[PUBLIC_LENGTH];
	int rc = base64_parse(data, sizeof data, line, "the public key");

	if (rc)
		return rc;
	if (memcmp(data, "Ed", 2))
		return fail(
			-E_DATA, "the public key is not one of minisign: it doesn't begin with RW");
	memcpy(k->id, data + 2, MINISIGN_ID);
	memcpy(k->key, data + 2 + MINISIGN_ID, MINISIGN_PUBLIC);
	return 0;
}

void minisign_write_key(const struct minisign_key *k, struct buffer *b)
{
	unsigned char data[PUBLIC_LENGTH] = "Ed";

	memcpy(data + 2, k->id, MINISIGN_ID);
	memcpy(data + 2 + MINISIGN_ID, k->key, MINISIGN_PUBLIC);
	base64_write(b, data, sizeof data);
}

// Takes the next line, without a CR that other systems put there.
static bool line(struct text *rest, struct text *l)
{
	if (!text_line(rest, l)) {
		*l = *rest;
		*rest = TEXT("");
	}
	if (l->n && l->s[l->n - 1] == '\r')
		l->n--;
	return l->n > 0;
}

// The second line of a key's file, which is all there is behind the comment.
static int key_line(struct text t, struct text *l)
{
	if (!line(&t, l) || !text_starts(*l, untrusted))
		return fail(-E_DATA, "line 1 should be `%s...`", untrusted);
	if (!line(&t, l))
		return fail(-E_DATA, "line 2 should be the key");
	return t.n ? fail(-E_DATA, "there is something behind the key") : 0;
}

int minisign_parse_public_file(struct minisign_key *k, struct text t)
{
	struct text l;
	int rc = key_line(t, &l);

	return rc ? rc : minisign_parse_key(k, l);
}

void minisign_write_public_file(const struct minisign_key *k, struct buffer *b)
{
	char id[2 * MINISIGN_ID + 1];

	minisign_id_text(k, id);
	buffer_printf(b, "%sminisign public key %s\n", untrusted, id);
	minisign_write_key(k, b);
	buffer_add(b, "\n", 1);
}

static int secret_parse(struct minisign_secret *s, const unsigned char data[SECRET_LENGTH])
{
	unsigned char public[MINISIGN_PUBLIC];

	if (memcmp(data, "Ed", 2) || memcmp(data + 4, "B2", 2))
		return fail(-E_DATA, "it is not a secret key of minisign");
	if (memcmp(data + 2, "\0\0", 2))
		return fail(
			-E_DATA, "the key has a password: `minisign -C -W -s FILE` takes it off");
	memcpy(s->public.id, data + SECRET_ID, MINISIGN_ID);
	memcpy(s->public.key, data + SECRET_PUBLIC, MINISIGN_PUBLIC);
	memcpy(s->seed, data + SECRET_SEED, MINISIGN_SEED);
	int rc = ed25519_public(public, s->seed);
	if (!rc && memcmp(public, s->public.key, MINISIGN_PUBLIC))
		rc = fail(-E_DATA, "the secret key is damaged: its halves don't belong together");
	return rc;
}

int minisign_parse_secret_file(struct minisign_secret *s, struct text t)
{
	unsigned char data[SECRET_LENGTH];
	struct text l;
	int rc = key_line(t, &l);

	if (!rc)
		rc = base64_parse(data, sizeof data, l, "the secret key");
	if (!rc)
		rc = secret_parse(s, data);
	OPENSSL_cleanse(data, sizeof data);
	return rc;
}

// Salt, limits and checksum belong to the password and are 0, as minisign -W has them.
void minisign_write_secret_file(const struct minisign_secret *s, struct buffer *b)
{
	unsigned char data[SECRET_LENGTH] = "Ed\0\0B2";

	memcpy(data + SECRET_ID, s->public.id, MINISIGN_ID);
	memcpy(data + SECRET_SEED, s->seed, MINISIGN_SEED);
	memcpy(data + SECRET_PUBLIC, s->public.key, MINISIGN_PUBLIC);
	buffer_printf(b, "%sminisign secret key\n", untrusted);
	base64_write(b, data, sizeof data);
	buffer_add(b, "\n", 1);
	OPENSSL_cleanse(data, sizeof data);
}

// --- signatures

// What the second signature is over: the first one and the comment.
struct global {
	unsigned char data[SIGNATURE + MINISIGN_COMMENT_MAX];
	size_t n;
};

static void global_fill(struct global *g, const unsigned char *sig, struct text comment)
{
	memcpy(g->data, sig, SIGNATURE);
	memcpy(g->data + SIGNATURE, comment.s, comment.n);
	g->n = SIGNATURE + comment.n;
}

int minisign_sign(
	const struct minisign_secret *s, struct text data, const char *comment, struct buffer *b)
{
	unsigned char h[HASH], sig[SIGNATURE_LENGTH] = "ED", second[SIGNATURE];
	struct text c = text_of(comment);
	struct global g;

	if (c.n > MINISIGN_COMMENT_MAX || !text_printable(c))
		return fail(-E_CALL, "a trusted comment is printable and of at most %d bytes",
			MINISIGN_COMMENT_MAX);
	memcpy(sig + 2, s->public.id, MINISIGN_ID);
	int rc = hash(h, data);
	if (!rc)
		rc = ed25519_sign(sig + 2 + MINISIGN_ID, s, h, sizeof h);
	if (rc)
		return rc;
	global_fill(&g, sig + 2 + MINISIGN_ID, c);
	rc = ed25519_sign(second, s, g.data, g.n);
	if (rc)
		return rc;
	buffer_printf(b, "%ssignature from minisign secret key\n", untrusted);
	base64_write(b, sig, sizeof sig);
	buffer_printf(b, "\n%s%s\n", trusted, comment);
	base64_write(b, second, sizeof second);
	buffer_add(b, "\n", 1);
	return buffer_error(b);
}

struct signature {
	unsigned char first[SIGNATURE_LENGTH], second[SIGNATURE];
	struct text comment;
};

static int signature_parse(struct signature *s, struct text t)
{
	struct text l;

	if (t.n > MINISIGN_SIGNATURE_MAX)
		return fail(-E_DATA, "it has more than %d bytes", MINISIGN_SIGNATURE_MAX);
	if (!line(&t, &l) || !text_starts(l, untrusted))
		return fail(-E_DATA, "line 1 should be `%s...`", untrusted);
	int rc = line(&t, &l) ? base64_parse(s->first, sizeof s->first, l, "line 2")
			      : fail(-E_DATA, "line 2 should be the signature");
	if (rc)
		return rc;
	if (!line(&t, &l) || !text_starts(l, trusted))
		return fail(-E_DATA, "line 3 should be `%s...`", trusted);
	s->comment = (struct text){ l.s + sizeof trusted - 1, l.n - (sizeof trusted - 1) };
	if (s->comment.n > MINISIGN_COMMENT_MAX)
		return fail(-E_DATA, "its comment has more than %d bytes", MINISIGN_COMMENT_MAX);
	rc = line(&t, &l) ? base64_parse(s->second, sizeof s->second, l, "line 4")
			  : fail(-E_DATA, "line 4 should be a signature");
	if (!rc && t.n)
		rc = fail(-E_DATA, "there is something behind line 4");
	return rc;
}

static int other_key(const struct signature *s, const struct minisign_key *k)
{
	struct minisign_key by = { .id = { 0 } };
	char is[2 * MINISIGN_ID + 1], should[2 * MINISIGN_ID + 1];

	memcpy(by.id, s->first + 2, MINISIGN_ID);
	minisign_id_text(&by, is);
	minisign_id_text(k, should);
	return fail(-E_TRUST, "signed by the key %s, not by %s", is, should);
}

// The hash is the only use of data before the signature is checked.
static int signature_verify(
	const struct signature *s, const struct minisign_key *k, struct text data)
{
	unsigned char h[HASH];
	struct global g;

	if (memcmp(s->first, "ED", 2))
		return fail(-E_TRUST, "the signature is of another kind than minisign's `ED`");
	if (memcmp(s->first + 2, k->id, MINISIGN_ID))
		return other_key(s, k);
	int rc = hash(h, data);
	if (rc)
		return rc;
	global_fill(&g, s->first + 2 + MINISIGN_ID, s->comment);
	int good = ed25519_verify(k, s->first + 2 + MINISIGN_ID, h, sizeof h);
	if (good > 0)
		good = ed25519_verify(k, s->second, g.data, g.n);
	return good < 0 ? good : good ? 0 : fail(-E_TRUST, "the signature is not of this content");
}

int minisign_verify(
	const struct minisign_key *k, struct text data, struct text signature, struct text *comment)
{
	struct signature s;
	int rc = signature_parse(&s, signature);

	if (during(rc, "not a signature of minisign"))
		return -E_TRUST;
	rc = signature_verify(&s, k, data);
	if (!rc && comment)
		*comment = s.comment;
	return rc;
}
