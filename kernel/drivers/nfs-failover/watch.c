// SPDX-License-Identifier: GPL-2.0-only
/*
 * NFS failover: a mount and the servers that it can be had from.
 *
 * Each server is asked several times a second (probe.c, peer.c).  When the one in use is
 * dead, the mount's transports are given the address of another that is alive and
 * exports the same files (move.c); while none is, all are asked and the first that
 * answers again is taken.  A mount whose server comes back after it was alone is
 * moved to it, too: its old connection may be far into TCP's back-off.  When it is
 * wanted, a mount moves also to a server that answers faster (latency.c).
 *
 * All of it happens in one work item, so that there is one order of events; it
 * allocates nothing but sockets, and may use the reserves for these.  Events for
 * user space are sent by another: who sends them may wait for memory.
 */
#define pr_fmt(fmt) "nfs_failover: " fmt

#include <linux/nfs_fs.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/sunrpc/addr.h>
#include <linux/sunrpc/clnt.h>
#include <linux/timekeeping.h>
#include <net/sock.h>

#include "failover.h"
#include "watch.h"

#define INTERVAL_MS 200
#define MISSES 3
#define FASTER_MS 20
#define FASTER_FOR 10
#define FASTER_PAUSE 300

/* A move that didn't reach all transports is repeated after so many milliseconds. */
#define RETRY_MOVE_MS 10

/* Who was refused by the old server may begin to wait after a move: woken for so long. */
#define SETTLE_MS 100
#define SETTLE_STEP_MS 10

static struct kset *failover_kset;
static struct workqueue_struct *failover_wq;

/**
 * nfo_kick - have the work look at once
 * @w: the mount
 *
 * From any context.
 */
void nfo_kick(struct nfo_watch *w)
{
	queue_work(failover_wq, &w->work);
}

static enum hrtimer_restart watch_timer(struct hrtimer *timer)
{
	nfo_kick(container_of(timer, struct nfo_watch, timer));
	return HRTIMER_NORESTART;
}

static void tell(struct nfo_watch *w, const struct nfo_moved *m)
{
	char text[4][96];
	char *env[] = { text[0], text[1], text[2], text[3], NULL };

	snprintf(text[0], sizeof(text[0]), "NFS_FAILOVER=%s", *m->to ? "moved" : "lost");
	snprintf(text[1], sizeof(text[1]), "FROM=%s", m->from);
	snprintf(text[2], sizeof(text[2]), "TO=%s", m->to);
	snprintf(text[3], sizeof(text[3]), "REASON=%s", m->why);
	kobject_uevent_env(&w->kobj, KOBJ_CHANGE, env);
}

/* What user space wasn't told yet; the loss of all servers is no move, and has no @to. */
static bool untold(struct nfo_watch *w, struct nfo_moved *m)
{
	if (!w->shown)
		return false;
	if (w->moves > w->told + NFO_MOVES_MAX)
		w->told = w->moves - NFO_MOVES_MAX;
	if (w->told < w->moves) {
		*m = w->moved[w->told++ % NFO_MOVES_MAX];
		return true;
	}
	if (!w->lost || w->lost_told)
		return false;
	w->lost_told = true;
	*m = (struct nfo_moved){ .why = w->peer[w->in_use]->probe.why };
	strscpy(m->from, w->peer[w->in_use]->name);
	return true;
}

static void tell_work(struct work_struct *work)
{
	struct nfo_watch *w = container_of(work, struct nfo_watch, tell);
	struct nfo_moved m;
	bool more;

	do {
		mutex_lock(&w->lock);
		more = untold(w, &m);
		mutex_unlock(&w->lock);
		if (more)
			tell(w, &m);
	} while (more);
}

