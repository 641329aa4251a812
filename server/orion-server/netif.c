// SPDX-License-Identifier: MIT
// Network interfaces.
#include "netif.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"

// An address may have a label of its own, NAME:LABEL.
static struct netif *find(struct netifs *n, const char *label)
{
	size_t length = strcspn(label, ":");

	for (size_t i = 0; i < n->count; i++)
		if (strlen(n->item[i].name) == length && !memcmp(n->item[i].name, label, length))
			return &n->item[i];
	return NULL;
}

// IFF_RUNNING follows up to a second later; this file has the state as it is.
static bool has_link(const char *name)
{
	char path[64];
	int c = 0;

	snprintf(path, sizeof path, "/sys/class/net/%s/carrier", name);
	FILE *f = fopen(path, "re");
	if (f) {
		c = fgetc(f);
		fclose(f);
	}
	return c == '1';
}

static int add(struct netifs *n, struct arena *a, const struct ifaddrs *i)
{
	const struct sockaddr_ll *link = (const struct sockaddr_ll *)i->ifa_addr;
	const unsigned char *m = link->sll_addr;
	struct netif *item;

	if (link->sll_hatype != ARPHRD_ETHER || strlen(i->ifa_name) >= NETIF_NAME)
		return 0;
	item = arena_more(a, n->item, n->count, sizeof *item);
	if (!item)
		return -ENOMEM;
	n->item = item;
	item += n->count++;
	*item = (struct netif){ .up = i->ifa_flags & IFF_UP };
	snprintf(item->name, sizeof item->name, "%s", i->ifa_name);
	snprintf(item->mac, sizeof item->mac, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2],
		m[3], m[4], m[5]);
	item->link = has_link(item->name);
	return 0;
}

static unsigned length(uint32_t mask)
{
	unsigned n = 0;

	while (n < 32 && mask & 0x80000000u >> n)
		n++;
	return n;
}

static uint32_t number(const struct sockaddr *s)
{
	return ntohl(((const struct sockaddr_in *)s)->sin_addr.s_addr);
}

static void add_address(struct netifs *n, const struct ifaddrs *i)
{
	struct netif *to = find(n, i->ifa_name);

	if (to && to->prefixes < NETIF_PREFIXES && i->ifa_netmask)
		to->prefix[to->prefixes++] = (struct prefix){
			number(i->ifa_addr),
			length(number(i->ifa_netmask)),
		};
}

static int by_name(const void *a, const void *b)
{
	const struct netif *x = a, *y = b;

	return strcmp(x->name, y->name);
}

int netifs_load(struct netifs *n, struct arena *a)
{
	struct ifaddrs *list;
	int rc = 0;

	*n = (struct netifs){ NULL, 0 };
	if (getifaddrs(&list))
		return fail(-errno, "list the interfaces");
	for (const struct ifaddrs *i = list; !rc && i; i = i->ifa_next)
		if (i->ifa_addr && i->ifa_addr->sa_family == AF_PACKET)
			rc = add(n, a, i);
	for (const struct ifaddrs *i = list; !rc && i; i = i->ifa_next)
		if (i->ifa_addr && i->ifa_addr->sa_family == AF_INET)
			add_address(n, i);
	freeifaddrs(list);
	if (n->count)
		qsort(n->item, n->count, sizeof *n->item, by_name);
	return rc;
}

const struct netif *netifs_find(const struct netifs *n, const char *name)
{
	for (size_t i = 0; i < n->count; i++)
		if (!strcmp(n->item[i].name, name))
			return &n->item[i];
	return NULL;
}

int netif_up(const char *name)
{
	struct ifreq r = { .ifr_flags = 0 };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return fail(-errno, "socket");
	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", name);
	int bad = ioctl(fd, SIOCGIFFLAGS, &r);
	r.ifr_flags |= IFF_UP;
	int rc = bad || ioctl(fd, SIOCSIFFLAGS, &r) ? fail(-errno, "switch %s on", name) : 0;
	close(fd);
	return rc;
}
