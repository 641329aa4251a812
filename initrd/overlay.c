// SPDX-License-Identifier: MIT
// The layer that takes what is written.
#include "overlay.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "boot.h"
#include "error.h"
#include "file.h"

#define RESERVE ((uint64_t)40 << 20)
#define LEAST ((uint64_t)8 << 20)

uint64_t overlay_size(unsigned percent, uint64_t memory, uint64_t available, uint64_t image)
{
	uint64_t size = memory > image ? (memory - image) / 100 * percent : 0;
	uint64_t most = available > RESERVE + LEAST ? available - RESERVE : LEAST;

	if (size > most)
		size = most;
	return (size < LEAST ? LEAST : size) & ~(uint64_t)4095;
}

static uint64_t wanted(const struct boot *b)
{
	if (!b->cmd.overlay_percent)
		return b->cmd.overlay_bytes;
	return overlay_size(b->cmd.overlay_percent, meminfo_kb("MemTotal:") * 1024,
		meminfo_kb("MemAvailable:") * 1024, b->ram_image);
}

int overlay_open(const struct boot *b)
{
	char opts[64];

	snprintf(opts, sizeof opts, "mode=0700,size=%llu", (unsigned long long)wanted(b));
	if (mount("tmpfs", BOOT_RW, "tmpfs", 0, opts))
		return fail("E-OVERLAY", "tmpfs: %s", strerror(errno));
	if (mkdir(BOOT_RW "/upper", 0755) || mkdir(BOOT_RW "/work", 0755))
		return fail("E-OVERLAY", "%s: %s", BOOT_RW, strerror(errno));
	if (mount("overlay", NEWROOT, "overlay", 0,
		    "lowerdir=" BOOT_ROOT ",upperdir=" BOOT_RW "/upper,workdir=" BOOT_RW
		    "/work,redirect_dir=on"))
		return fail("E-OVERLAY", "overlay: %s", strerror(errno));
	return 0;
}
