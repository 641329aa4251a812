// SPDX-License-Identifier: MIT
// Rules of nftables that keep nodes, or other servers, out. What a switch or router drops can't be seen from here.
#include <errno.h>

#include "buffer.h"
#include "checks.h"
#include "error.h"
#include "firewall.h"
#include "joining.h"
#include "output.h"
#include "report.h"

struct need {
	bool tcp;
	unsigned port;
	bool servers;	// it is for other servers
};

static const struct need always[] = {
	{ false, 67, false },
	{ false, 69, false },
	{ false, 123, false },
	{ false, 4011, false },
	{ false, JOINING_PORT, true },	// else they know of changes three seconds later
	{ true, 80, false },
	{ true, 2049, false },
	{ true, 20048, false },
};

static void look(struct checks *c, const struct need *needed, size_t n, struct text rules,
	const char *interface)
{
	struct buffer closed = { 0 }, drops = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (needed[i].servers && !c->site->servers.count)
			continue;
		enum firewall_says says =
			firewall_says(rules, interface, needed[i].tcp, needed[i].port);
		struct buffer *b = says == FIREWALL_DROPS ? &drops : &closed;

		if (says != FIREWALL_OPEN)
			buffer_printf(b, " %s %u", needed[i].tcp ? "TCP" : "UDP", needed[i].port);
	}
	if (drops.n)
		report_failed(c->report, "firewall", "Take the rule away: `nft -a list ruleset`",
			"a rule drops%.*s", (int)drops.n, drops.s);
	if (closed.n)
		report_warning(c->report, "firewall", "Let them in",
			"from %s what isn't let in is dropped, and no rule names%.*s", interface,
			(int)closed.n, closed.s);
	if (!drops.n && !closed.n)
		report_ok(c->report, "firewall", "lets in who comes by %s", interface);
	buffer_free(&closed);
	buffer_free(&drops);
}

static void check(struct checks *c, const struct need *needed, size_t count)
{
	static char nft[] = "nft", list[] = "list", ruleset[] = "ruleset";
	char *argv[] = { nft, list, ruleset, NULL };
	struct buffer b = { 0 };
	int rc = output_of(&b, argv);

	for (size_t i = 0; !rc && i < c->site->networks.count; i++) {
		const char *name;
		const struct netif *n = checks_netif(c, &c->site->networks.item[i], &name);

		if (n)
			look(c, needed, count, b.n ? buffer_view(&b) : TEXT(""), n->name);
	}
	if (rc && rc != -ENOENT)
		report_warning(c->report, "firewall", "", "%s", error_text());
	buffer_free(&b);
}

void check_firewall(struct checks *c)
{
	check(c, always, sizeof always / sizeof *always);
}

void check_firewall_joining(struct checks *c, unsigned port)
{
	check(c, &(struct need){ .tcp = true, .port = port }, 1);
}
