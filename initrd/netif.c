// SPDX-License-Identifier: MIT
// Network interfaces.
#include "netif.h"

#include <dirent.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "file.h"

// One ioctl on the interface ifr names; 0 or -1.
static int request(unsigned long what, struct ifreq *ifr, const char *name)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	snprintf(ifr->ifr_name, sizeof ifr->ifr_name, "%s", name);
	int rc = ioctl(fd, what, ifr);
	close(fd);
	return rc;
}

static bool take(struct netif *n, const char *name)
{
	char path[64];
	struct ifreq r;

	snprintf(path, sizeof path, "/sys/class/net/%.15s/device", name);
	if (strlen(name) > 15 || access(path, F_OK))
		return false;
	memset(n, 0, sizeof *n);
	memset(&r, 0, sizeof r);
	memcpy(n->name, name, strlen(name) + 1);
	if (request(SIOCGIFHWADDR, &r, name) || r.ifr_hwaddr.sa_family != ARPHRD_ETHER)
		return false;
	memcpy(n->mac, r.ifr_hwaddr.sa_data, 6);
	if (request(SIOCGIFINDEX, &r, name))
		return false;
	n->index = r.ifr_ifindex;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct netif *x = a, *y = b;

	return strcmp(x->name, y->name);
}

unsigned netif_list(struct netif list[NETIFS_MAX])
{
	DIR *d = opendir("/sys/class/net");
	struct dirent *e;
	unsigned n = 0;

	while (d && n < NETIFS_MAX && (e = readdir(d)))
		n += e->d_name[0] != '.' && take(&list[n], e->d_name);
	if (d)
		closedir(d);
	qsort(list, n, sizeof *list, by_name);
	return n;
}

int netif_up(const char *name, bool up)
{
	struct ifreq r;

	memset(&r, 0, sizeof r);
	if (request(SIOCGIFFLAGS, &r, name))
		return -1;
	if (up)
		r.ifr_flags |= IFF_UP;
	else
		r.ifr_flags &= (short)~IFF_UP;
	return request(SIOCSIFFLAGS, &r, name);
}

// IFF_RUNNING would follow up to a second later: linkwatch limits its events (net/core/link_watch.c); this file asks
// for the state as it is (net/core/net-sysfs.c, carrier_show).
bool netif_carrier(const char *name)
{
	char path[64], text[4];

	snprintf(path, sizeof path, "/sys/class/net/%s/carrier", name);
	return file_read(path, text, sizeof text) > 0 && text[0] == '1';
}

void netif_mtu(const char *name, unsigned mtu)
{
	struct ifreq r;

	memset(&r, 0, sizeof r);
	r.ifr_mtu = (int)mtu;
	request(SIOCSIFMTU, &r, name);
}

void netif_mac_text(char text[18], const uint8_t m[6])
{
	snprintf(text, 18, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]);
}

static void pci_text(const char *dev, char *text, size_t size)
{
	char path[128], value[16], vendor[16], device[16];

	snprintf(path, sizeof path, "/sys/bus/pci/devices/%.60s/driver", dev);
	if (!access(path, F_OK))
		return;
	snprintf(path, sizeof path, "/sys/bus/pci/devices/%.60s/class", dev);
	if (file_line(path, value, sizeof value) < 0 || strncmp(value, "0x02", 4))
		return;
	snprintf(path, sizeof path, "/sys/bus/pci/devices/%.60s/vendor", dev);
	file_line(path, vendor, sizeof vendor);
	snprintf(path, sizeof path, "/sys/bus/pci/devices/%.60s/device", dev);
	file_line(path, device, sizeof device);
	size_t n = strlen(text);
	if (strlen(vendor) == 6 && strlen(device) == 6)
		snprintf(text + n, size - n, " %s:%s", vendor + 2, device + 2);
}

void netif_orphans(char *text, size_t size)
{
	DIR *d = opendir("/sys/bus/pci/devices");
	struct dirent *e;

	text[0] = 0;
	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.')
			pci_text(e->d_name, text, size);
	if (d)
		closedir(d);
}

bool netif_has_ipv6(const char *name)
{
	char text[4096], *save = NULL, dev[17];
	unsigned scope, flags;

	if (file_read("/proc/net/if_inet6", text, sizeof text) <= 0)
		return false;
	for (char *l = strtok_r(text, "\n", &save); l; l = strtok_r(NULL, "\n", &save))
		if (sscanf(l, "%*s %*x %*x %x %x %16s", &scope, &flags, dev) == 3 &&
				!strcmp(dev, name) && scope != 0x20 && !(flags & 0x40))
			return true;
	return false;
}
