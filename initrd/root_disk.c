// SPDX-License-Identifier: MIT
// disk: a bundle in a labelled ext4 file system, which goes on as /srv/orion of the new root.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "boot.h"
#include "error.h"
#include "label.h"
#include "loop.h"
#include "readahead.h"
#include "root.h"
#include "say.h"
#include "verify.h"

static int mount_disk(const char *label)
{
	char path[300];

	if (label_find(label, 10000, path, sizeof path))
		return fail("E-DISK-LABEL", "no disk has a file system with the label %s", label);
	say("root: %s is %s", label, path);
	if (mount(path, BOOT_DISK, "ext4", MS_NOSUID | MS_NODEV | MS_NOATIME, ""))
		return fail("E-DISK-MOUNT", "%s: %s", path, strerror(errno));
	return 0;
}

// A file in a file system mounted from a file would be refused: the bundle takes a loop device.
static int open_disk(struct boot *b)
{
	char path[320];

	if (mount_disk(b->cmd.root.label))
		return -1;
	snprintf(path, sizeof path, "%s%s", BOOT_DISK, b->cmd.root.path);
	if (loop_mount(path, BOOT_BUNDLE))
		return fail("E-DISK-BUNDLE", "%s on %s: %s", b->cmd.root.path, b->cmd.root.label,
			strerror(errno));
	readahead_path(BOOT_BUNDLE);
	if (verify_file(b, BOOT_BUNDLE "/manifest"))
		return -1;
	if (mount(BOOT_BUNDLE "/root.erofs", BOOT_ROOT, "erofs", MS_RDONLY, ""))
		return fail("E-ROOT-MOUNT", "root.erofs: %s", strerror(errno));
	return 0;
}

const struct root_kind root_disk = { .form = ROOT_DISK, .open = open_disk };
