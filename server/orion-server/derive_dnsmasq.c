// SPDX-License-Identifier: MIT
// dnsmasq.conf: DHCP for the nodes, or the boot part of it beside another server, and TFTP. docs/firmware-settings.md has what asks.
// dnsmasq sets the name of the interface that a request came by as a tag: by it the networks are told apart.
#include <string.h>

#include "buffer.h"
#include "derive.h"
#include "error.h"
#include "leases.h"
#include "part.h"
#include "site.h"

struct dhcp {
	const struct site *site;
	const struct network *network;
	const char *interface;
	char address[IPV4_TEXT], first[IPV4_TEXT], mask[IPV4_TEXT];
};

static bool by_pxelinux(const struct settings *s)
{
	return !strcmp(s->value[KEY_LOADER], "pxelinux");
}

static bool is_mode(const struct network *n, const char *mode)
{
	return !strcmp(network_dhcp(n), mode);
}

// Is one of the networks in that mode?
static bool any(const struct site *s, const char *mode)
{
	for (size_t i = 0; i < s->networks.count; i++)
		if (is_mode(&s->networks.item[i], mode))
			return true;
	return false;
}

// Is there an address that comes and goes while dnsmasq runs?
static bool any_floating(const struct site *s)
{
	for (size_t i = 0; i < s->networks.count; i++)
		if (network_floating(&s->networks.item[i]))
			return true;
	return false;
}

static bool with_dns(const struct site *s)
{
	return !strcmp(conf_or(&s->conf.top, KEY_DNS, "no"), "yes");
}

// Names of nodes with an address; those that DHCP gives one are known by their lease. domain-needed: a name of ours has no IPv6 address,
// which must be an answer, as no such name must be; a refusal, as other names get, has musl ask again until it gives up.
static void write_names(struct buffer *b, const struct site *s)
{
	char address[IPV4_TEXT];

	buffer_printf(b, "domain-needed\n");
	for (size_t i = 0; i < s->nodes.count; i++) {
		const struct node *n = &s->nodes.item[i];

		if (!n->address)
			continue;
		ipv4_write(address, n->address);
		buffer_printf(b, "host-record=%s,%s\n", n->hostname, address);
	}
}

static void write_head(struct buffer *b, const struct site *s)
{
	buffer_printf(b, "port=%s\n", with_dns(s) ? "53" : "0");
	for (size_t i = 0; i < s->networks.count; i++)
		buffer_printf(b, "interface=%s\n", s->networks.item[i].interface);
	buffer_printf(b,
		"bind-%s\n"
		"except-interface=lo\n"
		"user=dnsmasq\n"
		"group=dnsmasq\n"
		"no-hosts\n"
		"no-resolv\n"
		"dhcp-leasefile=%s/leases\n"
		"enable-tftp\n"
		"tftp-root=%s/tftp\n",
		any_floating(s) ? "dynamic" : "interfaces", s->paths->run, s->paths->run);
	if (with_dns(s))
		write_names(b, s);
}

// PXE ROM, iPXE and node identify themselves differently; they are one machine and get one lease. Architectures of RFC 4578 and IANA's
// list: 0 is BIOS, as what names none, 7 and 9 are UEFI of x86-64, 16 the same by HTTP. All others (11 is UEFI of arm64) are told nothing
// to boot: no build has anything for them.
static void write_tags(struct buffer *b, const struct site *s)
{
	buffer_printf(b,
		"dhcp-ignore-clid\n"
		"dhcp-match=set:ipxe,175\n"
		"dhcp-match=set:arch,option:client-arch\n"
		"dhcp-match=set:bios,option:client-arch,0\n"
		"dhcp-match=set:efi,option:client-arch,7\n"
		"dhcp-match=set:efi,option:client-arch,9\n"
		"dhcp-match=set:http,option:client-arch,16\n"
		"tag-if=set:bios,tag:!arch\n");
	if (by_pxelinux(&s->unknown))
		buffer_printf(b, "tag-if=set:pxelinux,tag:!node\n");
	buffer_printf(b,
		"tag-if=set:script,tag:ipxe,tag:bios,tag:!pxelinux\n"
		"tag-if=set:script,tag:ipxe,tag:efi\n");
}

// --- what all networks have

// Beside another server a NAK of ours would disturb its clients. Without no-ping an iPXE waits 3 s for our ping of the new address.
static void write_full(struct buffer *b, const struct site *s)
{
	if (!any(s, "proxy"))
		buffer_printf(b, "dhcp-authoritative\n");
	buffer_printf(b, "dhcp-option=option:router\nno-ping\n");
	// Addresses of other servers' parts: theirs for those that have them, if the server is dead or gone too.
	if (s->servers.count)
		buffer_printf(b, "dhcp-hostsfile=%s/" LEASES_OTHERS "\n", s->paths->run);
}

// Names and addresses are given in full mode only.
static void write_nodes(struct buffer *b, const struct site *s)
{
	char address[IPV4_TEXT];

	for (size_t i = 0; i < s->nodes.count; i++) {
		const struct node *n = &s->nodes.item[i];

		if (!n->mac)
			continue;
		ipv4_write(address, n->address);
		buffer_printf(b, "dhcp-host=%s%s", n->mac,
			by_pxelinux(n->settings) ? ",set:node,set:pxelinux" : ",set:node");
		if (is_mode(networks_of(&s->networks, n), "full"))
			buffer_printf(b, "%s%s,%s", n->address ? "," : "",
				n->address ? address : "", n->hostname);
		buffer_printf(b, "\n");
	}
}

// --- what a network has

