// SPDX-License-Identifier: MIT
// The file systems that the kernel makes.
#include "system.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "error.h"

static const struct row {
	const char *type, *target;
	unsigned long flags;
	const char *options;
} rows[] = {
	{ "devtmpfs", "/dev", MS_NOSUID | MS_NOEXEC, "mode=0755" },
	{ "proc", "/proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, "" },
	{ "sysfs", "/sys", MS_NOSUID | MS_NOEXEC | MS_NODEV, "" },
	{ "tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=0755,size=20%" },
};

int system_mount(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];

		mkdir(r->target, 0755);
		// EBUSY: the kernel has mounted devtmpfs itself
		if (mount(r->type, r->target, r->type, r->flags, r->options) && errno != EBUSY)
			return fail(
				"E-SYSTEM", "%s on %s: %s", r->type, r->target, strerror(errno));
	}
	return 0;
}
