// SPDX-License-Identifier: MIT
// MAC addresses and UUIDs: what is one, and how it is written.
#include "hardware.h"

#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text, *mac;
} macs[] = {
	{ __LINE__, "52:54:00:0a:00:01", "52:54:00:0a:00:01" },
	{ __LINE__, "52-54-00-0A-00-FF", "52:54:00:0a:00:ff" },
	{ __LINE__, "52:54:00-0a-00-01", NULL },
	{ __LINE__, "52:54:00:0a:00", NULL },
	{ __LINE__, "52:54:00:0a:00:01:02", NULL },
	{ __LINE__, "52:54:00:0a:00:0g", NULL },
	{ __LINE__, "5254000a0001", NULL },
	{ __LINE__, "ff:ff:ff:ff:ff:ff", NULL },
	{ __LINE__, "01:00:5e:00:00:01", NULL },
	{ __LINE__, "00:00:00:00:00:00", NULL },
	{ __LINE__, "52:54:00:0a:00:0\n", NULL },
	{ __LINE__, "", NULL },
}, uuids[] = {
	{ __LINE__, "4C4C4544-0051-3510-8057-b7c04f4b354a",
		"4c4c4544-0051-3510-8057-b7c04f4b354a" },
	{ __LINE__, "4c4c4544005135108057b7c04f4b354a", NULL },
	{ __LINE__, "00000000-0000-0000-0000-000000000000", NULL },
	{ __LINE__, "ffffffff-ffff-ffff-ffff-ffffffffffff", NULL },
	{ __LINE__, "4c4c4544-0051-3510-8057-b7c04f4b354a/", NULL },
	{ __LINE__, "../../..-0051-3510-8057-b7c04f4b354a", NULL },
};

#define COUNT(array) (sizeof array / sizeof *array)

int main(void)
{
	char s[UUID_TEXT], mac[MAC_TEXT];

	for (size_t i = 0; i < COUNT(macs); i++) {
		int rc = mac_parse(mac, text_of(macs[i].text));

		CHECK_AT(macs[i].line, rc == (macs[i].mac ? 0 : -E_DATA));
		CHECK_AT(macs[i].line, !macs[i].mac || !strcmp(mac, macs[i].mac));
	}
	for (size_t i = 0; i < COUNT(uuids); i++) {
		int rc = uuid_parse(s, text_of(uuids[i].text));

		CHECK_AT(uuids[i].line, rc == (uuids[i].mac ? 0 : -E_DATA));
		CHECK_AT(uuids[i].line, !uuids[i].mac || !strcmp(s, uuids[i].mac));
	}
	mac_hyphens(mac, "52:54:00:0a:00:01");
	CHECK_TEXT(mac, "52-54-00-0a-00-01");
	uint8_t bytes[6];
	mac_bytes(bytes, "52:54:00:0a:f0:01");
	CHECK(!memcmp(bytes, "\x52\x54\0\x0a\xf0\1", 6));
	return test_failed;
}
