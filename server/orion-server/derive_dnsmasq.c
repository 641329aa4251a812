// SPDX-License-Identifier: MIT
// dnsmasq.conf: DHCP for the nodes, or the boot part of it beside another server, and TFTP. docs/firmware-settings.md has what asks.
#include <string.h>

#include "buffer.h"
#include "derive.h"
#include "error.h"
#include "site.h"

struct dhcp {
	const struct site *site;
	char address[IPV4_TEXT], network[IPV4_TEXT], mask[IPV4_TEXT];
	bool full, ignore;
};

static bool by_pxelinux(const struct settings *s)
{
	return !strcmp(s->value[KEY_LOADER], "pxelinux");
}

static void write_head(struct buffer *b, const struct site *s)
{
	buffer_printf(b,
		"port=0\n"
		"interface=%s\n"
		"bind-interfaces\n"
		"except-interface=lo\n"
		"user=dnsmasq\n"
		"group=dnsmasq\n"
		"no-hosts\n"
		"no-resolv\n"
		"dhcp-leasefile=%s/leases\n"
		"enable-tftp\n"
		"tftp-root=%s/tftp\n",
		s->interface, s->paths->run, s->paths->run);
}

// PXE ROM, iPXE and node identify themselves differently; they are one machine and get one lease. Architectures of RFC 4578 and IANA's
// list: 7 and 9 are UEFI of x86-64, 16 the same by HTTP, 11 UEFI of arm64.
static void write_tags(struct buffer *b, const struct site *s)
{
	buffer_printf(b,
		"dhcp-ignore-clid\n"
		"dhcp-match=set:ipxe,175\n"
		"dhcp-match=set:efi,option:client-arch,7\n"
		"dhcp-match=set:efi,option:client-arch,9\n"
		"dhcp-match=set:http,option:client-arch,16\n"
		"dhcp-match=set:arm64,option:client-arch,11\n"
		"tag-if=set:bios,tag:!efi,tag:!http,tag:!arm64\n");
	if (by_pxelinux(&s->unknown))
		buffer_printf(b, "tag-if=set:pxelinux,tag:!known\n");
	buffer_printf(b,
		"tag-if=set:script,tag:ipxe,tag:!pxelinux\n"
		"tag-if=set:script,tag:ipxe,tag:!bios\n");
}

// Names and addresses are given in full mode only.
static void write_nodes(struct buffer *b, const struct dhcp *d)
{
	char address[IPV4_TEXT];

	for (size_t i = 0; i < d->site->nodes.count; i++) {
		const struct node *n = &d->site->nodes.item[i];

		if (!n->mac)
			continue;
		ipv4_write(address, n->address);
		buffer_printf(b, "dhcp-host=%s%s", n->mac,
			by_pxelinux(n->settings) ? ",set:pxelinux" : ",set:node");
		if (d->full)
			buffer_printf(b, "%s%s,%s", n->address ? "," : "",
				n->address ? address : "", n->name);
		buffer_printf(b, "\n");
	}
}

// A firmware that boots by HTTP takes a URL, and only from who says that he means it (UEFI 2.10, 24.7.3.1). iPXE puts its own MAC into the
// name of the script.
static void write_scripts(struct buffer *b, const struct dhcp *d)
{
	buffer_printf(b,
		"dhcp-option-force=tag:http,tag:!script,60,HTTPClient\n"
		"dhcp-boot=tag:!script,tag:http,http://%s/loader/snponly.efi,,%s\n"
		"dhcp-boot=tag:script,tag:known,http://%s/boot/${netX/mac:hexhyp}.ipxe,,%s\n"
		"dhcp-boot=tag:script,tag:!known,http://%s/boot.ipxe,,%s\n",
		d->address, d->address, d->address, d->address, d->address, d->address);
	if (d->ignore)
		buffer_printf(b, "dhcp-ignore=tag:!known\n");
}

