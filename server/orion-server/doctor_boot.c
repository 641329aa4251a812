// SPDX-License-Identifier: MIT
// The hops of a boot.
#include "doctor_boot.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "dhcp_probe.h"
#include "digest.h"
#include "error.h"
#include "hardware.h"
#include "http_get.h"
#include "nfs.h"
#include "report.h"
#include "script.h"
#include "site.h"
#include "tftp.h"

enum {
	LISTEN = 3000,
	SCRIPT = 1 << 20,
	MANIFEST = 1 << 20,
	FILE_MOST = 1 << 30,
	NAME = 100,
	SAYS = 600
};

struct walk {
	struct report *report;
	struct arena *arena;
	const struct site *site;
	const struct network *network;
	struct dhcp_probe probe;
	uint8_t mac[6];		// that asks
	enum dhcp_kind rom, ipxe;
	char own[IPV4_TEXT];
	char says[SAYS];	// of the hop that is walked
	const char *file;	// the loader, by TFTP or (with http) its address
	const char *url;	// of the boot script
	struct script is;	// what that says
	struct nfs_handle root;
	bool ended;	// there is nothing behind this hop
};

typedef int hop(struct walk *w);

struct step {
	const char *name;
	hop *walk;
	const char *advice;
};

static int say(struct walk *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int say(struct walk *w, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(w->says, sizeof w->says, fmt, ap);
	va_end(ap);
	return 0;
}

// --- DHCP

static bool in_proxy_mode(const struct walk *w)
{
	return !strcmp(network_dhcp(w->network), "proxy");
}

// Us, or a server that has the same.
static bool is_ours(const struct walk *w, uint32_t address)
{
	const struct values *peers = &w->site->conf.top.key[KEY_PEERS];
	uint32_t peer;

	for (size_t i = 0; i < peers->count; i++)
		if (!ipv4_parse(&peer, text_of(peers->item[i].s)) && peer == address)
			return true;
	return address == w->network->prefix.address ||
		servers_is_other(&w->site->servers, address);
}

static void question(const struct walk *w, struct dhcp_question *q, enum dhcp_kind kind)
{
	dhcp_question_make(q, kind);
	memcpy(q->mac, w->mac, sizeof q->mac);
}

// What we answer to a machine of that kind.
static int ask(struct walk *w, struct dhcp_question *q, struct dhcp_answer *r)
{
	uint32_t own = w->network->prefix.address;
	struct dhcp_answers all;
	int rc = dhcp_probe_ask(&w->probe, q, LISTEN, own, &all);
	const struct dhcp_answer *found = dhcp_answer_of(&all, own);

	if (rc)
		return rc;
	if (!found)
		return fail(-ETIMEDOUT, "%s makes no offer", w->own);
	*r = *found;
	return 0;
}

// A proxy says what to load when it is asked once more, by the menu that it sent.
static int ask_proxy(struct walk *w, const struct dhcp_question *q, struct dhcp_answer *r)
{
	char server[IPV4_TEXT];
	uint32_t own = w->network->prefix.address;

	if (r->file[0])
		return 0;
	if (r->boot_server && r->boot_server != own) {
		ipv4_write(server, r->boot_server);
		return fail(
			-E_DATA, "its menu sends machines to %s, which isn't this server", server);
	}
	return dhcp_probe_boot(&w->probe, q, own, own, r->boot_server ? r->item : 0, r);
}

static int take_loader(struct walk *w, const struct dhcp_answer *r)
{
	char next[IPV4_TEXT], address[IPV4_TEXT];

	ipv4_write(next, r->next);
	ipv4_write(address, r->address);
	if (!in_proxy_mode(w) && !r->address)
		return fail(-E_DATA, "no address is offered: is the range used up?");
	if (!r->next)
		return fail(-E_DATA, "no next-server is named");
	if (!is_ours(w, r->next))
		return fail(
			-E_DATA, "next-server is %s, which isn't this server (%s)", next, w->own);
	if (!r->file[0])
		return fail(-E_DATA, "no boot file is named");
	w->file = arena_text(w->arena, r->file, strlen(r->file));
	if (!w->file)
		return -ENOMEM;
	return in_proxy_mode(w)
		? say(w, "boot file %s from %s", w->file, next)
		: say(w, "address %s, boot file %s from %s", address, w->file, next);
}

static int ask_rom(struct walk *w)
{
	struct dhcp_question q;
	struct dhcp_answer r;

	question(w, &q, w->rom);
	int rc = ask(w, &q, &r);
	if (!rc && in_proxy_mode(w))
		rc = ask_proxy(w, &q, &r);
	return rc ? rc : take_loader(w, &r);
}

// iPXE puts its own MAC into the name.
static const char *with_mac(const struct walk *w, const char *url)
{
	static const char name[] = "${netX/mac:hexhyp}";
	const char *at = strstr(url, name);
	const uint8_t *m = w->mac;

	if (!at)
		return arena_text(w->arena, url, strlen(url));
	return arena_printf(w->arena, "%.*s%02x-%02x-%02x-%02x-%02x-%02x%s", (int)(at - url), url,
		m[0], m[1], m[2], m[3], m[4], m[5], at + sizeof name - 1);
}

static int ask_ipxe(struct walk *w)
{
	struct dhcp_question q;
	struct dhcp_answer r;

	question(w, &q, w->ipxe);
	int rc = ask(w, &q, &r);
	if (rc)
		return rc;
	if (!text_starts(text_of(r.file), "http://"))
		return fail(-E_DATA, "iPXE is given `%s`, no boot script", r.file);
	w->url = with_mac(w, r.file);
	return w->url ? say(w, "boot script %s", w->url) : -ENOMEM;
}

// --- files

static int read_loader(struct walk *w)
{
	uint64_t size;
	int rc = tftp_read(w->network->prefix.address, w->file, FILE_MOST, &size);

	if (!rc && !size)
		rc = fail(-E_DATA, "it is empty");
	return rc ? during(rc, "%s", w->file) : say(w, "%s, %" PRIu64 " bytes", w->file, size);
}

static bool by_pxelinux(const struct walk *w)
{
	return w->file && strstr(w->file, "pxelinux");
}

// pxelinux goes its own way: a menu, and all else, by TFTP.
static int read_menu(struct walk *w)
{
	static const char name[] = "pxelinux.cfg/default";
	uint64_t size;
	int rc = tftp_read(w->network->prefix.address, name, FILE_MOST, &size);

	w->ended = true;
	return rc ? during(rc, "%s", name) : say(w, "%s, %" PRIu64 " bytes", name, size);
}

static int find_script(struct walk *w)
{
	return by_pxelinux(w) ? read_menu(w) : ask_ipxe(w);
}

// What an address has, in the walk's memory.
static int get_text(struct walk *w, const char *url, struct text *t)
{
	struct buffer b = { 0 };
	uint64_t size = 0;
	int rc = http_get(url, SCRIPT, &b, &size);
	const char *s = rc ? NULL : arena_text(w->arena, b.n ? b.s : "", b.n);

	buffer_free(&b);
	*t = (struct text){ s, size };
	return rc || s ? rc : -ENOMEM;
}

// Where the script of a node that follows a channel takes the generation from.
static int get_channel(struct walk *w, struct script *is)
{
	const char *url = arena_printf(w->arena, "%.*s", TEXT_ARG(is->channel));
	struct text t;
	int rc = url ? get_text(w, url, &t) : -ENOMEM;

	if (!rc)
		rc = script_parse_channel(is, t);
	return url ? during(rc, "%s", url) : rc;
}

static int get_script(struct walk *w)
{
	struct script is;
	struct text t;
	int rc = get_text(w, w->url, &t);

	if (!rc)
		rc = script_parse(&is, t);
	if (!rc && is.local)
		rc = fail(-E_DATA, "it has the machine start its own disk");
	if (!rc && !is.digest.s)
		rc = get_channel(w, &is);
	if (rc)
		return rc;
	w->is = is;
	return say(w, "generation %.12s, root as %.*s", is.digest.s, TEXT_ARG(is.form));
}

static int get_part(struct walk *w, const char *name)
{
	const char *url = arena_printf(
		w->arena, "%.*s/%.*s/%s", TEXT_ARG(w->is.base), TEXT_ARG(w->is.digest), name);
	uint64_t size;
	int rc = url ? http_get(url, FILE_MOST, NULL, &size) : -ENOMEM;

	if (!rc && !size)
		rc = fail(-E_DATA, "%s is empty", url);
	return rc ? rc : say(w, "%s, %" PRIu64 " bytes", name, size);
}

static int get_kernel(struct walk *w)
{
	return get_part(w, "vmlinuz");
}

static int get_initrd(struct walk *w)
{
	return get_part(w, "initrd.img");
}

// --- the root

static const char *root_path(const struct walk *w)
{
	return arena_printf(w->arena, "%.*s%.*s", TEXT_ARG(w->is.root), TEXT_ARG(w->is.digest));
}

// Of several servers the first.
static int get_root(struct walk *w)
{
	struct text first = w->is.root, rest = TEXT("");
	const char *comma = memchr(first.s, ',', first.n);

	if (comma) {
		size_t n = (size_t)(comma - first.s), others = strspn(comma, ",.0123456789");

		rest = (struct text){ comma + others, first.n - n - others };
		first.n = n;
	}
	const char *url = arena_printf(w->arena, "%.*s%.*s%.*s/root.erofs", TEXT_ARG(first),
		TEXT_ARG(rest), TEXT_ARG(w->is.digest));
	uint64_t size;
	int rc = url ? http_get(url, SCRIPT, NULL, &size) : -ENOMEM;

	return rc ? rc : say(w, "%s begins", url);
}

static int ask_nfsd(struct walk *w)
{
	int rc = nfs_null(w->is.server, NFS_PORT, NFS_PROGRAM, 3);

	return rc ? rc : say(w, "version 3 answers on port %d", NFS_PORT);
}

static int ask_mountd(struct walk *w)
{
	const char *path = root_path(w);
	int rc = path ? nfs_null(w->is.server, MOUNT_PORT, MOUNT_PROGRAM, 3) : -ENOMEM;

	if (!rc)
		rc = nfs_mount(w->is.server, path, &w->root);
	return rc ? rc : say(w, "gives %s", path);
}

// The manifest names the generation by its digest.
static int read_manifest(struct walk *w)
{
	struct buffer b = { 0 };
	char hex[DIGEST_HEX + 1];
	struct digest d;
	int rc = nfs_read(w->is.server, &w->root, "manifest", MANIFEST, &b);

	if (!rc)
		rc = digest_of(&d, b.s ? b.s : "", b.n);
	buffer_free(&b);
	if (rc)
		return rc;
	digest_hex(&d, hex);
	return text_is(w->is.digest, hex)
		? say(w, "the manifest, which has the digest")
		: fail(-E_DATA, "the manifest has the digest %.12s..., not %.12s...", hex,
			  w->is.digest.s);
}

static int read_root(struct walk *w)
{
	if (text_is(w->is.form, "image"))
		return read_manifest(w);
	int rc = nfs_lookup(w->is.server, &w->root, "usr");
	return rc ? rc : say(w, "the directory usr");
}

// --- walking

#define START "`orion up` starts it"

static const struct step to_script[] = {
	{ "DHCP", ask_rom,
		"Is dnsmasq up, has `range` an address left, is what it serves orion.conf's (`orion plan`)? " START },
	{ "TFTP", read_loader, "Is dnsmasq up, does a firewall drop UDP 69? " START },
	{ "DHCP of its loader", find_script,
		"Is what dnsmasq serves orion.conf's (`orion plan`)? `orion apply` mends it" },
	{ "boot script", get_script, "Is orion-httpd up, does a firewall drop TCP 80? " START },
};

static const struct step to_files[] = {
	{ "kernel", get_kernel,
		"Is the bundle there (`orion generations`), is it mounted? `orion apply` does it" },
	{ "initrd", get_initrd,
		"Is the bundle there (`orion generations`), is it mounted? `orion apply` does it" },
};

static const struct step to_root[] = {
	{ "nfsd", ask_nfsd,
		"The kernel's NFS server doesn't run, or a firewall drops TCP 2049. " START },
	{ "mountd", ask_mountd,
		"rpc.mountd doesn't run, doesn't export it, or a firewall drops TCP 20048. " START },
	{ "root", read_root, "Is the bundle whole? `orion check --all` reads it" },
};

static const struct step to_image[] = {
	{ "root", get_root, "Is the bundle whole? `orion check --all` reads it" },
};

#define STEPS(s) s, sizeof(s) / sizeof *(s)

// What is looked at, with its network where there are several.
static const char *named(const struct walk *w, char name[NAME], const char *who, const char *what)
{
	bool several = w->site->networks.count > 1;

	snprintf(name, NAME, "%s%s%s%s%s", several ? network_name(w->network) : "",
		several ? ": " : "", who, *who ? " " : "", what);
	return name;
}

// Walks hops until one is broken: false then, and those behind it are not tried.
static bool walk(struct walk *w, const char *who, const struct step *step, size_t steps, bool way)
{
	char name[NAME];

	for (size_t i = 0; i < steps && !w->ended; i++) {
		named(w, name, who, step[i].name);
		if (!way) {
			report_not_tried(w->report, name);
			continue;
		}
		way = !step[i].walk(w);
		if (way)
			report_ok(w->report, name, "%s", w->says);
		else
			report_failed(w->report, name, step[i].advice, "%s", error_text());
	}
	return way;
}

// No node needs it, but the kernel's NFS server registers there when it starts.
static void ask_portmapper(struct walk *w)
{
	static const char advice[] = "rpcbind: " START;
	char name[NAME];
	unsigned nfs, mount;
	int rc = nfs_port(w->is.server, NFS_PROGRAM, &nfs);

	named(w, name, "", "portmapper");
	if (!rc)
		rc = nfs_port(w->is.server, MOUNT_PROGRAM, &mount);
	if (rc)
		report_failed(w->report, name, advice, "%s", error_text());
	else if (nfs != NFS_PORT || mount != MOUNT_PORT)
		report_warning(w->report, name, "Nodes don't ask it; other clients do",
			"it has NFS at port %u, mountd at %u", nfs, mount);
	else
		report_ok(w->report, name, "NFS and mountd are registered");
}

// From the script on all machines go the same way.
static void walk_rest(struct walk *w, bool way)
{
	w->ended = false;
	way = walk(w, "", STEPS(to_files), way);
	if (way && text_is(w->is.form, "ram")) {
		walk(w, "", STEPS(to_image), true);
		return;
	}
	if (way)
		ask_portmapper(w);
	walk(w, "", STEPS(to_root), way);
}

// The loader comes by HTTP, where a server offers that.
static void walk_http(struct walk *w)
{
	struct dhcp_question q;
	struct dhcp_answer r;
	char name[NAME];
	uint64_t size;

	named(w, name, "UEFI", "HTTP boot");
	question(w, &q, DHCP_HTTP);
	if (ask(w, &q, &r) || !r.http || !text_starts(text_of(r.file), "http://"))
		report_ok(w->report, name, "not offered");
	else if (http_get(r.file, FILE_MOST, NULL, &size))
		report_failed(w->report, name, "Is orion-httpd up? " START, "%s", error_text());
	else
		report_ok(w->report, name, "%s, %" PRIu64 " bytes", r.file, size);
}

// In full mode we are the only one to give addresses, in proxy mode another one does.
static void look_for_others(struct walk *w, const struct dhcp_answers *all)
{
	char name[NAME], other[IPV4_TEXT] = "";

	named(w, name, "", "DHCP servers");
	for (size_t i = 0; i < all->count; i++)
		if (all->item[i].address && !is_ours(w, all->item[i].server))
			ipv4_write(other, all->item[i].server);
	if (in_proxy_mode(w) && !*other)
		report_failed(w->report, name, "Start the other one, or say `dhcp = full`",
			"nobody gives addresses, and orion.conf says `dhcp = proxy`");
	else if (!in_proxy_mode(w) && *other)
		report_failed(w->report, name,
			"Machines take who is first: switch it off, or say `dhcp = proxy`",
			"%s gives addresses, too", other);
	else
		report_ok(w->report, name, "%s gives addresses", *other ? other : "only this one");
}

static int walk_all(struct walk *w)
{
	static const struct {
		const char *name;
		enum dhcp_kind rom, ipxe;
	} firmware[] = {
		{ "BIOS", DHCP_BIOS, DHCP_IPXE },
		{ "UEFI", DHCP_UEFI, DHCP_IPXE_UEFI },
	};
	struct dhcp_question q;
	struct dhcp_answers all;
	bool way = false;

	question(w, &q, DHCP_PLAIN);
	int rc = dhcp_probe_ask(&w->probe, &q, LISTEN, 0, &all);
	if (rc)
		return rc;
	look_for_others(w, &all);
	for (size_t i = 0; i < sizeof firmware / sizeof *firmware; i++) {
		w->rom = firmware[i].rom;
		w->ipxe = firmware[i].ipxe;
		w->ended = false;
		way = (walk(w, firmware[i].name, STEPS(to_script), true) && !w->ended) || way;
	}
	walk_http(w);
	walk_rest(w, way);
	return 0;
}

// With `dhcp = off` loaders are somebody else's; what they load from here begins with the boot script.
static int walk_without_dhcp(struct walk *w)
{
	const struct network *n = w->network;
	char name[NAME];

	report_ok(w->report, named(w, name, "", "DHCP"),
		"off in orion.conf: loaders are another server's");
	w->url = arena_printf(w->arena, "http://%s/boot%s%s.ipxe", w->own, n->number ? "-" : "",
		n->number ? network_name(n) : "");
	if (!w->url)
		return -ENOMEM;
	walk_rest(w, walk(w, "", to_script + 3, 1, true));
	return 0;
}

// --- who asks

// The first of the network's nodes that has a MAC, or NULL.
static const struct node *first_node(const struct site *s, const struct network *n)
{
	for (size_t i = 0; i < s->nodes.count; i++)
		if (s->nodes.item[i].mac && networks_of(&s->networks, &s->nodes.item[i]) == n)
			return &s->nodes.item[i];
	return NULL;
}

static int find_node(const struct site *s, const char *name, const struct node **node)
{
	for (size_t i = 0; i < s->nodes.count; i++)
		if (!strcmp(s->nodes.item[i].name, name) && s->nodes.item[i].mac) {
			*node = &s->nodes.item[i];
			return 0;
		}
	return fail(-E_CALL, "no node `%s` with a MAC is in orion.conf: `orion nodes` lists them",
		name);
}

// Nobody's MAC where unknown machines boot, else that of a node. False: nobody boots.
static bool choose_mac(struct walk *w, const struct node *node)
{
	const char *unknown = network_unknown(w->network);
	struct dhcp_question q;
	char name[NAME];

	if (!node && strcmp(unknown, "boot")) {
		node = first_node(w->site, w->network);
		if (!node) {
			report_failed(w->report, named(w, name, "", "nodes"),
				"Write one into orion.conf, or say `unknown = boot`",
				"none with a MAC is in orion.conf and `unknown` is %s: nobody boots",
				unknown);
			return false;
		}
	}
	named(w, name, "", "boots as");
	dhcp_question_make(&q, DHCP_PLAIN);
	memcpy(w->mac, q.mac, sizeof w->mac);
	if (!node) {
		report_ok(w->report, name, "a machine that is not in orion.conf");
		return true;
	}
	mac_bytes(w->mac, node->mac);
	report_ok(w->report, name, "%s, %s", node->name, node->mac);
	return true;
}

static int boot_in(struct report *r, struct arena *a, const struct site *s, const struct network *n,
	const struct node *node)
{
	struct walk w = {
		.report = r,
		.arena = a,
		.site = s,
		.network = n,
		.probe = { -1, -1, 0 },
	};

	ipv4_write(w.own, n->prefix.address);
	if (!choose_mac(&w, node))
		return 0;
	if (!strcmp(network_dhcp(n), "off"))
		return walk_without_dhcp(&w);
	int rc = dhcp_probe_open(&w.probe, n->interface, true);
	if (!rc)
		rc = walk_all(&w);
	dhcp_probe_close(&w.probe);
	return rc;
}

int doctor_boot(struct report *r, struct arena *a, const struct site *s, const char *name)
{
	const struct node *node = NULL;
	int rc = name ? find_node(s, name, &node) : 0;

	if (rc || node)
		return rc ? rc : boot_in(r, a, s, networks_of(&s->networks, node), node);
	for (size_t i = 0; !rc && i < s->networks.count; i++)
		rc = boot_in(r, a, s, &s->networks.item[i], NULL);
	return rc;
}
