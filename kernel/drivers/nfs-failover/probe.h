/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of one server of a mount, by its answers and its silence.
 *
 * Times are nanoseconds of a clock that nobody sets.  Who has the connection says what
 * happened to it, and does what nfo_probe_next() says; he reads the fields, and writes
 * none but those of which that is said.
 */
#ifndef _NFS_FAILOVER_PROBE_H
#define _NFS_FAILOVER_PROBE_H

#include <linux/types.h>

#include "wire.h"

/* NULLs to one server that are not answered yet */
#define NFO_PIPELINE 64

#define NFO_NEVER 0x7fffffffffffffffLL

/**
 * enum nfo_state - what is known of a server
 * @NFO_CLOSED: there is no connection
 * @NFO_CONNECTING: there will be one
 * @NFO_ASKED: it accepted; its files were not compared yet
 * @NFO_ALIVE: it answers, and has the files of the mount
 * @NFO_DIFFERENT: it answers, and has other files, or none
 */
enum nfo_state {
	NFO_CLOSED,
	NFO_CONNECTING,
	NFO_ASKED,
	NFO_ALIVE,
	NFO_DIFFERENT,
};

/**
 * enum nfo_todo - what is to be done
 * @NFO_NOTHING: nothing, until nfo_probe_due()
 * @NFO_OPEN: a connection is to be begun
 * @NFO_CLOSE: the connection is to be given up; that ends the round
 * @NFO_SEND: a call is to be sent
 */
enum nfo_todo {
	NFO_NOTHING,
	NFO_OPEN,
	NFO_CLOSE,
	NFO_SEND,
};

/**
 * struct nfo_terms - what is asked of all servers of a mount, and how patiently
 * @interval: milliseconds between two NULLs; not 0
 * @misses: how many of them without an answer are a death
 * @identity: the file by whose content and handle an export is told from another
 * @identity_size: bytes of @identity_data; not 0 when servers are asked
 * @identity_data: how that file begins
 * @sample: the file that is read now and then
 * @sample_length: bytes of it; 0 when there is none
 */
struct nfo_terms {
	unsigned int interval;
	unsigned int misses;
	struct nfo_handle identity;
	u32 identity_size;
	u8 identity_data[NFO_DATA_MAX];
	struct nfo_handle sample;
	u64 sample_length;
};

/**
 * struct nfo_call - a call that was sent
 * @at: when
 * @xid: its number
 * @waits: it isn't answered
 * @read: it is a READ
 * @offset: what of the identity it reads: where
 * @size: and how much; 0 when it reads the sample
 */
struct nfo_call {
	s64 at;
	u32 xid;
	bool waits;
	bool read;
	u32 offset;
	u32 size;
};

/**
 * struct nfo_step - what is to be sent
 * @size: bytes of @bytes
 * @bytes: the call
 */
struct nfo_step {
	size_t size;
	u8 bytes[NFO_CALL_MAX];
};

/**
 * struct nfo_probe - a server
 * @terms: what is asked
 * @wanted: it is in use, or no other is left: tried at the interval; written from outside
 * @state: what is known of it; may be read by somebody else meanwhile
 * @dead: not to be used; set when it falls silent, cleared when it is NFO_ALIVE again
 * @why: why it is dead, for people
 * @status: of NFS, of the READ that made it NFO_DIFFERENT
 * @since: when it began to be connected, or to be NFO_ALIVE
 * @heard: when it last answered, a probe or the mount, or sent what can't be read yet
 * @asked: since when a call waits for an answer, or 0
 * @forgiven: this silence began anew once, since our machine stood still
 * @next_null: when the next NULL is due
 * @next_read: when the next READ is due
 * @retry: when it is connected again
 * @read_at: since when READs bring nothing: no answer, or "later"; or 0
 * @sampled: the last READ was of the sample
 * @matched: it has the identity; the sample was not read yet
 * @xid: number of the next call
 * @waiting: calls that wait
 * @rtt: round-trip time of NULLs in microseconds, smoothed; 0 when not known
 * @call: the last NULLs, by @xid
 * @read: the last READ, which may wait for longer than as many NULLs
 * @have: bytes of @stream
 * @stream: what was received and is no whole answer yet
 */
struct nfo_probe {
	const struct nfo_terms *terms;
	bool wanted;
	enum nfo_state state;
	bool dead;
	const char *why;
	u32 status;
	s64 since;
	s64 heard;
	s64 asked;
	bool forgiven;
	s64 next_null;
	s64 next_read;
	s64 retry;
	s64 read_at;
	bool sampled;
	bool matched;
	u32 xid;
	unsigned int waiting;
	u32 rtt;
	struct nfo_call call[NFO_PIPELINE];
	struct nfo_call read;
	size_t have;
	u8 stream[NFO_ANSWER_MAX];
};

void nfo_probe_init(struct nfo_probe *p, const struct nfo_terms *terms, u32 xid, s64 now);

/* What happened */
void nfo_probe_accepted(struct nfo_probe *p, s64 now);
u8 *nfo_probe_room(struct nfo_probe *p, size_t *room);
const char *nfo_probe_received(struct nfo_probe *p, size_t size, s64 now);
void nfo_probe_closed(struct nfo_probe *p, const char *why, s64 now);
void nfo_probe_heard(struct nfo_probe *p, s64 at);
void nfo_probe_forgive(struct nfo_probe *p, s64 late, s64 now);
void nfo_probe_retry(struct nfo_probe *p, s64 now);

/* What is to be done, and when there will be something */
enum nfo_todo nfo_probe_next(struct nfo_probe *p, s64 now, u64 any, struct nfo_step *step);
s64 nfo_probe_due(const struct nfo_probe *p);

/* What is known */
u32 nfo_probe_rtt(const struct nfo_probe *p, s64 now);
const char *nfo_probe_word(const struct nfo_probe *p);

/* How long a server that is alive may be silent */
static inline s64 nfo_window(const struct nfo_terms *t)
{
	return (s64)t->interval * t->misses * 1000000;
}

static inline s64 nfo_interval(const struct nfo_terms *t)
{
	return (s64)t->interval * 1000000;
}

#endif
