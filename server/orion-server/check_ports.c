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
	return ports[i].port != 67 || strcmp(site_dhcp(c->site), "off");
}

static void check_port(struct checks *c, size_t i)
{
	struct holder h;
	char what[NAME];
	int rc = socket_holder(&h, ports[i].tcp, c->site->prefix.address, ports[i].port);

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
