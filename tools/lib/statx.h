// SPDX-License-Identifier: MIT
// statx(2) as the kernel has it: musl 1.2.5 knows neither the mount's number nor what a mount point is.
#ifndef STATX_H
#define STATX_H

#include <stdint.h>
#include <sys/stat.h>	// S_ISDIR and its like

struct kernel_statx_time {
	int64_t tv_sec;
	uint32_t tv_nsec;
	int32_t spare;
};

struct kernel_statx {
	uint32_t stx_mask, stx_blksize;
	uint64_t stx_attributes;
	uint32_t stx_nlink, stx_uid, stx_gid;
	uint16_t stx_mode, spare0;
	uint64_t stx_ino, stx_size, stx_blocks, stx_attributes_mask;
	struct kernel_statx_time stx_atime, stx_btime, stx_ctime, stx_mtime;
	uint32_t stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
	uint64_t stx_mnt_id;
	uint64_t spare1[13];
};

_Static_assert(sizeof(struct kernel_statx) == 256, "the kernel's size");

#ifndef STATX_BASIC_STATS
#define STATX_BASIC_STATS 0x7ffu
#endif
#ifndef STATX_MNT_ID
#define STATX_MNT_ID 0x1000u
#endif
#ifndef STATX_ATTR_IMMUTABLE
#define STATX_ATTR_IMMUTABLE 0x10
#endif
#ifndef STATX_ATTR_APPEND
#define STATX_ATTR_APPEND 0x20
#endif
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000
#endif

// 0, or -1 and errno.
int kernel_statx(int dir, const char *path, int flags, unsigned mask, struct kernel_statx *st);

#endif
