// SPDX-License-Identifier: MIT
// Build ids among ELF notes.
#include "buildid.h"
#include "test.h"

// A note of the name "Linux", as x86 kernels have it, then the build id.
static const unsigned char notes[] = {
	6,
	0,
	0,
	0,
	4,
	0,
	0,
	0,
	1,
	1,
	0,
	0,
	'L',
	'i',
	'n',
	'u',
	'x',
	0,
	0,
	0,
	0,
	0,
	0,
	0,
	4,
	0,
	0,
	0,
	8,
	0,
	0,
	0,
	3,
	0,
	0,
	0,
	'G',
	'N',
	'U',
	0,
	0xde,
	0xad,
	0xbe,
	0xef,
	0,
	1,
	2,
	3,
};

int main(void)
{
	unsigned char bad[sizeof notes];
	char hex[65] = "";

	CHECK(!buildid_find(hex, notes, sizeof notes));
	CHECK_TEXT(hex, "deadbeef00010203");
	for (size_t n = 0; n < sizeof notes; n++)
		CHECK(buildid_find(hex, notes, n) == -1);
	memcpy(bad, notes, sizeof notes);
	memset(bad, 255, 4);
	CHECK(buildid_find(hex, bad, sizeof bad) == -1);
	memcpy(bad, notes, sizeof notes);
	memset(bad + 28, 255, 4);
	CHECK(buildid_find(hex, bad, sizeof bad) == -1);
	return test_failed;
}
