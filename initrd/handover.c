// SPDX-License-Identifier: MIT
// From the initrd to the root.
#include "handover.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "boot.h"
#include "error.h"

enum { RAMFS = (int)0x858458f6, TMPFS = 0x01021994 };

static const char *const inits[] = { "/usr/bin/init", "/sbin/init" };

// Is the path there in the new root? Its links are followed one by one, inside that root.
static int there(const char *init)
{
	char path[64];
	struct stat st;

	snprintf(path, sizeof path, "%s%s", NEWROOT, init);
	return !lstat(path, &st) && (S_ISLNK(st.st_mode) || (st.st_mode & 0111));
}

int handover_check(void)
{
	for (size_t i = 0; i < sizeof inits / sizeof *inits; i++)
		if (there(inits[i]))
			return 0;
	return fail("E-INIT", "the root has neither %s nor %s", inits[0], inits[1]);
}

static int move(const char *from, const char *to)
{
	if (mkdir(to, 0755) && errno != EEXIST)
		return fail("E-HANDOVER", "%s: %s", to, strerror(errno));
	if (mount(from, to, NULL, MS_MOVE, NULL))
		return fail("E-HANDOVER", "%s to %s: %s", from, to, strerror(errno));
	return 0;
}

// The labelled file system of the form disk.
static int move_disk(void)
{
	mkdir(NEWROOT "/srv", 0755);
	return move(BOOT_DISK, NEWROOT "/srv/orion");
}

// Deletes all below the directory that is on the same device: the memory of the initrd.
static void clear(int dir, dev_t dev)
{
	DIR *d = fdopendir(dir);
	struct dirent *e;
	struct stat st;

	while (d && (e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) || st.st_dev != dev)
			continue;
		if (S_ISDIR(st.st_mode)) {
			int sub = openat(
				dir, e->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			if (sub >= 0)
				clear(sub, dev);
		}
		unlinkat(dir, e->d_name, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0);
	}
	if (d)
		closedir(d);
}

// Only what is certainly an unpacked initrd is deleted.
static void clear_initrd(void)
{
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;
	struct stat st;

	if (fd < 0 || fstatfs(fd, &fs) || fstat(fd, &st))
		return;
	if ((int)fs.f_type == RAMFS || (int)fs.f_type == TMPFS)
		clear(fd, st.st_dev);
}

static void console(void)
{
	int fd = open("/dev/console", O_RDWR);

	for (int i = 0; fd >= 0 && i < 3; i++)
		if (fd != i)
			dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static int enter(char **argv)
{
	if (chdir(NEWROOT))
		return fail("E-HANDOVER", "%s: %s", NEWROOT, strerror(errno));
	clear_initrd();
	if (mount(".", "/", NULL, MS_MOVE, NULL) || chroot(".") || chdir("/"))
		return fail("E-HANDOVER", "%s to /: %s", NEWROOT, strerror(errno));
	console();
	for (size_t i = 0; i < sizeof inits / sizeof *inits; i++) {
		argv[0] = (char *)(i ? inits[1] : inits[0]);
		execv(argv[0], argv);
	}
	return fail("E-INIT", "%s: %s", argv[0], strerror(errno));
}

int handover(const struct boot *b, char **argv)
{
	if (b->cmd.root.form == ROOT_DISK && move_disk())
		return -1;
	if (move("/dev", NEWROOT "/dev") || move("/proc", NEWROOT "/proc") ||
			move("/sys", NEWROOT "/sys") || move("/run", NEWROOT "/run"))
		return -1;
	return enter(argv);
}