static void remember(struct nfo_watch *w, const struct nfo_peer *from, const struct nfo_peer *to,
		     const char *why)
{
	struct nfo_moved *m = &w->moved[w->moves++ % NFO_MOVES_MAX];

	m->at = ktime_get_boottime_seconds();
	strscpy(m->from, from->name);
	strscpy(m->to, to->name);
	m->why = why;
}

static int watch_move(struct nfo_watch *w, unsigned int to, const char *why)
{
	const struct nfo_peer *old = w->peer[w->in_use], *new = w->peer[to];
	int error = nfo_move(w->server, new, true);

	w->retry_move = error;
	w->retry_all = old == new;
	w->settled = ktime_add_ms(ktime_get(), SETTLE_MS);
	w->in_use = to;
	w->lost = false;
	w->lost_told = false;
	w->stay = w->stay && old == new;
	w->latency.moved = ktime_get();
	nfo_latency_anew(&w->latency);
	remember(w, old, new, why);
	if (old == new)
		pr_notice("%s: %s is back\n", kobject_name(&w->kobj), new->name);
	else
		pr_notice("%s: moved from %s to %s: %s\n", kobject_name(&w->kobj), old->name,
			  new->name, why);
	queue_work(system_unbound_wq, &w->tell);
	return error;
}

static void repeat_move(struct nfo_watch *w)
{
	w->retry_move = nfo_move(w->server, w->peer[w->in_use], w->retry_all);
}

/* The first in the order of preference that is alive, or w->peers. */
static unsigned int first_alive(const struct nfo_watch *w)
{
	unsigned int i;

	for (i = 0; i < w->peers; i++)
		if (w->peer[i]->probe.state == NFO_ALIVE)
			break;
	return i;
}

/* From now on all are asked at the pace of the interval. */
static void none_alive(struct nfo_watch *w, ktime_t now)
{
	const struct nfo_peer *p = w->peer[w->in_use];
	unsigned int i;

	if (w->lost)
		return;
	w->lost = true;
	for (i = 0; i < w->peers; i++)
		nfo_probe_retry(&w->peer[i]->probe, now);
	pr_warn("%s: %s %s: waiting for a server\n", kobject_name(&w->kobj), p->name, p->probe.why);
	queue_work(system_unbound_wq, &w->tell);
}

/* When the first server of the list is to be used again, or KTIME_MAX. */
static ktime_t back_at(const struct nfo_watch *w)
{
	const struct nfo_probe *first = &w->peer[0]->probe;

	if (w->policy != NFO_DEATH || !w->back_after || w->stay)
		return KTIME_MAX;
	if (!w->in_use || w->peer[w->in_use]->probe.dead || first->state != NFO_ALIVE)
		return KTIME_MAX;
	return ktime_add_ms(first->since, (u64)w->back_after * MSEC_PER_SEC);
}

/* The server that answers faster, by the policy "latency", or w->peers. */
static unsigned int faster(struct nfo_watch *w, ktime_t now)
{
	u32 rtt[NFO_SERVERS_MAX];
	unsigned int i;

	if (w->policy != NFO_LATENCY || w->stay)
		return w->peers;
	for (i = 0; i < w->peers; i++)
		rtt[i] = nfo_probe_rtt(&w->peer[i]->probe, now);
	return nfo_faster(&w->latency, rtt, w->peers, w->in_use, ktime_to_ns(now));
}

/* The server in use is alive. */
static void decide_alive(struct nfo_watch *w, ktime_t now)
{
	unsigned int to = faster(w, now);

	if (w->lost)
		watch_move(w, w->in_use, "is back");
	else if (ktime_compare(now, back_at(w)) >= 0)
		watch_move(w, 0, "the first server is back");
	else if (to < w->peers)
		watch_move(w, to, "answers faster");
}

static void decide(struct nfo_watch *w, ktime_t now)
{
	const struct nfo_probe *p = &w->peer[w->in_use]->probe;
	unsigned int to;

	if (!p->dead) {
		decide_alive(w, now);
		return;
	}
	to = w->policy == NFO_MANUAL ? w->peers : first_alive(w);
	if (to < w->peers)
		watch_move(w, to, p->why);
	else
		none_alive(w, now);
}

