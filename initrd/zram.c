// SPDX-License-Identifier: MIT
// Compressed swap in memory for small machines.
#include "zram.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/swap.h>
#include <unistd.h>

#include "file.h"
#include "say.h"

enum { PAGE = 4096, LIMIT_KB = 2 << 20 };

// The header of a swap area (Linux, include/linux/swap.h, union swap_header).
static int format(uint64_t bytes)
{
	char page[PAGE] = { 0 };
	uint32_t info[3] = { 1, (uint32_t)(bytes / PAGE - 1) };	// version, last page
	int fd = open("/dev/zram0", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -1;
	memcpy(page + 1024, info, sizeof info);
	memcpy(page + PAGE - 10, "SWAPSPACE2", 10);
	ssize_t n = write(fd, page, PAGE);
	close(fd);
	return n == PAGE ? 0 : -1;
}

void zram_start(void)
{
	uint64_t kb = meminfo_kb("MemTotal:"), bytes = kb / 2 * 1024 & ~(uint64_t)(PAGE - 1);
	char text[24];

	if (!kb || kb >= LIMIT_KB || access("/sys/block/zram0/disksize", F_OK))
		return;
	if (file_line("/sys/block/zram0/disksize", text, sizeof text) < 0 || strcmp(text, "0"))
		return;		// it is on since an earlier try
	snprintf(text, sizeof text, "%llu", (unsigned long long)bytes);
	if (file_set("/sys/block/zram0/disksize", text) || format(bytes) ||
			swapon("/dev/zram0", SWAP_FLAG_PREFER | 100))
		say("zram: %s", strerror(errno));
}
