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
#include "probe.h"

#define NFO_MOVES_MAX 16

#define NFO_NAME_MAX 256

struct nfo_watch;

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
 * struct nfo_peer - one of the servers of a mount
 * @watch: whose it is
 * @where: its address
 * @address: the same, with the port of the mount
 * @length: bytes of @address
 * @name: @where as text
 * @sock: the connection, or NULL
 * @ready: when the socket last called, or 0 when the work looked since; not under the lock
 * @behind: segments that the socket had to keep behind lost ones, until the last look
 * @probe: what is known of it; its state is read without the lock, too
 */
struct nfo_peer {
	struct nfo_watch *watch;
	struct nfo_address where;
	struct sockaddr_storage address;
	int length;
	char name[INET6_ADDRSTRLEN];
	struct socket *sock;
	atomic64_t ready;
	u32 behind;
	struct nfo_probe probe;
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
 * @back_after: seconds after which the first server is used again, or 0: never
 * @terms: what servers are asked
 * @identity: the name of the identity's file, as it was written to sysfs
 * @sample: the name of the sample's
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
	unsigned int back_after;
	struct nfo_terms terms;
	char identity[NFO_NAME_MAX];
	char sample[NFO_NAME_MAX];
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

/* peer.c */
struct nfo_peer *nfo_peer_new(struct nfo_watch *w, const struct nfo_address *where);
void nfo_peer_free(struct nfo_peer *p);
void nfo_peer_look(struct nfo_peer *p, ktime_t now);
void nfo_peer_work(struct nfo_peer *p, ktime_t now);

/* move.c */
int nfo_move(struct nfs_server *server, const struct nfo_peer *to, bool all);
void nfo_wake(struct nfs_server *server);

/* sysfs.c */
extern const struct kobj_type nfo_ktype;

#endif