/* This machine itself stood still, and its probes with it: nor was anybody faster meanwhile. */
static void forgive(struct nfo_watch *w, ktime_t now)
{
	ktime_t late = ktime_sub(now, w->due);
	unsigned int i;

	if (ktime_before(late, nfo_interval(&w->terms)))
		return;
	nfo_latency_anew(&w->latency);
	for (i = 0; i < w->peers; i++)
		nfo_probe_forgive(&w->peer[i]->probe, late, now);
}

/* The count grows meanwhile; one more or less is seen by the next look. */
static int add_answers(struct rpc_clnt *clnt, struct rpc_xprt *xprt, void *data)
{
	unsigned long *answers = data;

	*answers += data_race(READ_ONCE(xprt->stat.recvs));
	return 0;
}

/*
 * What the server in use answers to the mount itself is life, too: on a network that
 * loses packets, one connection may wait for what was lost longer than the window
 * lasts, but hardly all of them.  It came after the last look, and counts from then.
 */
static void look_at_mount(struct nfo_watch *w, ktime_t now)
{
	unsigned long answers = 0;

	rpc_clnt_iterate_for_each_xprt(w->server->nfs_client->cl_rpcclient, add_answers, &answers);
	if (answers != w->answers)
		nfo_probe_heard(&w->peer[w->in_use]->probe, w->looked);
	w->answers = answers;
	w->looked = now;
}

static void set_timer(struct nfo_watch *w, ktime_t now)
{
	unsigned int i;

	w->due = back_at(w);
	for (i = 0; i < w->peers; i++)
		w->due = min(w->due, nfo_probe_due(&w->peer[i]->probe));
	if (w->retry_move)
		w->due = min(w->due, ktime_add_ms(ktime_get(), RETRY_MOVE_MS));
	if (ktime_before(now, w->settled))
		w->due = min(w->due, ktime_add_ms(now, SETTLE_STEP_MS));
	hrtimer_start(&w->timer, w->due, HRTIMER_MODE_ABS);
}

static void watch_run(struct nfo_watch *w)
{
	ktime_t now = ktime_get();
	unsigned int i;

	for (i = 0; i < w->peers; i++)
		nfo_peer_look(w->peer[i], now);
	look_at_mount(w, now);
	forgive(w, now);
	for (i = 0; i < w->peers; i++)
		nfo_peer_work(w->peer[i], now);
	if (w->retry_move)
		repeat_move(w);
	decide(w, now);
	if (ktime_before(now, w->settled))
		nfo_wake(w->server);
	set_timer(w, now);
}

static void watch_work(struct work_struct *work)
{
	struct nfo_watch *w = container_of(work, struct nfo_watch, work);
	unsigned int flags = memalloc_noreclaim_save();

	mutex_lock(&w->lock);
	if (w->peers && !w->ended)
		watch_run(w);
	mutex_unlock(&w->lock);
	memalloc_noreclaim_restore(flags);
}

static void forget_peers(struct nfo_watch *w)
{
	unsigned int i;

	for (i = 0; i < w->peers; i++)
		nfo_peer_free(w->peer[i]);
	w->peers = 0;
	w->in_use = 0;
	w->lost = false;
	w->lost_told = false;
	w->retry_move = false;
	w->retry_all = false;
	w->settled = 0;
	w->looked = 0;
	w->stay = false;
	w->latency.moved = 0;
	nfo_latency_anew(&w->latency);
}

