// SPDX-License-Identifier: MIT
// orion init: looks at the network, and writes an orion.conf that fits it.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "cmd.h"
#include "conf.h"
#include "dhcp_others.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "net.h"
#include "netif.h"
#include "new_conf.h"
#include "paths.h"

enum { LINK = 5000, LOOK = 100000, DATE = 32 };

#define NETWORK 0x0a090001u	// 10.9.0.1, and the same of 10.9.1 and so on

static const char *interface, *address, *dhcp;
static bool force;

static const struct option rows[] = {
	{ 0, "interface", "NAME", "the interface that serves", .text = &interface },
	{ 0, "address", "ADDRESS/LENGTH", "this server's address there, when it has none yet",
		.text = &address },
	{ 0, "dhcp", "full|proxy|off", "what it does of DHCP, whatever is heard", .text = &dhcp },
	{ 0, "force", NULL, "in place of an orion.conf that is there; a copy of it is kept",
		.flag = &force },
	{ .name = NULL },
};

// What was found, and why it is so.
struct finding {
	const struct netif *netif;
	struct dhcp_other other;
	struct new_conf conf;
	bool kept;	// the address is what the interface has
};

// --- which interface

static void print_netif(const struct call *c, const struct netif *n)
{
	char s[IPV4_TEXT], text[IPV4_TEXT + 4];

	if (c->json) {
		json_open(NULL, '{');
		json_text("name", text_of(n->name));
		json_text("mac", text_of(n->mac));
		json_bool("link", n->link);
		json_open("addresses", '[');
	} else {
		printf("%-15s %s %-9s", n->name, n->mac,
			n->link         ? "link"
				: n->up ? "no link"
					: "off");
	}
	for (size_t i = 0; i < n->prefixes; i++) {
		ipv4_write(s, n->prefix[i].address);
		snprintf(text, sizeof text, "%s/%u", s, n->prefix[i].length);
		if (c->json)
			json_text(NULL, text_of(text));
		else
			printf(" %s", text);
	}
	if (!c->json) {
		printf("\n");
		return;
	}
	json_close();
	json_close();
}

static int list(const struct call *c, const struct netifs *all)
{
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < all->count; i++)
		print_netif(c, &all->item[i]);
	if (c->json)
		json_close();
	return fail(-E_CALL, "which of these leads to the nodes? `orion init --interface NAME`");
}

// Switches it on and waits for a link. Nobody is to be heard for what was said.
static int wake(struct call *c, struct netifs *all)
{
	const struct netif *n = netifs_find(all, interface);
	int64_t end = net_now() + LINK;
	int rc = n->up ? 0 : netif_up(interface);

	while (!rc && !n->link && net_now() < end) {
		usleep(LOOK);
		rc = netifs_load(all, &c->arena);
		n = netifs_find(all, interface);
		if (!rc && !n)
			rc = fail(-ENODEV, "%s", interface);
	}
	return rc || n->link || (address && dhcp)
		? rc
		: fail(-E_DATA,
			  "%s has no link: is the cable in, is the switch on? Who says --address and --dhcp needs none",
			  interface);
}

// --- which address

static bool is_taken(const struct netifs *all, const struct prefix *p)
{
	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; k < all->item[i].prefixes; k++) {
			const struct prefix *x = &all->item[i].prefix[k];
			uint32_t mask = prefix_mask(p) & (x->length ? ~0u << (32 - x->length) : 0);

			if (!((x->address ^ p->address) & mask))
				return true;
		}
	return false;
}

// A network that no interface of this machine is in.
static int choose_network(struct finding *f, const struct netifs *all)
{
	for (uint32_t i = 0; i < 256; i++) {
		f->conf.prefix = (struct prefix){ NETWORK + (i << 8), 24 };
		if (!is_taken(all, &f->conf.prefix))
			return 0;
	}
	return fail(-E_NO, "all of 10.9.0.0/16 is in use here: say --address");
}

// The first that it has, unless --address says another one: of several, or one that takes their place.
static int keep_address(struct finding *f, const struct prefix *said)
{
	const struct netif *n = f->netif;
	char s[IPV4_TEXT];

	f->conf.prefix = said ? *said : n->prefix[0];
	for (size_t i = 0; i < n->prefixes; i++)
		if (n->prefix[i].address == f->conf.prefix.address &&
			n->prefix[i].length == f->conf.prefix.length)
			f->kept = true;
	ipv4_write(s, f->conf.prefix.address);
	if (f->conf.prefix.length < 8 || f->conf.prefix.length > 30)
		return fail(-E_NO, "%s has %s/%u: a network of 8 to 30 bits is wanted", n->name, s,
			f->conf.prefix.length);
	return 0;
}

static int choose_address(struct finding *f, const struct netifs *all)
{
	struct prefix said;
	int rc = address ? ipv4_parse_prefix(&said, text_of(address)) : 0;

	if (rc)
		return during(-E_CALL, "--address");
	if (f->netif->prefixes)
		return keep_address(f, address ? &said : NULL);
	if (address)
		f->conf.prefix = said;
	else if (strcmp(f->conf.dhcp, "full"))
		f->conf.prefix = (struct prefix){ 0, 0 };
	else
		rc = choose_network(f, all);
	return rc;
}

// --- what is said, and written

