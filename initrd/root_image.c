// SPDX-License-Identifier: MIT
// image: the server's bundle by NFS, and in it root.erofs mounted as a file.
#include <errno.h>
#include <string.h>
#include <sys/mount.h>

#include "boot.h"
#include "error.h"
#include "failover.h"
#include "mountnfs.h"
#include "readahead.h"
#include "root.h"
#include "verify.h"

static int probe(struct boot *b)
{
	return mountnfs_probe(b, false);
}

static int open_image(struct boot *b)
{
	if (mountnfs(b, false, BOOT_BUNDLE))
		return -1;
	readahead_path(BOOT_BUNDLE);
	if (verify_file(b, BOOT_BUNDLE "/manifest"))
		return -1;
	if (mount(BOOT_BUNDLE "/root.erofs", BOOT_ROOT, "erofs", MS_RDONLY, ""))
		return fail(
			"E-ROOT-MOUNT", "root.erofs of %s: %s", b->server.text, strerror(errno));
	failover_start(b, BOOT_BUNDLE, "manifest", "root.erofs");
	return 0;
}

const struct root_kind root_image = {
	.form = ROOT_IMAGE,
	.network = true,
	.probe = probe,
	.open = open_image,
	.seconds = 30,
};
