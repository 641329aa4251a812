// SPDX-License-Identifier: MIT
// Fuzz target: results of mountd and nfsd: handles fit, data lie in the answer.
#include "nfs.h"

#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xdr mount = { data, data + size, false }, lookup = mount, read = mount;
	struct nfs_handle h;
	const uint8_t *p;
	uint32_t end;
	size_t n;

	if (!nfs_take_mount(&mount, &h) && h.n > NFS_HANDLE)
		abort();
	if (!nfs_take_lookup(&lookup, &h) && h.n > NFS_HANDLE)
		abort();
	if (!nfs_take_read(&read, &p, &n, &end) && (p < data || n > (size_t)(data + size - p)))
		abort();
	return 0;
}