/* The server in use; returns its port. */
static u16 used_address(const struct nfo_watch *w, struct nfo_address *a)
{
	struct sockaddr_storage ss = {};
	const struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&ss;
	const struct sockaddr_in *in = (struct sockaddr_in *)&ss;

	rpc_peeraddr(w->server->nfs_client->cl_rpcclient, (struct sockaddr *)&ss, sizeof(ss));
	*a = (struct nfo_address){ .six = ss.ss_family == AF_INET6 };
	if (a->six)
		memcpy(a->bytes, &in6->sin6_addr, sizeof(in6->sin6_addr));
	else
		memcpy(a->bytes, &in->sin_addr, sizeof(in->sin_addr));
	return rpc_get_port((struct sockaddr *)&ss);
}

/* Its place in the list, or -EINVAL; -EAFNOSUPPORT when the list is of the other family. */
static int find_used(const struct nfo_address *list, unsigned int count,
		     const struct nfo_address *used)
{
	unsigned int i;

	if (list[0].six != used->six)
		return -EAFNOSUPPORT;
	for (i = 0; i < count; i++)
		if (nfo_same_address(&list[i], used))
			return i;
	return -EINVAL;
}

/* Peers of a new list instead of those of the old; 0 or an error as nfo_servers() says. */
static int replace_peers(struct nfo_watch *w, const struct nfo_address *list,
			 struct nfo_peer *const *new, unsigned int count)
{
	struct nfo_address used;
	int in_use = 0;
	unsigned int i;
	u16 port;

	if (!w->shown)
		return -ENODEV;
	if (count && !w->terms.identity_size)
		return -ENODATA;
	port = used_address(w, &used);
	if (count)
		in_use = find_used(list, count, &used);
	if (in_use < 0)
		return in_use;
	forget_peers(w);
	for (i = 0; i < count; i++) {
		rpc_set_port((struct sockaddr *)&new[i]->address, port);
		w->peer[i] = new[i];
	}
	w->peers = count;
	w->in_use = in_use;
	/* The first transport's server; a move before may not have reached the others */
	w->retry_move = count;
	w->due = ktime_get();
	nfo_kick(w);
	return 0;
}

/**
 * nfo_servers - say which servers a mount has
 * @w: the mount, not locked: memory may have to be waited for, and a move must not
 * @list: their addresses, none twice, all of one family, in the order of preference
 * @count: how many; 0 ends the watch
 *
 * Return: 0; -EINVAL when the one in use isn't among them; -EAFNOSUPPORT when it is of
 * the other family; -ENODATA when it isn't known by what its files are told; -ENOMEM;
 * -ENODEV when the mount didn't come to be.
 */
int nfo_servers(struct nfo_watch *w, const struct nfo_address *list, unsigned int count)
{
	struct nfo_peer *new[NFO_SERVERS_MAX] = {};
	unsigned int i;
	int error = 0;

	for (i = 0; i < count && !error; i++) {
		new[i] = nfo_peer_new(w, &list[i]);
		error = new[i] ? 0 : -ENOMEM;
	}
	if (!error) {
		mutex_lock(&w->lock);
		error = replace_peers(w, list, new, count);
		mutex_unlock(&w->lock);
	}
	for (i = 0; error && i < count; i++)
		nfo_peer_free(new[i]);
	return error;
}

/**
 * nfo_use - move a mount because somebody wants it
 * @w: the mount
 * @address: one of its servers
 *
 * A move to another server than the first is undone by nothing but a death.
 *
 * Return: 0, also when it is in use; -EINVAL when it is none of them; -ESTALE when it
 * has other files; -EHOSTUNREACH when it is not alive; -EBUSY when the move is not
 * through yet: it is repeated.
 */
int nfo_use(struct nfo_watch *w, const struct nfo_address *address)
{
	unsigned int i;
	int error;

	for (i = 0; i < w->peers; i++)
		if (nfo_same_address(&w->peer[i]->where, address))
			break;
	if (i == w->peers)
		return -EINVAL;
	if (i == w->in_use)
		return 0;
	if (w->peer[i]->probe.state == NFO_DIFFERENT)
		return -ESTALE;
	if (w->peer[i]->probe.state != NFO_ALIVE)
		return -EHOSTUNREACH;
	error = watch_move(w, i, "was asked for");
	w->stay = i;
	nfo_kick(w);
	return error;
}

