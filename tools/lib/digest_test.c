// SPDX-License-Identifier: MIT
// SHA-256: known answers (FIPS 180-4), and what is no digest.
#include "digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct {
	int line;
	struct text text;
} bad[] = {
	{ __LINE__, TEXT("") },
	{ __LINE__, TEXT("ba7816bf") },
	{ __LINE__, TEXT("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") },
	{ __LINE__, TEXT(" a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") },
	{ __LINE__, TEXT(" " ABC) },
	{ __LINE__, TEXT(ABC " ") },
	{ __LINE__, TEXT(ABC "0") },
	{ __LINE__, TEXT("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") },
	{ __LINE__, TEXT("ba7816bf8f01cfea414140de5dae222\000b00361a396177a9cb410ff61f20015ad") },
};

static void known(void)
{
	struct digest d, e;
	char hex[DIGEST_HEX + 1];

	CHECK(!digest_of(&d, "abc", 3));
	digest_hex(&d, hex);
	CHECK_TEXT(hex, ABC);
	CHECK(!digest_parse(&e, TEXT(ABC)) && digest_equal(&d, &e));
	CHECK(!digest_of(&d, NULL, 0));
	digest_hex(&d, hex);
	CHECK_TEXT(hex, EMPTY);
	CHECK(!digest_equal(&d, &e));
}

static void streams(void)
{
	struct digest_stream *s = digest_open();
	struct digest d, e;

	digest_parse(&e, TEXT(ABC));
	for (int i = 0; i < 2; i++) {
		digest_add(s, "a", 1);
		digest_add(s, "bc", 2);
		CHECK(!digest_end(s, &d) && digest_equal(&d, &e));
	}
	digest_close(s);
}

static void files(void)
{
	FILE *f = tmpfile();
	struct digest d, e;
	uint64_t size = 0;

	digest_parse(&e, TEXT(ABC));
	fputs("xabc", f);
	fflush(f);
	lseek(fileno(f), 1, SEEK_SET);
	CHECK(!digest_fd(&d, fileno(f), &size) && digest_equal(&d, &e) && size == 3);
	fclose(f);
	CHECK(digest_fd(&d, -1, NULL) < 0);
	CHECK(strstr(error_text(), "Bad file descriptor"));
}

static void each_byte(void)
{
	static const char digits[] = "0123456789abcdef";
	char hex[DIGEST_HEX];
	struct digest d;

	memset(hex, '0', sizeof hex);
	for (int c = 0; c < 256; c++)
		for (int i = 0; i < 2; i++) {
			const char *digit = c ? strchr(digits, c) : NULL;

			hex[10 + i] = (char)c;
			CHECK(!digest_parse(&d, (struct text){ hex, DIGEST_HEX }) == !!digit);
			if (digit)
				CHECK(d.b[5] == (digit - digits) << (i ? 0 : 4));
			hex[10 + i] = '0';
		}
}

int main(void)
{
	struct digest d;

	known();
	streams();
	files();
	each_byte();
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK_AT(bad[i].line, digest_parse(&d, bad[i].text) == -E_DATA);
	return test_failed;
}
