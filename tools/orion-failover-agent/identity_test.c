// SPDX-License-Identifier: MIT
// Handles as the kernel's NFS client makes them, and what is none.
#include "identity.h"

#include <stdlib.h>

#include "error.h"
#include "test.h"

static void takes_a_handle(void)
{
	// number 1, a regular file, a handle of five bytes, filled up
	static const uint8_t whole[] = { 0, 0, 0, 0, 1, 0, 0, 0, 0, 0x80, 0, 0, 5, 0, 0xa1, 0xa2,
		0xa3, 0xa4, 0xa5, 0 };
	struct nfo_handle h;

	CHECK(!identity_handle(&h, whole, sizeof whole));
	CHECK(h.size == 5 && !memcmp(h.data, whole + 14, 5));
	for (size_t n = 0; n < sizeof whole - 1; n++) {
		uint8_t *cut = malloc(n ? n : 1);

		memcpy(cut, whole, n);
		CHECK(identity_handle(&h, cut, n) == -E_DATA);
		free(cut);
	}
}

static void refuses_sizes(void)
{
	static const uint16_t sizes[] = { 0, NFO_HANDLE_MAX + 1, 0xffff };
	uint8_t bytes[128] = { 0 };
	struct nfo_handle h;

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		memcpy(bytes + 12, &sizes[i], 2);
		CHECK(identity_handle(&h, bytes, sizeof bytes) == -E_DATA);
	}
	memcpy(bytes + 12, &(uint16_t){ NFO_HANDLE_MAX }, 2);
	CHECK(!identity_handle(&h, bytes, sizeof bytes) && h.size == NFO_HANDLE_MAX);
}

// Where no NFS is.
static void refuses_files(void)
{
	struct nfo_terms t;
	int mount;

	CHECK(identity_read(&t, "/nowhere", NULL, &mount) == -2);
	CHECK(identity_read(&t, "/", NULL, &mount) == -E_DATA);
	CHECK(identity_read(&t, "/dev/null", NULL, &mount) == -E_DATA);
	CHECK(identity_read(&t, "/proc/self/mountinfo", NULL, &mount) < 0);
}

int main(void)
{
	takes_a_handle();
	refuses_sizes();
	refuses_files();
	return test_failed;
}