static void write_proxy(struct buffer *b, const struct dhcp *d)
{
	buffer_printf(b,
		"dhcp-range=%s,proxy,%s\n"
		"dhcp-pxe-vendor=PXEClient,HTTPClient\n"
		"pxe-service=tag:!script,tag:!pxelinux,x86PC,OrionOS,undionly.kpxe\n"
		"pxe-service=tag:!script,tag:pxelinux,x86PC,OrionOS,pxelinux.0\n"
		"pxe-service=tag:!script,X86-64_EFI,OrionOS,snponly.efi\n"
		"pxe-service=tag:!script,BC_EFI,OrionOS,snponly.efi\n"
		"pxe-service=tag:!script,ARM64_EFI,OrionOS,snponly-arm64.efi\n",
		d->network, d->mask);
}

// The range of the file, else the hundred from network + 100 on.
static int choose_range(const struct site *s, uint32_t *first, uint32_t *last)
{
	const struct conf *c = &s->conf;
	const struct values *said = &c->network.key[KEY_RANGE];

	if (!said->count) {
		*first = prefix_network(&s->prefix) + 100;
		*last = *first + 99;
		return s->prefix.length <= 24
			? 0
			: conf_fail(c, c->network.line,
				  "range: a network of /%u is too small for the usual one: say it",
				  s->prefix.length);
	}
	int rc = ipv4_parse_range(first, last, text_of(said->item->s));
	if (!rc)
		rc = prefix_check(&s->prefix, *first);
	if (!rc)
		rc = prefix_check(&s->prefix, *last);
	return rc ? conf_at(c, said->item->line, during(rc, "range")) : 0;
}

// Without the last five lines an iPXE waits: 3 s for our ping of the new address, 3 s for a proxy's offer, 13 s for an IPv6 router. Ours
// is none: its lifetime is 0.
static int write_full(struct buffer *b, const struct dhcp *d)
{
	char from[IPV4_TEXT], to[IPV4_TEXT];
	uint32_t first, last;
	int rc = choose_range(d->site, &first, &last);

	if (rc)
		return during(rc, "E-CONFIG");
	ipv4_write(from, first);
	ipv4_write(to, last);
	buffer_printf(b,
		"dhcp-authoritative\n"
		"dhcp-range=%s,%s,%s,%ss\n"
		"dhcp-option=option:router\n"
		"dhcp-option=option:ntp-server,%s\n"
		"dhcp-boot=tag:!script,tag:bios,tag:!pxelinux,undionly.kpxe\n"
		"dhcp-boot=tag:!script,tag:bios,tag:pxelinux,pxelinux.0\n"
		"dhcp-boot=tag:!script,tag:efi,snponly.efi\n"
		"dhcp-boot=tag:!script,tag:arm64,snponly-arm64.efi\n",
		from, to, d->mask, conf_or(&d->site->conf.network, KEY_LEASE, "3600"), d->address);
	buffer_printf(b,
		"no-ping\n"
		"dhcp-option-force=encap:175,176,01\n"
		"enable-ra\n"
		"dhcp-range=fd6f:7269:6f6e::,ra-only\n"
		"ra-param=%s,10,0\n",
		d->site->interface);
	return 0;
}

int derive_dnsmasq(struct buffer *b, const struct site *s)
{
	struct dhcp d = {
		.site = s,
		.full = !strcmp(site_dhcp(s), "full"),
		.ignore = !strcmp(site_unknown(s), "ignore"),
	};
	int rc = 0;

	ipv4_write(d.address, s->prefix.address);
	ipv4_write(d.network, prefix_network(&s->prefix));
	ipv4_write(d.mask, prefix_mask(&s->prefix));
	write_head(b, s);
	if (!strcmp(site_dhcp(s), "off"))
		return 0;
	write_tags(b, s);
	if (d.full)
		rc = write_full(b, &d);
	else
		write_proxy(b, &d);
	write_scripts(b, &d);
	write_nodes(b, &d);
	return rc;
}