static struct nfo_watch *watch_new(struct nfs_server *server)
{
	struct nfo_watch *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return NULL;
	w->server = server;
	w->policy = NFO_DEATH;
	w->terms.interval = INTERVAL_MS;
	w->terms.misses = MISSES;
	w->latency.faster_ms = FASTER_MS;
	w->latency.faster_for = FASTER_FOR;
	w->latency.faster_pause = FASTER_PAUSE;
	mutex_init(&w->lock);
	INIT_WORK(&w->work, watch_work);
	INIT_WORK(&w->tell, tell_work);
	hrtimer_init(&w->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	w->timer.function = watch_timer;
	w->kobj.kset = failover_kset;
	return w;
}

/**
 * nfs_failover_add - a mount with the option "failover" begins
 * @server: the mount; its superblock has a number
 *
 * Sockets that may use the reserves come and go with moves.  That is a switch in the
 * network's code (sk_set_memalloc()), so one more holds it, or the code would be
 * rewritten just when the last server is lost.
 *
 * Return: 0 or an error.
 */
int nfs_failover_add(struct nfs_server *server)
{
	struct rpc_clnt *clnt = server->nfs_client->cl_rpcclient;
	struct nfo_watch *w = failover_kset ? watch_new(server) : NULL;
	int error;

	if (!w)
		return -ENOMEM;
	error = kobject_init_and_add(&w->kobj, &nfo_ktype, NULL, "%s", server->super->s_id);
	if (error) {
		kobject_put(&w->kobj);
		return error;
	}
	server->failover = w;
	static_branch_inc(&memalloc_socks_key);
	error = rpc_clnt_swap_activate(clnt);
	if (error)
		return error;
	mutex_lock(&w->lock);
	w->shown = true;
	mutex_unlock(&w->lock);
	kobject_uevent(&w->kobj, KOBJ_ADD);
	return 0;
}

/**
 * nfs_failover_hide - a mount is about to end: its files go
 * @server: any mount
 *
 * Its number is still its own, which another mount's directory may have soon.  It is
 * watched on, for whoever still reads.
 */
void nfs_failover_hide(struct nfs_server *server)
{
	struct nfo_watch *w = server->failover;

	if (!w)
		return;
	mutex_lock(&w->lock);
	w->shown = false;
	mutex_unlock(&w->lock);
	cancel_work_sync(&w->tell);
	kobject_del(&w->kobj);
}

/**
 * nfs_failover_remove - a mount ends
 * @server: any mount; hidden
 *
 * After it nothing uses @server or its clients.  First nothing is begun any more, then
 * what was begun ends.
 */
void nfs_failover_remove(struct nfs_server *server)
{
	struct nfo_watch *w = server->failover;

	if (!w)
		return;
	server->failover = NULL;
	mutex_lock(&w->lock);
	w->ended = true;
	forget_peers(w);
	mutex_unlock(&w->lock);
	hrtimer_cancel(&w->timer);
	cancel_work_sync(&w->work);
	cancel_work_sync(&w->tell);
	rpc_clnt_swap_deactivate(server->nfs_client->cl_rpcclient);
	static_branch_dec(&memalloc_socks_key);
	kobject_put(&w->kobj);
}

static int __init failover_init(void)
{
	failover_wq = alloc_workqueue("nfs_failover", WQ_UNBOUND | WQ_HIGHPRI | WQ_MEM_RECLAIM, 0);
	if (!failover_wq)
		return -ENOMEM;
	failover_kset = kset_create_and_add("nfs_failover", NULL, kernel_kobj);
	if (failover_kset)
		return 0;
	destroy_workqueue(failover_wq);
	return -ENOMEM;
}
fs_initcall(failover_init);
