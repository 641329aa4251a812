// SPDX-License-Identifier: MIT
// Fuzz target: what is found lies in the text, and ports are ports.
#include "mounts.h"

#include <stdlib.h>

#include "fuzz.h"

static void inside(struct text t, const uint8_t *data, size_t n)
{
	if (t.s && (t.s < (const char *)data || t.s + t.n > (const char *)data + n))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text all = { (const char *)data, n };
	struct mount_line line;
	struct nfs_mount m;

	if (mounts_find(all, 29, &line)) {
		inside(line.at, data, n);
		inside(line.type, data, n);
		inside(line.source, data, n);
	}
	while (mounts_next(&all, &m)) {
		inside(m.source, data, n);
		inside(m.at, data, n);
		inside(m.options, data, n);
		if (m.ports > PORTS_MAX || mounts_port(&m, 0))
			abort();
		mounts_option(&m, "vers=3");
	}
	return 0;
}
