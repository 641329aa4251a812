// SPDX-License-Identifier: MIT
// Asking DHCP servers on an interface, without taking what they offer.
#ifndef DHCP_PROBE_H
#define DHCP_PROBE_H

#include <stdbool.h>

#include "dhcp_ask.h"

enum { DHCP_ANSWERS = 16 };

struct dhcp_answers {
	struct dhcp_answer item[DHCP_ANSWERS];	// each server's last one
	size_t count;
};

struct dhcp_probe {
	int packet, udp;	// descriptors; udp -1: this machine's own servers aren't asked
	int index;	// of the interface
};

// Opens it on an interface that is up. With self, servers of this machine are asked, too: the packets leave by the IP layer then, which hands a
// broadcast to the machine itself as well, and the answers come back so. Else no server of this machine hears anything.
int dhcp_probe_open(struct dhcp_probe *p, const char *interface, bool self);

// Asks all servers and waits for answers that long, or until that one answered (0: all the time). 0, whoever answered, or negative and recorded.
int dhcp_probe_ask(struct dhcp_probe *p, const struct dhcp_question *q, int ms, uint32_t until,
	struct dhcp_answers *all);

// The answer of that server, or NULL.
const struct dhcp_answer *dhcp_answer_of(const struct dhcp_answers *all, uint32_t server);

// Asks a boot server (self only) for the item of its menu, from an address of this machine. -ETIMEDOUT when it is silent.
int dhcp_probe_boot(struct dhcp_probe *p, const struct dhcp_question *q, uint32_t server,
	uint32_t from, uint16_t item, struct dhcp_answer *r);

void dhcp_probe_close(struct dhcp_probe *p);

#endif
