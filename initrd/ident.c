// SPDX-License-Identifier: MIT
// Who this machine is: host name, machine-id, and what NFS servers know it by.
#include "ident.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <unistd.h>

#include "boot.h"
#include "file.h"
#include "sha256.h"

// A UUID that says nothing: not set, or left as the maker of the board found it.
static bool shared(const char *uuid)
{
	static const char *const known[] = {
		"03000200-0400-0500-0006-000700080009",
		"12345678-1234-5678-90ab-cddeefaabbcc",
		"00020003-0004-0005-0006-000700080009",
	};

	if (strlen(uuid) != 36)
		return true;
	if (strspn(uuid, "0-") == 36 || strspn(uuid, "Ff-") == 36)
		return true;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcasecmp(uuid, known[i]))
			return true;
	return false;
}

static void add_lower(struct sha256 *s, const char *text)
{
	for (; *text; text++) {
		char c = *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text;

		sha256_add(s, &c, 1);
	}
}

bool ident_derive(char id[33], const char *uuid, const char *mac)
{
	bool known = !shared(uuid);
	struct sha256 s;
	char hex[65];

	if (!known && !*mac)
		return false;
	sha256_init(&s);
	add_lower(&s, "orion machine-id\n");
	if (known)
		add_lower(&s, uuid);
	add_lower(&s, "\n");
	add_lower(&s, mac);
	sha256_hex(&s, hex);
	memcpy(id, hex, 32);
	id[32] = 0;
	return true;
}

// The address of the interface that booted, else of the first.
static void find_mac(struct boot *b)
{
	struct netif list[NETIFS_MAX];

	if (b->mac[0])
		return;
	if (b->cmd.has_bootif)
		netif_mac_text(b->mac, b->cmd.bootif);
	else if (netif_list(list))
		netif_mac_text(b->mac, list[0].mac);
}

static void find_machine_id(struct boot *b)
{
	char uuid[64], random[16];

	if (b->cmd.machine_id[0]) {
		memcpy(b->machine_id, b->cmd.machine_id, 33);
		return;
	}
	file_line("/sys/class/dmi/id/product_uuid", uuid, sizeof uuid);
	if (ident_derive(b->machine_id, uuid, b->mac) || b->machine_id[0])
		return;
	if (getrandom(random, 16, GRND_INSECURE) == 16)	// nothing is known: it lasts for this boot
		for (int i = 0; i < 16; i++)
			sprintf(b->machine_id + 2 * i, "%02x", (unsigned char)random[i]);
}

static void find_node(struct boot *b)
{
	const char *from = b->cmd.hostname[0] ? b->cmd.hostname : b->net.hostname;
	const char *m = b->mac;

	if (from[0])
		memcpy(b->node, from, sizeof b->node);
	else if (m[0])
		snprintf(b->node, sizeof b->node, "orion-%.2s%.2s%.2s%.2s%.2s%.2s", m, m + 3, m + 6,
			m + 9, m + 12, m + 15);
	else
		snprintf(b->node, sizeof b->node, "orion");
}

void ident_set(struct boot *b)
{
	char id[48];

	find_mac(b);
	find_machine_id(b);
	find_node(b);
	if (sethostname(b->node, strlen(b->node)))
		return;
	snprintf(id, sizeof id, "orion-%s", b->machine_id);
	file_set("/sys/module/nfs/parameters/nfs4_unique_id", id);
}
