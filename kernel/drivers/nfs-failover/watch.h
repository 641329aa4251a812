/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A watched mount and its servers; shared by the files of this directory.
 *
 * All of a watch is protected by its lock but what is said otherwise.  Three
 * kinds of callers take it: the work, which does all that happens by itself;
 * files in sysfs; the end of the mount.  Sockets and the timer only queue the work.
 */
#ifndef _NFS_FAILOVER_WATCH_H
#define _NFS_FAILOVER_WATCH_H

#include <linux/hrtimer.h>
#include <linux/inet.h>
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/net.h>
#include <linux/nfs_fs.h>
#include <linux/workqueue.h>

#include "address.h"
#include "latency.h"
#include "wire.h"

#define NFO_MOVES_MAX 16

/* NULLs to one server that are not answered yet */
#define NFO_PIPELINE 64

struct nfo_watch;

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
 * enum nfo_policy - why a mount is moved, besides because somebody wants it
 * @NFO_MANUAL: for no other reason
 * @NFO_DEATH: when the server in use is dead
 * @NFO_LATENCY: also when another one answers faster
 */
enum nfo_policy {
	NFO_MANUAL,
	NFO_DEATH,
	NFO_LATENCY,
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
	ktime_t at;
	u32 xid;
	bool waits;
	bool read;
	u32 offset;
	u32 size;
};

/**
 * struct nfo_peer - one of the servers of a mount
 * @watch: whose it is
 * @where: its address
 * @address: the same, with the port of the mount
 * @length: bytes of @address
 * @name: @where as text
 * @sock: the connection, or NULL
 * @ready: when the socket last called, or 0 when the work looked since; not under the lock
 * @state: what is known of it; read without the lock, too
 * @dead: not to be used; set when it falls silent, cleared when it is NFO_ALIVE again
 * @why: why it is dead, for people
 * @since: when it began to be connected, or to be NFO_ALIVE
 * @heard: when it last answered, a probe or the mount
 * @asked: since when a call waits for an answer, or 0
 * @forgiven: this silence began anew once, since our machine stood still
 * @next_null: when the next NULL is due
 * @next_read: when the next READ is due
 * @retry: when it is connected again
 * @read_at: when the READ that waits was sent, or 0
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
struct nfo_peer {
	struct nfo_watch *watch;
	struct nfo_address where;
	struct sockaddr_storage address;
	int length;
	char name[INET6_ADDRSTRLEN];
	struct socket *sock;
	atomic64_t ready;
	enum nfo_state state;
	bool dead;
	const char *why;
	ktime_t since;
	ktime_t heard;
	ktime_t asked;
	bool forgiven;
	ktime_t next_null;
	ktime_t next_read;
	ktime_t retry;
	ktime_t read_at;
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

/**
 * struct nfo_file - a file of the mount that probes read
 * @name: as it was written to sysfs
 * @handle: of the file
 * @length: bytes of the file
 */
struct nfo_file {
	char name[256];
	struct nfo_handle handle;
	u64 length;
};

/**
 * struct nfo_moved - a move, for people
 * @at: seconds since the system started
 * @from: name of the server before
 * @to: name of the server after
 * @why: the reason
 */
struct nfo_moved {
	time64_t at;
	char from[INET6_ADDRSTRLEN];
	char to[INET6_ADDRSTRLEN];
	const char *why;
};

/**
 * struct nfo_watch - a mount that can be moved
 * @kobj: /sys/kernel/nfs_failover/MAJOR:MINOR
 * @server: the mount; valid until @ended
 * @lock: protects what follows
 * @work: watch_work()
 * @tell: tell_work()
 * @timer: queues @work when something is due
 * @due: when that is
 * @shown: its files are there
 * @ended: the mount goes: nothing is begun any more
 * @lost: no server answers, which was said
 * @lost_told: there was an event of that
 * @retry_move: the last move didn't reach all transports
 * @retry_all: those that it reached can't be told from others
 * @settled: until when tasks that wait to try again are woken
 * @looked: when the work last looked what the mount was answered
 * @answers: how many answers these were
 * @stay: the last move was asked for, and not to the first server: only a death undoes it
 * @policy: why it is moved
 * @latency: which server is faster
 * @interval: milliseconds between two NULLs to a server
 * @misses: how many of them without an answer are its death
 * @back_after: seconds after which the first server is used again, or 0: never
 * @identity: the file by whose content and handle an export is told from another
 * @identity_data: its content
 * @identity_size: bytes of that
 * @sample: the file that is read now and then
 * @peer: the servers, in the order of preference
 * @peers: how many
 * @in_use: index of the one in use
 * @moved: the last moves
 * @moves: how many there were
 * @told: of how many of them there was an event
 */
struct nfo_watch {
	struct kobject kobj;
	struct nfs_server *server;
	struct mutex lock;
	struct work_struct work;
	struct work_struct tell;
	struct hrtimer timer;
	ktime_t due;
	bool shown;
	bool ended;
	bool lost;
	bool lost_told;
	bool retry_move;
	bool retry_all;
	bool stay;
	ktime_t settled;
	ktime_t looked;
	unsigned long answers;
	enum nfo_policy policy;
	struct nfo_latency latency;
	unsigned int interval;
	unsigned int misses;
	unsigned int back_after;
	struct nfo_file identity;
	u8 identity_data[NFO_DATA_MAX];
	u32 identity_size;
	struct nfo_file sample;
	struct nfo_peer *peer[NFO_SERVERS_MAX];
	unsigned int peers;
	unsigned int in_use;
	struct nfo_moved moved[NFO_MOVES_MAX];
	u64 moves;
	u64 told;
};

/* watch.c */
void nfo_kick(struct nfo_watch *w);
int nfo_servers(struct nfo_watch *w, const struct nfo_address *list, unsigned int count);
int nfo_use(struct nfo_watch *w, const struct nfo_address *address);

static inline ktime_t nfo_interval(const struct nfo_watch *w)
{
	return ms_to_ktime(w->interval);
}

/* How long a server that is alive may be silent */
static inline ktime_t nfo_window(const struct nfo_watch *w)
{
	return ms_to_ktime((u64)w->interval * w->misses);
}

/* peer.c */
struct nfo_peer *nfo_peer_new(struct nfo_watch *w, const struct nfo_address *where, u16 port,
			      ktime_t now);
void nfo_peer_free(struct nfo_peer *p);
void nfo_peer_look(struct nfo_peer *p, ktime_t now);
void nfo_peer_work(struct nfo_peer *p, ktime_t now);
ktime_t nfo_peer_due(const struct nfo_peer *p);
u32 nfo_peer_rtt(const struct nfo_peer *p, ktime_t now);

/* move.c */
int nfo_move(struct nfs_server *server, const struct nfo_peer *to, bool all);
void nfo_wake(struct nfs_server *server);

/* sysfs.c */
extern const struct kobj_type nfo_ktype;

#endif
