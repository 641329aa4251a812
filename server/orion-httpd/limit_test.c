// SPDX-License-Identifier: MIT
// A burst, then the rate; each address for itself; more addresses than there is room for.
#include "limit.h"

#include <netinet/in.h>

#include "test.h"

static struct limit l;

static struct in6_addr address(unsigned n)
{
	struct in6_addr a = { .s6_addr = { 0xfd } };

	memcpy(a.s6_addr + 12, &n, sizeof n);
	return a;
}

static unsigned taken(unsigned who, unsigned tries, uint64_t now)
{
	struct in6_addr a = address(who);
	unsigned n = 0;

	for (unsigned i = 0; i < tries; i++)
		n += limit_take(&l, &a, now);
	return n;
}

static void one_address(void)
{
	l = (struct limit){ .rate = 2, .burst = 5 };
	CHECK(taken(1, 20, 1) == 5);
	CHECK(taken(1, 20, 400) == 0);
	CHECK(taken(1, 20, 501) == 1);
	CHECK(taken(1, 20, 1501) == 2);
	CHECK(taken(1, 20, 1000000) == 5);
	CHECK(taken(2, 20, 1000000) == 5);
	CHECK(taken(1, 1, 1000000) == 0);
}

static void many_addresses(void)
{
	l = (struct limit){ .rate = 1, .burst = 1 };
	for (unsigned i = 0; i < 100000; i++)
		CHECK(taken(i, 2, i + 1) == 1);
	CHECK(taken(99999, 1, 100001) == 0);
	CHECK(taken(0, 1, 100001) == 1);
}

int main(void)
{
	one_address();
	many_addresses();
	return test_failed;
}
