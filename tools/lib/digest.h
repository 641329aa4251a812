// SPDX-License-Identifier: MIT
// SHA-256, by libcrypto.
#ifndef DIGEST_H
#define DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

enum { DIGEST_SIZE = 32, DIGEST_HEX = 64 };

struct digest {
	unsigned char b[DIGEST_SIZE];
};

// Of n bytes; 0, or an error recorded.
int digest_of(struct digest *d, const void *data, size_t n);

// Of a file from where it stands to its end; *size (may be NULL) is how many bytes that were.
int digest_fd(struct digest *d, int fd, uint64_t *size);

// Of the file of that name in a directory; no link is followed.
int digest_file(struct digest *d, int dir, const char *name);

// A running digest. It keeps its first error, which digest_end gives.
struct digest_stream;
struct digest_stream *digest_open(void);	// NULL, and the failure recorded
void digest_add(struct digest_stream *s, const void *data, size_t n);
int digest_end(struct digest_stream *s, struct digest *d);	// ready for the next then
void digest_close(struct digest_stream *s);	// NULL is fine

bool digest_equal(const struct digest *a, const struct digest *b);

// 64 lower-case digits and a 0.
void digest_hex(const struct digest *d, char hex[DIGEST_HEX + 1]);

// Takes exactly 64 lower-case digits; 0, or -E_DATA and recorded. There is no empty digest.
int digest_parse(struct digest *d, struct text t);

#endif
