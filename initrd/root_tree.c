// SPDX-License-Identifier: MIT
// tree: the server's mounted root.erofs by NFS; the manifest comes by HTTP.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot.h"
#include "error.h"
#include "failover.h"
#include "http.h"
#include "mountnfs.h"
#include "root.h"
#include "verify.h"

static int probe(struct boot *b)
{
	return mountnfs_probe(b, b->cmd.nfs42);
}

// The path ends in ROLE/DIGEST: the manifest is /gen/ROLE/DIGEST/manifest.
static int manifest(struct boot *b)
{
	const char *p = b->cmd.root.path, *last = strrchr(p, '/'), *role = last;
	struct http_head head;
	char path[300];
	size_t n;

	while (role > p && role[-1] != '/')
		role--;
	if (role == p || strcmp(last + 1, b->cmd.manifest))
		return fail("E-CMDLINE", "the path of orion.root=tree: must end in ROLE/DIGEST");
	snprintf(path, sizeof path, "/gen/%s/manifest", role);
	char *text = http_load(&b->server, 80, path, MANIFEST_MAX, &n, &head);
	if (!text)
		return -1;
	int rc = verify_manifest(b, text, n);
	free(text);
	return rc;
}

static int open_tree(struct boot *b)
{
	if (manifest(b) || mountnfs(b, b->cmd.nfs42, BOOT_ROOT))
		return -1;
	if (!b->cmd.nfs42)
		failover_start(b, BOOT_ROOT, "etc/os-release", "usr/bin/busybox");
	return 0;
}

const struct root_kind root_tree = {
	.form = ROOT_TREE,
	.network = true,
	.probe = probe,
	.open = open_tree,
	.seconds = 30,
};
