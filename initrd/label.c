// SPDX-License-Identifier: MIT
// File systems found by their label.
#include "label.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

// Layout: Linux, Documentation/filesystems/ext4/super.rst (s_magic, s_volume_name)
bool label_is(const unsigned char *super, const char *label)
{
	size_t n = strlen(label);

	if (super[0x38] != 0x53 || super[0x39] != 0xef || n > 16)
		return false;
	return !memcmp(super + 0x78, label, n) && (n == 16 || !super[0x78 + n]);
}

static bool has(const char *path, const char *label)
{
	unsigned char super[1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return false;
	ssize_t n = pread(fd, super, sizeof super, 1024);
	close(fd);
	return n == sizeof super && label_is(super, label);
}

static int look(const char *label, char *path, size_t size)
{
	DIR *d = opendir("/sys/class/block");
	struct dirent *e;
	int rc = -1;

	while (d && rc && (e = readdir(d))) {
		if (e->d_name[0] == '.' || !strncmp(e->d_name, "loop", 4) ||
				!strncmp(e->d_name, "ram", 3) || !strncmp(e->d_name, "zram", 4))
			continue;
		if (snprintf(path, size, "/dev/%s", e->d_name) < (int)size && has(path, label))
			rc = 0;
	}
	if (d)
		closedir(d);
	return rc;
}

int label_find(const char *label, int ms, char *path, size_t size)
{
	int64_t end = now_ms() + ms;

	while (look(label, path, size)) {
		if (now_ms() >= end)
			return -1;
		poll(NULL, 0, 100);
	}
	return 0;
}
