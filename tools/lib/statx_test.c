// SPDX-License-Identifier: MIT
// The kernel's statx says what fstatat says, and tells mounts apart.
#include "statx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>

#include "test.h"

int main(void)
{
	struct kernel_statx st, proc;
	struct stat want;

	CHECK(!stat("/proc/self/exe", &want));
	CHECK(!kernel_statx(AT_FDCWD, "/proc/self/exe", 0, STATX_BASIC_STATS | STATX_MNT_ID, &st));
	CHECK(st.stx_mode == want.st_mode && st.stx_ino == want.st_ino &&
		st.stx_uid == want.st_uid);
	CHECK(st.stx_size == (uint64_t)want.st_size && st.stx_mtime.tv_sec == want.st_mtime);
	CHECK(st.stx_nlink == want.st_nlink && st.stx_mask & STATX_MNT_ID);
	CHECK(!kernel_statx(AT_FDCWD, "/proc", 0, STATX_MNT_ID, &proc));
	CHECK(proc.stx_mnt_id != st.stx_mnt_id && proc.stx_attributes & STATX_ATTR_MOUNT_ROOT);
	CHECK(kernel_statx(AT_FDCWD, "/none", 0, STATX_MNT_ID, &st) == -1 && errno == ENOENT);
	return test_failed;
}
