// SPDX-License-Identifier: MIT
// Results of mountd and nfsd, made well and badly.
#include "nfs.h"

#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *data;
	size_t n;
	const char *why;	// NULL: there is a handle of 4 bytes
} handles[] = {
	{ __LINE__, "\0\0\0\0\0\0\0\4abcd\0\0\0\1\0\0\0\1", 20, NULL },
	{ __LINE__, "\0\0\0\2", 4, "no such thing" },
	{ __LINE__, "\0\0\0\x0d", 4, "not exported" },
	{ __LINE__, "\0\0\x03\xe7", 4, "error 999" },
	{ __LINE__, "\0\0\0\0\0\0\0\4abc", 11, "cut short" },
	{ __LINE__, "\0\0\0\0\0\0\0\x41", 8, "cut short" },
	{ __LINE__, "\0\0", 2, "cut short" },
};

static void mounts(void)
{
	for (size_t i = 0; i < sizeof handles / sizeof *handles; i++) {
		const uint8_t *p = (const uint8_t *)handles[i].data;
		struct xdr x = { p, p + handles[i].n, false }, y = x;
		struct nfs_handle h;
		int rc = nfs_take_mount(&x, &h);

		CHECK_AT(handles[i].line, !rc == !handles[i].why);
		if (handles[i].why)
			CHECK_AT(handles[i].line, !!strstr(error_text(), handles[i].why));
		else
			CHECK_AT(handles[i].line, h.n == 4 && !memcmp(h.b, "abcd", 4));
		CHECK_AT(handles[i].line, nfs_take_lookup(&y, &h) == rc);
	}
}

#define NO_ATTRIBUTES "\0\0\0\0\0\0\0\0"

static const struct {
	int line;
	const char *data;
	size_t n, length;
	bool good, end;
} reads[] = {
	{ __LINE__, NO_ATTRIBUTES "\0\0\0\3\0\0\0\1\0\0\0\3abc", 24, 3, true, true },
	{ __LINE__, NO_ATTRIBUTES "\0\0\0\3\0\0\0\0\0\0\0\3abc", 24, 3, true, false },
	{ __LINE__, NO_ATTRIBUTES "\0\0\0\4\0\0\0\0\0\0\0\3abc", 24, 0, false, false },
	{ __LINE__, NO_ATTRIBUTES "\0\0\0\3\0\0\0\0\0\0\0\3ab", 22, 0, false, false },
	{ __LINE__, "\0\0\0\0\0\0\0\1short", 13, 0, false, false },
	{ __LINE__, "\0\0\0\x46", 4, 0, false, false },
};

int main(void)
{
	mounts();
	for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
		uint8_t buf[32] = { 0 };
		const uint8_t *data;
		uint32_t end;
		size_t n;

		memcpy(buf, reads[i].data, reads[i].n);
		struct xdr x = { buf, buf + reads[i].n, false };
		int rc = nfs_take_read(&x, &data, &n, &end);
		CHECK_AT(reads[i].line, !rc == reads[i].good);
		if (!rc)
			CHECK_AT(reads[i].line, n == reads[i].length && end == reads[i].end);
	}
	return test_failed;
}
