// SPDX-License-Identifier: MIT
// One server: a TCP connection to it that carries probes and nothing else. The rules are the driver's (probe.h). Times are those of clock.h.
#ifndef PEER_H
#define PEER_H

#include "../../server/orion-server/ipv4.h"
#include "driver.h"

// How all servers are reached.
struct service {
	unsigned port;	// of NFS
	bool reserved;	// probes leave from a port that only root gets
};

struct peer {
	const struct service *service;
	uint32_t address;
	char name[IPV4_TEXT];
	int fd;	// -1: none
	struct nfo_probe probe;
	uint32_t
		behind; // packets that came behind one that was lost; looked: when they were counted
	int64_t looked;
};

void peer_init(struct peer *p, const struct nfo_terms *terms, const struct service *service,
	uint32_t address, int64_t now);
void peer_free(struct peer *p);

// What poll(2) is to wait for on fd.
short peer_events(const struct peer *p);

// Takes what the socket has.
void peer_look(struct peer *p, int64_t now);

// Does it wait for an answer longer than from one probe to the next?
bool peer_late(const struct peer *p, int64_t now);

// Does what is due, one thing; nfo_probe_due() is when there is more.
void peer_work(struct peer *p, int64_t now);

#endif
