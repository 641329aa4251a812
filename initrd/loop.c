// SPDX-License-Identifier: MIT
// Loop devices.
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

// Opens a loop device over the open file and writes its path; the descriptor, or -1 and errno.
static int attach(int file, char path[32])
{
	struct loop_config c = {
		.fd = (unsigned)file,
		.info = { .lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_AUTOCLEAR },
	};
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);

	if (control < 0)
		return -1;
	int n = ioctl(control, LOOP_CTL_GET_FREE);
	close(control);
	if (n < 0)
		return -1;
	snprintf(path, 32, "/dev/loop%d", n);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && ioctl(fd, LOOP_CONFIGURE, &c)) {
		int e = errno;

		close(fd);
		errno = e;
		return -1;
	}
	return fd;
}

int loop_mount(const char *file, const char *target)
{
	char path[32];
	int rc = -1, e, f = open(file, O_RDONLY | O_CLOEXEC), fd = f < 0 ? -1 : attach(f, path);

	if (fd >= 0)
		rc = mount(path, target, "erofs", MS_RDONLY, "");
	e = errno;
	if (fd >= 0)
		close(fd);
	if (f >= 0)
		close(f);
	errno = e;
	return rc;
}
