// SPDX-License-Identifier: MIT
// Room on the disk.
#include "room.h"

#include <errno.h>
#include <sys/statvfs.h>

#include "arena.h"
#include "error.h"
#include "gc.h"

static double megabytes(uint64_t bytes)
{
	return (double)bytes / 1e6;
}

static int refuse(struct arena *a, const char *base, uint64_t wanted, uint64_t there)
{
	uint64_t garbage;
	const char *help;

	if (gc_could_free(a, &garbage)) {
		error_clear();
		garbage = 0;
	}
	help = garbage ? arena_printf(a, "`orion gc` could free %.1f MB", megabytes(garbage))
		       : "`orion gc` has nothing to free there";
	return fail(-E_DATA,
		"it needs %.1f MB (a tenth is to stay free), and %s has %.1f MB free: %.1f MB are missing; %s",
		megabytes(wanted), base, megabytes(there), megabytes(wanted - there),
		help ? help : "");
}

int room_check(struct arena *a, const char *base, uint64_t bytes)
{
	struct statvfs fs;
	uint64_t wanted = bytes + bytes / 10;

	if (statvfs(base, &fs))
		return fail(-errno, "%s", base);
	uint64_t there = (uint64_t)fs.f_bavail * fs.f_frsize;
	return wanted <= there ? 0 : refuse(a, base, wanted, there);
}
