// SPDX-License-Identifier: MIT
// The interfaces of the machine that runs this: by name, each once, without the one that isn't Ethernet.
#include "netif.h"

#include "arena.h"
#include "test.h"

int main(void)
{
	struct arena a = { NULL };
	struct netifs n;

	CHECK(!netifs_load(&n, &a));
	for (size_t i = 0; i < n.count; i++) {
		CHECK(netifs_find(&n, n.item[i].name) == &n.item[i]);
		CHECK(strlen(n.item[i].mac) == 17);
		CHECK(!i || strcmp(n.item[i - 1].name, n.item[i].name) < 0);
	}
	CHECK(!netifs_find(&n, "lo") && !netifs_find(&n, ""));
	arena_free(&a);
	return test_failed;
}
