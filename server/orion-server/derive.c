// SPDX-License-Identifier: MIT
// The list of what is derived.
#include "derive.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "hardware.h"
#include "ipv4.h"
#include "site.h"
#include "state.h"

// Puts what is in the buffer into the list, and empties it.
static int add(struct state *all, struct arena *a, const char *path, struct buffer *b)
{
	int rc = buffer_error(b);
	char *s = rc ? NULL : arena_text(a, b->n ? b->s : "", b->n);

	if (s)
		rc = state_add(all, a, path, (struct text){ s, b->n });
	b->n = 0;
	return s || rc ? rc : -ENOMEM;
}

static bool by_pxelinux(const struct settings *s)
{
	return !strcmp(s->value[KEY_LOADER], "pxelinux");
}

// Where something of a node is, or of those of a network that aren't known.
static const char *name_of(
	struct arena *a, const struct network *network, const struct node *n, const char *suffix)
{
	struct buffer b = { 0 };

	derive_name(&b, network, n);
	const char *name = buffer_error(&b)
		? NULL
		: arena_printf(a, "http/%.*s%s", TEXT_ARG(buffer_view(&b)), suffix);
	buffer_free(&b);
	return name;
}

static int add_keys(struct state *all, struct arena *a, const struct site *s,
	const struct network *network, const struct node *n)
{
	const struct settings *of = n ? n->settings : &s->unknown;
	const struct text *keys = ssh_keys_find(&s->ssh_keys, of->from[KEY_SSH_KEYS]);

	return keys ? state_add(all, a, name_of(a, network, n, ".keys"), *keys) : 0;
}

static int add_scripts(struct state *all, struct arena *a, const struct site *s,
	const struct node *n, struct buffer *b)
{
	const struct network *of = networks_of(&s->networks, n);
	char mac[MAC_TEXT];
	int rc = derive_boot(b, s, of, n, s->boot_ipxe);

	if (!rc)
		rc = add(all, a, name_of(a, of, n, ".ipxe"), b);
	if (!rc)
		rc = add_keys(all, a, s, of, n);
	if (rc || !n->mac || !by_pxelinux(n->settings))
		return rc;
	mac_hyphens(mac, n->mac);
	rc = derive_boot(b, s, of, n, s->pxelinux);
	return rc ? rc : add(all, a, arena_printf(a, "tftp/pxelinux.cfg/01-%s", mac), b);
}

// Nodes that are known by their UUID only get the script of the unknown, which asks for theirs first.
static void add_uuid_lines(struct buffer *b, const struct site *s)
{
	bool any = false;

	for (size_t i = 0; i < s->nodes.count; i++)
		any = any || !s->nodes.item[i].mac;
	if (any)
		buffer_printf(b, "#!ipxe\nchain --replace boot/${uuid}.ipxe ||\n");
}

static int add_unknown(struct state *all, struct arena *a, const struct site *s,
	const struct network *n, struct buffer *b)
{
	bool local = !strcmp(network_unknown(n), "local");

	add_uuid_lines(b, s);
	int rc = derive_boot(b, s, n, NULL, local ? s->local_ipxe : s->boot_ipxe);
	if (!rc)
		rc = add(all, a, name_of(a, n, NULL, ".ipxe"), b);
	if (!rc)
		rc = add_keys(all, a, s, n, NULL);
	if (!rc && local)
		buffer_printf(b, "DEFAULT local\nLABEL local\n\tLOCALBOOT 0\n");
	else if (!rc)
		rc = derive_boot(b, s, n, NULL, s->pxelinux);
	return rc
		? rc
		: add(all, a,
			  n->number
				  ? arena_printf(a, "tftp/pxelinux.cfg/default-%s", network_name(n))
					 : "tftp/pxelinux.cfg/default",
			       b);
}

static int add_channel(struct state *all, struct arena *a, const struct site *s, const char *name,
	struct buffer *b)
{
	derive_channel(b, s, name);
	return add(all, a, arena_printf(a, "http/channel/%s.ipxe", name), b);
}

static int add_channels(struct state *all, struct arena *a, const struct site *s, struct buffer *b)
{
	int rc = channels_find(&s->channels, STABLE) ? 0 : add_channel(all, a, s, STABLE, b);

	for (size_t i = 0; !rc && i < s->channels.count; i++)
		if (!strcmp(s->channels.item[i].role, SITE_ROLE))
			rc = add_channel(all, a, s, s->channels.item[i].name, b);
	return rc;
}

static const char *says(bool drained)
{
	return drained ? "drained" : "serves";
}

// What a running node asks: whether to leave the server that its root is on. Its nodes know it by any of its addresses, IPv6 too, which orion.conf hasn't. Those of the
// release before look for IPv4 addresses.
static void derive_servers(struct buffer *b, const struct site *s)
{
	if (s->servers.count)
		buffer_printf(b, "self %s\n", says(servers_is_drained(&s->servers)));
	for (size_t i = 0; i < s->servers.count; i++)
		for (size_t k = 0; k < s->networks.count; k++) {
			char address[IPV4_TEXT];

			ipv4_write(address, servers_address(&s->servers.item[i], k));
			buffer_printf(b, "%s %s\n", address, says(s->servers.item[i].drained));
		}
}

static int derive_all(struct state *all, struct arena *a, const struct site *s, struct buffer *b)
{
	int rc = derive_dnsmasq(b, s);

	if (!rc)
		rc = add(all, a, "dnsmasq.conf", b);
	derive_exports(b, s);
	if (!rc)
		rc = add(all, a, "exports", b);
	derive_keepalived(b, s);
	if (!rc && b->n)
		rc = add(all, a, "keepalived.conf", b);
	derive_hosts(b, s);
	if (!rc)
		rc = add(all, a, "hosts", b);
	if (!rc)
		rc = add_channels(all, a, s, b);
	derive_servers(b, s);
	if (!rc && b->n)
		rc = add(all, a, "http/servers", b);
	for (size_t i = 0; !rc && i < s->networks.count; i++)
		rc = add_unknown(all, a, s, &s->networks.item[i], b);
	for (size_t i = 0; !rc && i < s->nodes.count; i++)
		rc = add_scripts(all, a, s, &s->nodes.item[i], b);
	return rc;
}

int derive_channels(struct state *all, struct arena *a, const struct site *s)
{
	struct buffer b = { 0 };
	int rc = add_channels(all, a, s, &b);

	buffer_free(&b);
	return rc;
}

int derive(struct state *all, struct arena *a, const struct site *s)
{
	struct buffer b = { 0 };
	int rc = derive_all(all, a, s, &b);

	buffer_free(&b);
	state_sort(all);
	return rc;
}
