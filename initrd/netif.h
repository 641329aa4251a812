// SPDX-License-Identifier: MIT
// Network interfaces: what is there, up and down.
#ifndef NETIF_H
#define NETIF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NETIFS_MAX 16

struct netif {
	char name[16];
	int index;
	uint8_t mac[6];
};

// Lists the Ethernet interfaces that belong to a device, sorted by name; returns their number.
unsigned netif_list(struct netif list[NETIFS_MAX]);

// Sets an interface up or down; 0 or -1.
int netif_up(const char *name, bool up);

bool netif_carrier(const char *name);
void netif_mtu(const char *name, unsigned mtu);

// Writes "aa:bb:cc:dd:ee:ff".
void netif_mac_text(char text[18], const uint8_t mac[6]);

// Lists network devices on PCI without a driver, "8086:1572 ", for a message.
void netif_orphans(char *text, size_t size);

// True when an IPv6 address other than link-local can be used on the interface.
bool netif_has_ipv6(const char *name);

#endif
