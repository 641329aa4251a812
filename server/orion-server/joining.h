// SPDX-License-Identifier: MIT
// What two servers say to each other when one joins: once, by a code that a person carries from one to the other. Each proves by an HMAC
// that it knows the code, over all that both said, so nobody between them can put in a key of his own, nor guess the code afterwards.
//
//   orion-join  1                                                      to the first
//   server  NAME  KEY  ADDRESS/LENGTH,...  INTERFACE,...
//   nonce   32 digits
//   proof   64 digits
//
//   orion-join  1                                                      back
//   server  NAME  KEY
//   proof   64 digits
//
//   orion-join  1                                                      or, when it doesn't take it in
//   reason   TEXT
//   refused  64 digits
//
// Older ones say nothing then, and hear in a refusal nothing that has a proof.
#ifndef JOINING_H
#define JOINING_H

#include <stddef.h>

#include "minisign.h"
#include "text.h"

struct arena;
struct buffer;

enum {
	JOINING_CODE = 20,	// bytes of a code as people read it, with its 0
	JOINING_SECRET = 32,	// bytes that both make of it
	JOINING_LENGTH = 4096,	// of what one says
	JOINING_PORT = 7427,
	JOINING_SECONDS = 15 * 60,
};

struct joining {
	const char *name;
	struct minisign_key key;
	const char *addresses, *interfaces;	// of who joins, as said above
};

// A new code of 80 random bits, xxxx-xxxx-xxxx-xxxx, and its secret.
int joining_make(char code[JOINING_CODE], unsigned char secret[JOINING_SECRET]);

// The secret of a code as somebody typed it: capitals, blanks and hyphens don't matter. 0, or -E_DATA and recorded.
int joining_read(unsigned char secret[JOINING_SECRET], struct text code);

// What who joins says; parsed by the first (hostile): -E_TRUST when its code is another.
int joining_ask(
	struct buffer *b, const unsigned char secret[JOINING_SECRET], const struct joining *own);
int joining_parse_ask(struct joining *j, struct arena *a,
	const unsigned char secret[JOINING_SECRET], struct text t);

// What the first says to that; parsed by who joins (hostile): -E_NO, and why is recorded, when it is a refusal.
int joining_answer(struct buffer *b, const unsigned char secret[JOINING_SECRET], struct text ask,
	const struct joining *own);
int joining_refuse(struct buffer *b, const unsigned char secret[JOINING_SECRET], struct text ask,
	const char *why);
int joining_parse_answer(struct joining *j, struct arena *a,
	const unsigned char secret[JOINING_SECRET], struct text ask, struct text t);

#endif
