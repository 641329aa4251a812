// SPDX-License-Identifier: MIT
// A mounted root that the kernel moves to another server when its own is gone: nfs-failover(4).
#include "failover.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "boot.h"
#include "file.h"
#include "say.h"

bool failover_wanted(const struct boot *b)
{
	const struct root_spec *r = &b->cmd.root;

	for (unsigned i = 1; i < r->servers; i++)
		if (r->server[i].family != r->server[0].family)
			return false;
	return r->servers > 1;
}

// Writes to a file of the mount's directory in sysfs.
static int tell(const struct stat *st, const char *name, const char *text)
{
	char path[80];

	snprintf(path, sizeof path, "/sys/kernel/nfs_failover/%u:%u/%s", major(st->st_dev),
		minor(st->st_dev), name);
	if (!file_set(path, text))
		return 0;
	say("root: %s: %s: this root can't move to another server", path, strerror(errno));
	return -1;
}

static int tell_file(const struct stat *st, const char *name, const char *mount, const char *file)
{
	char path[320];

	snprintf(path, sizeof path, "%s/%s", mount, file);
	return tell(st, name, path);
}

static int tell_servers(const struct stat *st, const struct root_spec *r)
{
	char list[SERVERS_MAX * sizeof r->server[0].text] = "";
	size_t n = 0;

	for (unsigned i = 0; i < r->servers; i++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%s ", r->server[i].text);
	return tell(st, "servers", list);
}

void failover_start(
	const struct boot *b, const char *mount, const char *identity, const char *sample)
{
	struct stat st;

	if (!failover_wanted(b) || stat(mount, &st))
		return;
	if (tell_file(&st, "identity", mount, identity) ||
		tell_file(&st, "sample", mount, sample) || tell_servers(&st, &b->cmd.root))
		return;
	say("root: watched, of %u servers", b->cmd.root.servers);
}
