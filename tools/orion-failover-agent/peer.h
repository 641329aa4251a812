// SPDX-License-Identifier: MIT
// One server: a TCP connection to it that carries probes and nothing else. What the kernel's driver does in peer.c of
// kernel/drivers/nfs-failover, by the same rules: who mends one looks at the other. It can't see what the mount itself is answered. Times are those of clock.h.
#ifndef PEER_H
#define PEER_H

#include "../../server/orion-server/ipv4.h"
#include "wire_user.h"

enum { PEER_PIPELINE = 64 };	// NULLs that are not answered yet

// What all servers must have alike; doesn't change.
struct probed {
	struct nfo_handle identity, sample;
	uint8_t data[NFO_DATA_MAX];	// of the identity
	uint32_t size;
	uint64_t sample_length;	// 0: there is no sample
};

struct pace {
	int64_t interval;	// between two NULLs
	unsigned misses;	// so many without an answer are a death
	unsigned port;		// of NFS
	bool reserved;		// probes leave from a port that only root gets
};

enum peer_state {
	PEER_CLOSED,
	PEER_CONNECTING,
	PEER_ASKED,	// it accepted; its files were not compared yet
	PEER_ALIVE,
	PEER_DIFFERENT,	// it answers, and has other files, or none
};

struct peer_call {
	int64_t at;
	uint32_t xid;
	bool waits, read;
	uint32_t offset, size;	// of the identity; size 0: of the sample
};

struct peer {
	const struct probed *files;
	const struct pace *pace;
	uint32_t address;
	char name[IPV4_TEXT];
	int fd;	// -1: none
	bool wanted;	// in use, or no other is left: tried again at the interval
	enum peer_state state;
	bool dead;	// not to be used; until it is alive again
	const char *why;	// of that
	int64_t since;	// when connecting began, or being alive
	int64_t heard, asked;	// last answer; since when a call waits, or 0
	bool forgiven;	// this silence began anew once
	int64_t next_null, next_read, retry;
	int64_t read_at;	// when the READ that waits was sent, or 0
	bool sampled;	// the last READ was of the sample
	bool matched;	// it has the identity; the sample was not read yet
	uint32_t xid;
	unsigned waiting;
	uint32_t rtt;	// microseconds, smoothed; 0: not known
	struct peer_call call[PEER_PIPELINE];	// the last NULLs, by their numbers
	struct peer_call read;	// the last READ, which may wait for longer than as many NULLs
	size_t have;
	uint8_t stream[NFO_ANSWER_MAX];	// what was received and is no whole answer yet
};

void peer_init(struct peer *p, const struct probed *files, const struct pace *pace,
	uint32_t address, int64_t now);
void peer_free(struct peer *p);

// What poll(2) is to wait for on fd.
short peer_events(const struct peer *p);

// Takes what the socket has.
void peer_look(struct peer *p, int64_t now);

// Does what is due, one thing; when there is more.
void peer_work(struct peer *p, int64_t now);
int64_t peer_due(const struct peer *p);

// This machine stood still for so long, and its probes with it.
void peer_forgive(struct peer *p, int64_t late, int64_t now);

bool peer_alive(const struct peer *p);
const char *peer_word(const struct peer *p);	// alive, dead, different, unknown

#endif
