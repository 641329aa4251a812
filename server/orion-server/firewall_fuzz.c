// SPDX-License-Identifier: MIT
// Fuzz target: a ruleset of any bytes.
#include "firewall.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	firewall_says((struct text){ (const char *)data, n }, "eth1", true, 80);
	return 0;
}
