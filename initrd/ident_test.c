// SPDX-License-Identifier: MIT
// Identities from SMBIOS UUID and MAC address.
#include "ident.h"
#include "test.h"

#define UUID "4C4C4544-0042-3010-8053-B2C04F4D3233"
#define MAC "52:54:00:ab:cd:ef"

int main(void)
{
	char a[33], b[33];

	CHECK(ident_derive(a, UUID, MAC) && strlen(a) == 32 && strspn(a, "0123456789abcdef") == 32);
	CHECK(ident_derive(b, "4c4c4544-0042-3010-8053-b2c04f4d3233", "52:54:00:AB:CD:EF"));
	CHECK_TEXT(a, b);
	CHECK(ident_derive(b, UUID, "52:54:00:ab:cd:ee") && strcmp(a, b));
	CHECK(ident_derive(b, "", MAC) && strcmp(a, b));
	static const char *const shared[] = {
		"",
		"short",
		"00000000-0000-0000-0000-000000000000",
		"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
		"03000200-0400-0500-0006-000700080009",
	};
	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
		CHECK(ident_derive(a, shared[i], MAC));
		CHECK_TEXT(a, b);
		CHECK(!ident_derive(a, shared[i], ""));
	}
	return test_failed;
}
