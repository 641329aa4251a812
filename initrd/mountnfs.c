// SPDX-License-Identifier: MIT
// NFS by the kernel's own client: with options as text, mount(2) asks mountd itself.
#include "mountnfs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "boot.h"
#include "error.h"
#include "failover.h"
#include "tcp.h"

enum { NFS_PORT = 2049, MOUNTD_PORT = 20048, PROBE_MS = 3000 };

static int probe(const struct addr *a, unsigned port)
{
	int fd = tcp_connect(a, port, PROBE_MS);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? -1 : 0;
}

int mountnfs_probe(const struct boot *b, bool v42)
{
	if (probe(&b->server, NFS_PORT))
		return tcp_fail(&b->server, NFS_PORT, "NFS");
	if (!v42 && probe(&b->server, MOUNTD_PORT))
		return fail("E-NFS-MOUNTD", "%s port %d (mountd): %s", b->server.text, MOUNTD_PORT,
			strerror(errno));
	return 0;
}

// The content under this path never changes: attributes are kept for a day, close-to-open
// consistency and locks are not needed.
static int options(char *text, size_t size, const struct boot *b, bool v42)
{
	const char *server = b->server.text, *six = b->server.family == AF_INET6 ? "6" : "";
	const char *common = "nocto,actimeo=86400,rsize=1048576";
	int n = v42 ? snprintf(text, size, "vers=4.2,proto=tcp%s,addr=%s,clientaddr=%s,port=%d,%s",
			      six, server, b->net.address.text, NFS_PORT, common)
		    : snprintf(text, size,
			      "vers=3,proto=tcp%s,addr=%s,port=%d,mountproto=tcp%s,"
			      "mountaddr=%s,mountport=%d,mountvers=3,nolock,%s%s",
			      six, server, NFS_PORT, six, server, MOUNTD_PORT, common,
			      failover_wanted(b) ? ",failover" : "");

	return n < (int)size ? 0 : fail("E-NFS-MOUNT", "the mount options are too long");
}

static const char *reason(int e)
{
	switch (e) {
	case ENOENT: return "the server has no such path (is this generation still published?)";
	case EACCES: return "the server does not export this path to this machine";
	case EPROTONOSUPPORT: return "the server does not offer this NFS version";
	case ENODEV: return "the kernel has no NFS";
	default: return strerror(e);
	}
}

int mountnfs(const struct boot *b, bool v42, const char *target)
{
	bool six = b->server.family == AF_INET6;
	char source[320], opts[320];

	snprintf(source, sizeof source, "%s%s%s:%s", six ? "[" : "", b->server.text, six ? "]" : "",
		b->cmd.root.path);
	if (options(opts, sizeof opts, b, v42))
		return -1;
	if (!mount(source, target, "nfs", MS_RDONLY | MS_NODEV, opts))
		return 0;
	return fail("E-NFS-MOUNT", "%s: %s", source, reason(errno));
}