// A firmware that boots by HTTP takes a URL, and only from who says that he means it (UEFI 2.10, 24.7.3.1). iPXE puts its own MAC into the
// name of the script.
static void write_scripts(struct buffer *b, const struct dhcp *d)
{
	const char *i = d->interface, *at = d->address;

	buffer_printf(b,
		"dhcp-option-force=tag:%s,tag:http,tag:!script,60,HTTPClient\n"
		"dhcp-boot=tag:%s,tag:!script,tag:http,http://%s/loader/snponly.efi,,%s\n"
		"dhcp-boot=tag:%s,tag:script,tag:node,http://%s/boot/${netX/mac:hexhyp}.ipxe,,%s\n",
		i, i, at, at, i, at, at);
	if (d->network->number)
		buffer_printf(b,
			"dhcp-boot=tag:%s,tag:script,tag:!node,http://%s/boot-%s.ipxe,,%s\n"
			"dhcp-option-force=tag:%s,tag:pxelinux,tag:!node,209,pxelinux.cfg/default-%s\n",
			i, at, network_name(d->network), at, i, network_name(d->network));
	else
		buffer_printf(b, "dhcp-boot=tag:%s,tag:script,tag:!node,http://%s/boot.ipxe,,%s\n",
			i, at, at);
	if (!strcmp(network_unknown(d->network), "ignore"))
		buffer_printf(b, "dhcp-ignore=tag:%s,tag:!node\n", i);
}

static void write_proxy_range(struct buffer *b, const struct dhcp *d)
{
	static const char *const services[] = {
		"tag:!pxelinux,x86PC,OrionOS,undionly.kpxe",
		"tag:pxelinux,x86PC,OrionOS,pxelinux.0",
		"X86-64_EFI,OrionOS,snponly.efi",
		"BC_EFI,OrionOS,snponly.efi",
	};

	buffer_printf(b, "dhcp-range=%s,proxy,%s\n", d->first, d->mask);
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		buffer_printf(b, "pxe-service=tag:%s,tag:!script,%s\n", d->interface, services[i]);
}

// Nobody is given an address that a server may have.
static int check_floating(const struct dhcp *d, uint32_t first, uint32_t last)
{
	uint32_t address = network_floating(d->network);
	char from[IPV4_TEXT], to[IPV4_TEXT];

	if (!address || address < first || address > last)
		return 0;
	ipv4_write(from, first);
	ipv4_write(to, last);
	return conf_fail(&d->site->conf, d->network->section->key[KEY_FLOATING].item->line,
		"floating: DHCP gives it to machines: `range` is %s-%s", from, to);
}

static void write_loaders(struct buffer *b, const struct dhcp *d)
{
	static const char *const loaders[] = {
		"tag:bios,tag:!pxelinux,undionly.kpxe",
		"tag:bios,tag:pxelinux,pxelinux.0",
		"tag:efi,snponly.efi",
	};

	for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
		buffer_printf(b, "dhcp-boot=tag:%s,tag:!script,%s\n", d->interface, loaders[i]);
}

// Without the last four lines an iPXE waits: 3 s for a proxy's offer, 13 s for an IPv6 router. Ours is none: its lifetime is 0.
static int write_full_range(struct buffer *b, const struct dhcp *d)
{
	char from[IPV4_TEXT], to[IPV4_TEXT];
	uint32_t first, last;
	int rc = part_whole(&first, &last, d->site, d->network);

	if (!rc)
		rc = check_floating(d, first, last);
	if (!rc)
		rc = part_own(&first, &last, d->site, d->network);
	if (rc)
		return during(rc, "E-CONFIG");
	ipv4_write(from, first);
	ipv4_write(to, last);
	buffer_printf(b,
		"dhcp-range=%s,%s,%s,%ss\n"
		"dhcp-option=tag:%s,option:ntp-server,%s\n"
		"dhcp-option-force=tag:%s,encap:175,176,01\n"
		"enable-ra\n",
		from, to, d->mask, conf_or(d->network->section, KEY_LEASE, "3600"), d->interface,
		d->address, d->interface);
	buffer_printf(b, "dhcp-range=" NETWORK_IPV6);
	if (d->network->number)
		buffer_printf(b, "%x:", d->network->number);
	buffer_printf(b, ":,ra-only\nra-param=%s,10,0\n", d->interface);
	return 0;
}

static int write_network(struct buffer *b, const struct site *s, const struct network *n)
{
	struct dhcp d = { .site = s, .network = n, .interface = n->interface };
	int rc = 0;

	ipv4_write(d.address, n->prefix.address);
	ipv4_write(d.first, prefix_network(&n->prefix));
	ipv4_write(d.mask, prefix_mask(&n->prefix));
	if (is_mode(n, "off"))
		return 0;
	if (is_mode(n, "full")) {
		write_loaders(b, &d);
		rc = write_full_range(b, &d);
	} else {
		write_proxy_range(b, &d);
	}
	write_scripts(b, &d);
	return rc;
}

int derive_dnsmasq(struct buffer *b, const struct site *s)
{
	bool full = any(s, "full"), proxy = any(s, "proxy");
	int rc = 0;

	write_head(b, s);
	// Who is drained answers no machine that looks for a server.
	if ((!full && !proxy) || servers_is_drained(&s->servers))
		return 0;
	write_tags(b, s);
	if (full)
		write_full(b, s);
	if (proxy)
		buffer_printf(b, "dhcp-pxe-vendor=PXEClient,HTTPClient\n");
	for (size_t i = 0; !rc && i < s->networks.count; i++)
		rc = write_network(b, s, &s->networks.item[i]);
	write_nodes(b, s);
	return rc;
}
