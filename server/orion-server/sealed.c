// SPDX-License-Identifier: MIT
// Sealing: X25519 (RFC 7748) with the keys that also sign, taken over to that curve (its section 4.1), HMAC-SHA-256 of what both have then and of what it is
// for as keys, ChaCha20-Poly1305 (RFC 8439). The nonce is an HMAC of the text: it needs no random number, and two texts have two.
#include "sealed.h"

#include <errno.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"

enum { KEY = 32, NONCE = 12, HEAD = SEALED_MORE - SEALED_TAG, HASH = 64 };

struct sealing {
	unsigned char cipher[KEY], nonce[KEY]; // the two keys
};

static int crypto_failed(const char *what)
{
	return fail(-EIO, "%s of libcrypto", what);
}

// --- one curve and the other

// u = (1 + y) / (1 - y) modulo 2^255 - 19; the sign of x, the highest bit, plays no part.
static int public_of(unsigned char u[KEY], const struct minisign_key *k)
{
	unsigned char y[KEY];
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *p = NULL, *n = BN_new(), *d = BN_new();
	bool good = ctx && n && d &&
		BN_hex2bn(&p, "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");

	memcpy(y, k->key, KEY);
	y[KEY - 1] &= 0x7f;
	good = good && BN_lebin2bn(y, KEY, n) && BN_copy(d, n) && BN_add_word(n, 1) &&
		BN_mod_sub(d, BN_value_one(), d, p, ctx) && !BN_is_zero(d) &&
		BN_mod_inverse(d, d, p, ctx) && BN_mod_mul(n, n, d, p, ctx) &&
		BN_bn2lebinpad(n, u, KEY) == KEY;
	BN_free(n);
	BN_free(d);
	BN_free(p);
	BN_CTX_free(ctx);
	return good ? 0 : fail(-E_TRUST, "a server's key is no point of its curve");
}

static int agree(unsigned char both[KEY], const struct minisign_secret *own,
	const struct minisign_key *other)
{
	unsigned char hash[HASH], point[KEY];
	size_t n = KEY;
	int rc = public_of(point, other);

	if (!rc && EVP_Digest(own->seed, MINISIGN_SEED, hash, NULL, EVP_sha512(), NULL) != 1)
		rc = crypto_failed("SHA-512");
	if (rc)
		return rc;
	EVP_PKEY *secret = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, hash, KEY);
	EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, point, KEY);
	EVP_PKEY_CTX *ctx = secret ? EVP_PKEY_CTX_new(secret, NULL) : NULL;
	bool good = public && ctx && EVP_PKEY_derive_init(ctx) == 1 &&
		EVP_PKEY_derive_set_peer(ctx, public) == 1 && EVP_PKEY_derive(ctx, both, &n) == 1 &&
		n == KEY;

	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(public);
	EVP_PKEY_free(secret);
	OPENSSL_cleanse(hash, sizeof hash);
	return good ? 0 : crypto_failed("X25519");
}

static int hmac(unsigned char to[KEY], const unsigned char key[KEY], const void *data, size_t n)
{
	unsigned length = KEY;

	return HMAC(EVP_sha256(), key, KEY, data, n, to, &length) && length == KEY
		? 0
		: crypto_failed("HMAC");
}

// Of that direction.
static int keys(struct sealing *s, const struct minisign_secret *own,
	const struct minisign_key *other, const struct minisign_key *from,
	const struct minisign_key *to)
{
	unsigned char both[KEY], info[16 + 2 * MINISIGN_PUBLIC] = "orion sealed 1";
	int rc = agree(both, own, other);

	memcpy(info + 16, from->key, MINISIGN_PUBLIC);
	memcpy(info + 16 + MINISIGN_PUBLIC, to->key, MINISIGN_PUBLIC);
	info[15] = 1;
	if (!rc)
		rc = hmac(s->cipher, both, info, sizeof info);
	info[15] = 2;
	if (!rc)
		rc = hmac(s->nonce, both, info, sizeof info);
	OPENSSL_cleanse(both, sizeof both);
	return rc;
}

// --- the text

static int crypt(const struct sealing *s, bool seal, const unsigned char nonce[NONCE], void *data,
	size_t n, unsigned char tag[SEALED_TAG])
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int length;
	bool good = c &&
		EVP_CipherInit_ex(c, EVP_chacha20_poly1305(), NULL, s->cipher, nonce, seal) == 1;

	if (good && !seal)
		good = EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, SEALED_TAG, tag) == 1;
	good = good && EVP_CipherUpdate(c, data, &length, data, (int)n) == 1 &&
		EVP_CipherFinal_ex(c, (unsigned char *)data + length, &length) == 1;
	if (good && seal)
		good = EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, SEALED_TAG, tag) == 1;
	EVP_CIPHER_CTX_free(c);
	return good ? 0 : -EIO;
}

int sealed_make(struct buffer *b, const struct minisign_secret *from, const struct minisign_key *to,
	struct text t)
{
	unsigned char head[KEY] = { 0 }, tag[SEALED_TAG];
	struct sealing s;
	struct arena a = { NULL };
	char *copy = arena_text(&a, t.s, t.n);
	int rc = copy ? keys(&s, from, to, &from->public, to) : -ENOMEM;

	if (!rc)
		rc = hmac(head, s.nonce, t.s, t.n);
	memset(head + NONCE, 0, sizeof head - NONCE);
	if (!rc)
		rc = crypt(&s, true, head, copy, t.n, tag) ? crypto_failed("ChaCha20-Poly1305") : 0;
	if (!rc) {
		buffer_add(b, head, HEAD);
		buffer_add(b, copy, t.n);
		buffer_add(b, tag, sizeof tag);
		rc = buffer_error(b);
	}
	if (copy)
		OPENSSL_cleanse(copy, t.n);
	OPENSSL_cleanse(&s, sizeof s);
	arena_free(&a);
	return rc;
}

int sealed_open(struct text *t, struct arena *a, const struct minisign_secret *to,
	const struct minisign_key *from, struct text sealed)
{
	unsigned char head[HEAD], tag[SEALED_TAG];
	static const unsigned char zero[HEAD - NONCE];
	struct sealing s;

	if (sealed.n < SEALED_MORE || memcmp(sealed.s + NONCE, zero, sizeof zero) != 0)
		return fail(-E_TRUST, "it is not sealed");
	size_t n = sealed.n - SEALED_MORE;
	memcpy(head, sealed.s, HEAD);
	memcpy(tag, sealed.s + HEAD + n, SEALED_TAG);
	char *copy = arena_text(a, sealed.s + HEAD, n);
	int rc = copy ? keys(&s, to, from, from, &to->public) : -ENOMEM;
	if (!rc && crypt(&s, false, head, copy, n, tag))
		rc = fail(-E_TRUST, "it was sealed by another, for another, or altered");
	OPENSSL_cleanse(&s, sizeof s);
	*t = (struct text){ copy, n };
	return rc;
}
