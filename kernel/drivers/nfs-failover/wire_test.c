// SPDX-License-Identifier: GPL-2.0-only
/* Calls byte by byte; answers that are whole, cut off at each place, and wrong. */
#include "wire.h"

#include <linux/unaligned.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

/* words of 32 bits, big endian */
static size_t put(u8 *to, const u32 *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_unaligned_be32(words[i], to + 4 * i);
	return 4 * count;
}

#define PUT(to, ...) put(to, (const u32[]){ __VA_ARGS__ }, sizeof((u32[]){ __VA_ARGS__ }) / 4)

static void null_call(void)
{
	u8 call[NFO_CALL_MAX], want[NFO_CALL_MAX];
	size_t n = PUT(want, 0x80000028, 0x1234, 0, 2, 100003, 3, 0, 0, 0, 0, 0);

	CHECK(nfo_null(call, 0x1234) == n);
	CHECK(!memcmp(call, want, n));
}

static void read_call(void)
{
	u8 call[NFO_CALL_MAX], want[NFO_CALL_MAX];
	struct nfo_handle handle = { .size = 5, .data = { 0xa1, 0xa2, 0xa3, 0xa4, 0xa5 } };
	size_t n = PUT(want, 0x80000054, 7, 0, 2, 100003, 3, 6, 1, 20, 0, 0, 0, 0, 0, 0, 0, 5,
		       0xa1a2a3a4, 0xa5000000, 1, 0x200, 512);

	memset(call, 0xee, sizeof(call));
	CHECK(nfo_read(call, 7, &handle, 0x100000200ULL, 512) == n);
	CHECK(!memcmp(call, want, n));
	handle.size = NFO_HANDLE_MAX;
	CHECK(nfo_read(call, 7, &handle, 0, 512) <= NFO_CALL_MAX);
}

/* An answer to a READ of six bytes, with attributes; returns its size. */
static size_t read_answer(u8 *to)
{
	u8 *p = to + 4;

	p += PUT(p, 0xabcd, 1, 0, 1, 4, 0xffffffff, 0);
	p += PUT(p, 0, 1);
	memset(p, 0x55, 84);
	p += 84;
	p += PUT(p, 6, 1, 6);
	memcpy(p, "bundle\0", 8);
	p += 8;
	PUT(to, 0x80000000 | (u32)(p - to - 4));
	return p - to;
}

static void whole_answer(void)
{
	u8 stream[NFO_ANSWER_MAX];
	struct nfo_answer a;
	size_t n = read_answer(stream);
	u32 xid;

	CHECK(nfo_complete(stream, n) == (int)n);
	CHECK(nfo_complete(stream, n + 3) == (int)n);
	CHECK(!nfo_xid(stream, n, &xid) && xid == 0xabcd);
	CHECK(!nfo_answer(stream, n, true, &a));
	CHECK(a.xid == 0xabcd && !a.status && a.size == 6 && !memcmp(a.data, "bundle", 6));
}

/* With every byte less there is no whole answer, and what its mark calls whole is refused. */
static void cut_off(void)
{
	u8 stream[NFO_ANSWER_MAX];
	struct nfo_answer a;
	size_t n = read_answer(stream);

	for (size_t have = 0; have < n; have++) {
		u8 *copy = malloc(have ?: 1);

		memcpy(copy, stream, have);
		CHECK(nfo_complete(copy, have) == 0);
		if (have >= 4)
			put_unaligned_be32(0x80000000 | (u32)(have - 4), copy);
		/* two bytes of filling may be missing: they are nothing that is used */
		if (have < n - 2)
			CHECK(nfo_answer(copy, have, true, &a) == -EPROTO);
		free(copy);
	}
}

struct wrong {
	int line;
	unsigned int at;	/* the word that is another */
	u32 word;
	int want;		/* of nfo_answer(), or of nfo_complete() when @at is 0 */
};

static const struct wrong wrongs[] = {
	{ __LINE__, 0, 0x00000084, -EPROTO },	/* not the last fragment */
	{ __LINE__, 0, 0x80000004, -EPROTO },	/* no place for an answer */
	{ __LINE__, 0, 0x80000000 | NFO_ANSWER_MAX, -EPROTO },
	{ __LINE__, 0, 0xffffffff, -EPROTO },
	{ __LINE__, 2, 0, -EPROTO },	/* a call */
	{ __LINE__, 5, 401, -EPROTO },	/* verifier */
	{ __LINE__, 5, 0xfffffffd, -EPROTO },
	{ __LINE__, 9, 2, -EPROTO },	/* attributes: neither yes nor no */
	{ __LINE__, 31, 5, -EPROTO },	/* count is not the length */
	{ __LINE__, 33, 7, -EPROTO },
	{ __LINE__, 33, 0xffffffff, -EPROTO },
};

static void wrong_words(void)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(*wrongs); i++) {
		const struct wrong *w = &wrongs[i];
		u8 stream[NFO_ANSWER_MAX];
		struct nfo_answer a;
		size_t n = read_answer(stream);

		put_unaligned_be32(w->word, stream + 4 * w->at);
		if (w->at)
			CHECK_AT(w->line, nfo_answer(stream, n, true, &a) == w->want);
		else
			CHECK_AT(w->line, nfo_complete(stream, n) == w->want);
	}
}

static void refusals(void)
{
	u8 stream[64];
	struct nfo_answer a;
	size_t n = PUT(stream, 0x80000014, 9, 1, 1, 0, 2);

	/* not accepted */
	CHECK(!nfo_answer(stream, n, true, &a) && a.status == NFO_REFUSED && a.xid == 9);
	/* accepted, and no such program */
	n = PUT(stream, 0x80000018, 9, 1, 0, 0, 0, 1);
	CHECK(!nfo_answer(stream, n, false, &a) && a.status == NFO_REFUSED);
	/* a NULL that worked */
	n = PUT(stream, 0x80000018, 9, 1, 0, 0, 0, 0);
	CHECK(!nfo_answer(stream, n, false, &a) && !a.status && !a.data);
	/* a stale handle, without attributes */
	n = PUT(stream, 0x80000020, 9, 1, 0, 0, 0, 0, 70, 0);
	CHECK(!nfo_answer(stream, n, true, &a) && a.status == 70 && !a.data);
}

int main(void)
{
	null_call();
	read_call();
	whole_answer();
	cut_off();
	wrong_words();
	refusals();
	return test_failed;
}
