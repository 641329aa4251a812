// SPDX-License-Identifier: MIT
// SHA-256, by libcrypto.
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"

struct digest_stream {
	EVP_MD *md;
	EVP_MD_CTX *ctx;
	bool good;	// nothing failed since the beginning
};

static void begin(struct digest_stream *s)
{
	s->good = EVP_DigestInit_ex2(s->ctx, s->md, NULL) == 1;
}

struct digest_stream *digest_open(void)
{
	struct digest_stream *s = calloc(1, sizeof *s);

	if (!s) {
		fail(-ENOMEM, "SHA-256");
		return NULL;
	}
	s->md = EVP_MD_fetch(NULL, "SHA256", NULL);
	s->ctx = EVP_MD_CTX_new();
	if (!s->md || !s->ctx) {
		fail(-ENOMEM, "SHA-256 of libcrypto");
		digest_close(s);
		return NULL;
	}
	begin(s);
	return s;
}

void digest_add(struct digest_stream *s, const void *data, size_t n)
{
	s->good = s->good && EVP_DigestUpdate(s->ctx, data, n) == 1;
}

int digest_end(struct digest_stream *s, struct digest *d)
{
	unsigned n = 0;
	bool good = s->good && EVP_DigestFinal_ex(s->ctx, d->b, &n) == 1 && n == DIGEST_SIZE;

	begin(s);
	return good ? 0 : fail(-EIO, "SHA-256 of libcrypto");
}

void digest_close(struct digest_stream *s)
{
	if (!s)
		return;
	EVP_MD_CTX_free(s->ctx);
	EVP_MD_free(s->md);
	free(s);
}

int digest_of(struct digest *d, const void *data, size_t n)
{
	struct digest_stream *s = digest_open();

	if (!s)
		return -ENOMEM;
	digest_add(s, data, n);
	int rc = digest_end(s, d);
	digest_close(s);
	return rc;
}

int digest_fd(struct digest *d, int fd, uint64_t *size)
{
	enum { PIECE = 64 << 10 };
	struct digest_stream *s = digest_open();
	unsigned char *buf = malloc(PIECE);
	uint64_t total = 0;
	int rc = s && buf ? 0 : fail(-ENOMEM, "SHA-256");

	while (!rc) {
		ssize_t n = read(fd, buf, PIECE);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = fail(-errno, "read");
		if (n <= 0)
			break;
		digest_add(s, buf, (size_t)n);
		total += (uint64_t)n;
	}
	if (!rc)
		rc = digest_end(s, d);
	if (!rc && size)
		*size = total;
	free(buf);
	digest_close(s);
	return rc;
}

int digest_file(struct digest *d, int dir, const char *name)
{
	int fd = file_open(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0);

	if (fd < 0)
		return fd;
	int rc = digest_fd(d, fd, NULL);
	close(fd);
	return rc;
}

bool digest_equal(const struct digest *a, const struct digest *b)
{
	return !memcmp(a->b, b->b, DIGEST_SIZE);
}

void digest_hex(const struct digest *d, char hex[DIGEST_HEX + 1])
{
	for (int i = 0; i < DIGEST_SIZE; i++) {
		hex[2 * i] = "0123456789abcdef"[d->b[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[d->b[i] & 15];
	}
	hex[DIGEST_HEX] = 0;
}

// 16 and the value of a digit; 0 for what is none. A table, because an index has a digest a package.
// clang-format off
static const unsigned char digit[256] = {
	['0'] = 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
	['a'] = 26, 27, 28, 29, 30, 31,
};
// clang-format on

int digest_parse(struct digest *d, struct text t)
{
	if (t.n != DIGEST_HEX)
		return fail(-E_DATA, "a digest has 64 digits, this has %zu", t.n);
	for (int i = 0; i < DIGEST_SIZE; i++) {
		unsigned high = digit[(unsigned char)t.s[2 * i]];
		unsigned low = digit[(unsigned char)t.s[2 * i + 1]];

		if (!(high & low & 16))
			return fail(-E_DATA,
				"a digest has lower-case hexadecimal digits only: `%.64s`", t.s);
		d->b[i] = (unsigned char)((high & 15) << 4 | (low & 15));
	}
	return 0;
}
