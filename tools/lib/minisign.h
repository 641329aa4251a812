// SPDX-License-Identifier: MIT
// Keys and signatures in the format of minisign: Ed25519 over BLAKE2b-512 ("ED"), with a signed trusted comment.
// Its manual has the format: https://jedisct1.github.io/minisign/
#ifndef MINISIGN_H
#define MINISIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct buffer;

enum {
	MINISIGN_ID = 8,	// bytes of a key's number
	MINISIGN_PUBLIC = 32,
	MINISIGN_SEED = 32,
	MINISIGN_SIGNATURE_MAX = 2048,	// bytes of a signature's file
	MINISIGN_COMMENT_MAX = 1024,	// bytes of its trusted comment
};

struct minisign_key {
	unsigned char id[MINISIGN_ID];
	unsigned char key[MINISIGN_PUBLIC];
};

struct minisign_secret {
	struct minisign_key public;
	unsigned char seed[MINISIGN_SEED];
};

// A new key, from the system's random numbers.
int minisign_generate(struct minisign_secret *s);

// Overwrites it.
void minisign_forget(struct minisign_secret *s);

bool minisign_key_equal(const struct minisign_key *a, const struct minisign_key *b);

// The line of a public key, without comment or LF, as `minisign -P` takes it.
int minisign_parse_key(struct minisign_key *k, struct text line);
void minisign_write_key(const struct minisign_key *k, struct buffer *b);

// The files of both: a comment line and the key's. The secret key is one without password (minisign -G -W).
int minisign_parse_public_file(struct minisign_key *k, struct text t);
void minisign_write_public_file(const struct minisign_key *k, struct buffer *b);
int minisign_parse_secret_file(struct minisign_secret *s, struct text t);
void minisign_write_secret_file(const struct minisign_secret *s, struct buffer *b);

// Writes the file of a signature over data. comment: printable, at most MINISIGN_COMMENT_MAX bytes.
int minisign_sign(
	const struct minisign_secret *s, struct text data, const char *comment, struct buffer *b);

// 0 when signature is that file's text and the key made it of data; -E_TRUST and recorded when it isn't. *comment (may be NULL)
// is the trusted comment, in signature.
int minisign_verify(const struct minisign_key *k, struct text data, struct text signature,
	struct text *comment);

// The key's number as minisign prints it: 16 upper-case hexadecimal digits and a 0.
void minisign_id_text(const struct minisign_key *k, char hex[2 * MINISIGN_ID + 1]);

#endif
