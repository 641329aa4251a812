// SPDX-License-Identifier: MIT
// The floating addresses: is there what holds them, and has this server them now?
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "checks.h"
#include "report.h"

enum { NAME = 64 };

// Debian has it as a package of its own, in a directory that not every PATH names.
static bool is_installed(void)
{
	static const char *const places[] = { "/usr/bin/keepalived", "/usr/sbin/keepalived" };

	return !access(places[0], X_OK) || !access(places[1], X_OK);
}

static bool is_here(const struct checks *c, uint32_t address)
{
	for (size_t i = 0; i < c->netifs.count; i++)
		for (size_t k = 0; k < c->netifs.item[i].prefixes; k++)
			if (c->netifs.item[i].prefix[k].address == address)
				return true;
	return false;
}

static void check_one(const struct checks *c, uint32_t address)
{
	char what[NAME], text[IPV4_TEXT];

	ipv4_write(text, address);
	snprintf(what, sizeof what, "floating %s", text);
	if (!is_installed())
		report_failed(c->report, what, "`apt-get install keepalived`, then `orion apply`",
			"keepalived isn't installed, which holds it");
	else
		report_ok(c->report, what, "%s",
			is_here(c, address) ? "this server has it" : "not on this server now");
}

void check_floating(struct checks *c)
{
	for (size_t i = 0; i < c->site->networks.count; i++) {
		uint32_t address = network_floating(&c->site->networks.item[i]);

		if (address)
			check_one(c, address);
	}
}
