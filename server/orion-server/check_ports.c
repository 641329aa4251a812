// SPDX-License-Identifier: MIT
// The ports that a server needs: held by its own programs, or by nobody yet.
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "error.h"
#include "report.h"
#include "sockets.h"

static const struct {
	bool tcp;
	unsigned port;
	const char *is;
	const char *programs;	// that may hold it, separated by blanks
} ports[] = {
	{ false, 67, "DHCP", "dnsmasq" },
	{ false, 69, "TFTP", "dnsmasq" },
	{ true, 80, "HTTP", "orion-httpd" },
	{ false, 123, "time", "orion-timed chronyd ntpd" },
	{ true, 111, "portmapper", "rpcbind systemd" },	// systemd listens for it
	{ true, 2049, "NFS", "the kernel" },
	{ true, 20048, "mountd", "rpc.mountd" },
};

enum { NAME = 64 };

static bool is_one_of(const char *name, const char *programs)
{
	struct text list = text_of(programs), word;

	if (!strcmp(name, programs))
		return true;
	while (text_part(&list, ' ', &word))
		if (text_is(word, name))
			return true;
	return false;
}

static bool is_needed(const struct checks *c, size_t i)
{
	const struct networks *n = &c->site->networks;

	for (size_t k = 0; k < n->count; k++)
		if (ports[i].port != 67 || strcmp(network_dhcp(&n->item[k]), "off"))
			return true;
	return false;
}

// Whoever holds it at one of our addresses.
static int find(const struct checks *c, size_t i, struct holder *h)
{
	const struct networks *n = &c->site->networks;
	int rc = 0;

	for (size_t k = 0; !rc && k < n->count; k++)
		rc = socket_holder(h, ports[i].tcp, n->item[k].prefix.address, ports[i].port);
	return rc;
}

static void check_port(struct checks *c, size_t i)
{
	struct holder h;
	char what[NAME];
	int rc = find(c, i, &h);

	snprintf(what, sizeof what, "port %u (%s)", ports[i].port, ports[i].is);
	if (rc < 0)
		report_warning(c->report, what, "", "%s", error_text());
	else if (!rc)
		report_ok(c->report, what, "free");
	else if (h.ours && is_one_of(h.name, ports[i].programs))
		report_ok(c->report, what, "%s", h.name);
	else if (!h.ours && ports[i].port == 67)	// it may be bound to another interface
		report_warning(c->report, what, "Does it serve this interface? Then stop it",
			"another dnsmasq (process %u) runs here", h.pid);
	else if (!h.name[0])
		report_warning(c->report, what, "", "held by a process that isn't seen from here");
	else
		report_failed(c->report, what, "Stop it, or let it listen elsewhere",
			"held by %s (process %u)", h.name, h.pid);
}

void check_ports(struct checks *c)
{
	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
		if (is_needed(c, i))
			check_port(c, i);
}
