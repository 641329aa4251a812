// SPDX-License-Identifier: MIT
// Vectors of FIPS 180-4 (NIST, Cryptographic Standards and Guidelines, examples), and splitting.
#include "sha256.h"
#include "test.h"

static const struct {
	int line;
	const char *text, *hex;
} cases[] = {
	{ __LINE__, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ __LINE__, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ __LINE__, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ __LINE__,
		"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
		"hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
		"cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

static void million(void)
{
	struct sha256 s;
	char block[1000], hex[65];

	memset(block, 'a', sizeof block);
	sha256_init(&s);
	for (int i = 0; i < 1000; i++)
		sha256_add(&s, block, sizeof block);
	sha256_hex(&s, hex);
	CHECK_TEXT(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void)
{
	struct sha256 s;
	char hex[65];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].text);

		for (size_t cut = 0; cut <= n; cut++) {
			sha256_init(&s);
			sha256_add(&s, cases[i].text, cut);
			sha256_add(&s, cases[i].text + cut, n - cut);
			sha256_hex(&s, hex);
			CHECK_AT(cases[i].line, !strcmp(hex, cases[i].hex));
		}
	}
	million();
	return test_failed;
}
