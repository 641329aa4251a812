// SPDX-License-Identifier: MIT
// Fuzz target: what the kernel says of sockets; no more are found than there is room for, and each is one that is meant.
#include "diag.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct victims v = {
		.from = { 700 },
		.ports = 1,
		.server = { 0x0a090001 },
		.servers = 1,
		.to = 2049,
	};
	struct inet_diag_sockid id[2];
	bool last;
	int found = diag_take(id, 2, data, n, 0, &v, &last);

	if (found > 2)
		abort();
	for (int i = 0; i < found; i++)
		if (ntohs(id[i].idiag_sport) != 700 || ntohs(id[i].idiag_dport) != 2049)
			abort();
	return 0;
}