static void say_dhcp(const struct finding *f)
{
	char server[IPV4_TEXT], offers[IPV4_TEXT];
	const char *mode = f->conf.dhcp;

	ipv4_write(server, f->other.server);
	ipv4_write(offers, f->other.offers);
	if (!f->netif->link)
		printf("%s has no link, so nobody was heard", f->netif->name);
	else if (f->other.server)
		printf("%s is a DHCP server and offers %s", server, offers);
	else
		printf("no DHCP server answered in %d s", DHCP_OTHERS_LISTEN / 1000);
	if (dhcp)
		printf("; dhcp = %s, as you say\n", mode);
	else
		printf(": dhcp = %s, %s\n", mode,
			f->other.server ? "it gives the addresses, this server what to boot"
					: "this server gives the addresses");
	if (f->other.server && !strcmp(mode, "full"))
		printf("warning: two DHCP servers that give addresses are one too many; `orion up` refuses\n");
}

static void say(const struct finding *f, const char *path)
{
	char own[IPV4_TEXT], first[IPV4_TEXT], last[IPV4_TEXT];

	ipv4_write(own, f->conf.prefix.address);
	ipv4_write(first, f->conf.first);
	ipv4_write(last, f->conf.last);
	say_dhcp(f);
	if (f->conf.prefix.length)
		printf("%s: %s/%u%s\n", f->netif->name, own, f->conf.prefix.length,
			f->kept ? ", which it has" : ", which it has not yet");
	else
		printf("%s: the address that the DHCP server gives; let it be a fixed one\n",
			f->netif->name);
	if (!strcmp(f->conf.dhcp, "full"))
		printf("nodes get %s to %s\n", first, last);
	printf("%s is written; `orion publish` brings what nodes boot, `orion up` serves it\n",
		path);
}

static void say_json(const struct finding *f, const char *path)
{
	char s[IPV4_TEXT], text[IPV4_TEXT + 4];

	json_open(NULL, '{');
	json_text("conf", text_of(path));
	json_text("interface", text_of(f->netif->name));
	ipv4_write(s, f->conf.prefix.address);
	snprintf(text, sizeof text, "%s/%u", s, f->conf.prefix.length);
	json_text("address", f->conf.prefix.length ? text_of(text) : TEXT("dhcp"));
	json_text("dhcp", text_of(f->conf.dhcp));
	if (f->other.server) {
		ipv4_write(s, f->other.server);
		json_text("other", text_of(s));
	}
	json_close();
}

// NAME.DATE beside it.
static int keep_copy(struct call *c, int dir, const char *name)
{
	char date[DATE];
	time_t now = time(NULL);
	struct tm tm;
	struct text was;

	gmtime_r(&now, &tm);
	strftime(date, sizeof date, "%Y%m%d-%H%M%S", &tm);
	const char *copy = arena_printf(&c->arena, "%s.%s", name, date);
	int rc = copy ? file_load(&c->arena, dir, name, CONF_LENGTH, &was) : -ENOMEM;
	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	return rc ? rc : file_replace(dir, copy, 0644, was.s, was.n);
}

static int write_conf(struct call *c, const struct finding *f, const char *path)
{
	struct buffer b = { 0 };
	char *parent = arena_text(&c->arena, path, strlen(path));
	char *slash = parent ? strrchr(parent, '/') : NULL;
	const char *name = slash ? slash + 1 : path;

	if (slash)
		*slash = 0;
	int dir = file_open_dir(!slash ? "." : slash == parent ? "/" : parent);
	int rc = dir < 0 ? dir : force ? keep_copy(c, dir, name) : 0;
	new_conf_write(&b, &f->conf);
	if (!rc)
		rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(dir, name, 0644, b.s, b.n);
	buffer_free(&b);
	if (dir >= 0)
		close(dir);
	return rc;
}

static int check_call(const char *path)
{
	if (dhcp && strcmp(dhcp, "full") && strcmp(dhcp, "proxy") && strcmp(dhcp, "off"))
		return fail(-E_CALL, "--dhcp is full, proxy or off, not `%s`", dhcp);
	if (!force && !access(path, F_OK))
		return fail(-E_NO,
			"%s is there already: edit it, or say --force, which keeps a copy", path);
	return 0;
}

static int look(struct call *c, struct netifs *all, struct finding *f)
{
	int rc = wake(c, all);

	f->netif = netifs_find(all, interface);
	if (!rc && f->netif->link)
		rc = dhcp_others(&f->other, NULL, interface, DHCP_OTHERS_LISTEN);
	f->conf.interface = interface;
	f->conf.dhcp = dhcp ? dhcp : f->other.server ? "proxy" : "full";
	if (!rc)
		rc = choose_address(f, all);
	if (!rc && f->conf.prefix.length)
		new_conf_range(&f->conf);
	return rc;
}

static int run(struct call *c)
{
	const char *path =
		paths.conf ? paths.conf : arena_printf(&c->arena, "%s/orion.conf", paths.base);
	struct finding f = { .netif = NULL };
	struct netifs all;
	int rc = path ? netifs_load(&all, &c->arena) : -ENOMEM;

	if (rc)
		return rc;
	if (!interface)
		return list(c, &all);
	if (!netifs_find(&all, interface))
		return fail(
			-E_CALL, "there is no interface `%s`: `orion init` lists them", interface);
	rc = check_call(path);
	if (!rc)
		rc = look(c, &all, &f);
	if (!rc)
		rc = write_conf(c, &f, path);
	if (!rc)
		(c->json ? say_json : say)(&f, path);
	return rc;
}

const struct cmd cmd_init = {
	.name = "init",
	.operands = "",
	.summary = "Look at the network and write an orion.conf that fits it",
	.options = rows,
	.shared = paths_rows,
	.help = "Without --interface it lists the interfaces. It listens 5 s for another DHCP server: when one answers,\n"
		"this server only adds what to boot (proxy), else it gives the addresses, too (full).\n",
	.run = run,
};
