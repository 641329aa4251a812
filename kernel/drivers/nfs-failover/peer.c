// SPDX-License-Identifier: GPL-2.0-only
/*
 * One server of a mount: a TCP connection to it that carries probes and nothing
 * else.  What is asked, and what answers and silence mean, are the rules of probe.c.
 *
 * Watching shall cost next to nothing: all servers are asked at the same time, and
 * what one that is alive answers is looked at when they are asked again.
 *
 * The connection is a plain socket and not an RPC client: it must say that the
 * server closed it at once, also when no call waits, must be given up and begun
 * anew at our own pace while a server is away, and needs no memory for a call.
 */
#define pr_fmt(fmt) "nfs_failover: " fmt

#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/sunrpc/addr.h>
#include <linux/sunrpc/clnt.h>
#include <linux/sunrpc/xprtsock.h>
#include <linux/tcp.h>
#include <net/sock.h>
#include <net/tcp_states.h>

#include "watch.h"

/* The socket was accepted, or has an end or an error to tell. */
static void call_work(struct sock *sk)
{
	struct nfo_peer *p;

	read_lock_bh(&sk->sk_callback_lock);
	p = sk->sk_user_data;
	if (p)
		nfo_kick(p->watch);
	read_unlock_bh(&sk->sk_callback_lock);
}

/*
 * An answer came.  That of a server which is alive says nothing that is new, and is
 * looked at when the next probe is sent; it counts from now.
 */
static void note_answer(struct sock *sk)
{
	struct nfo_peer *p;

	read_lock_bh(&sk->sk_callback_lock);
	p = sk->sk_user_data;
	if (p) {
		atomic64_set(&p->ready, ktime_get());
		if (READ_ONCE(p->probe.state) != NFO_ALIVE)
			nfo_kick(p->watch);
	}
	read_unlock_bh(&sk->sk_callback_lock);
}

static void no_write_space(struct sock *sk)
{
}

#ifdef CONFIG_DEBUG_LOCK_ALLOC
static struct lock_class_key peer_key, peer_slock_key;

/* Locks of sockets that user space sleeps under are not these. */
static void own_lock_class(struct sock *sk)
{
	if (WARN_ON_ONCE(!sock_allow_reclassification(sk)))
		return;
	sock_lock_init_class_and_name(sk, "slock-nfs_failover", &peer_slock_key,
				      "sk_lock-nfs_failover", &peer_key);
}
#else
static void own_lock_class(struct sock *sk)
{
}
#endif

/* An export without "insecure" wants a port that only root gets, as the mount has. */
static int bind_reserved(struct nfo_peer *p)
{
	const u32 ports = RPC_DEF_MAX_RESVPORT - RPC_DEF_MIN_RESVPORT + 1;
	struct sockaddr_storage any = { .ss_family = p->address.ss_family };
	struct sockaddr *sap = (struct sockaddr *)&any;
	int i, error = 0;

	for (i = 0; i < 16; i++) {
		rpc_set_port(sap, RPC_DEF_MIN_RESVPORT + get_random_u32_below(ports));
		error = kernel_bind(p->sock, sap, p->length);
		if (error != -EADDRINUSE)
			break;
	}
	return error;
}

/*
 * A probe may use the memory that is kept back for freeing memory, as swap over
 * NFS may: the pages that the mount reads are wanted to go on.  One that was lost is
 * sent again at equal distances (tcp_retransmit_timer()): doubled ones would soon be
 * longer than the window.
 */
static void prepare_socket(struct nfo_peer *p, struct sock *sk)
{
	own_lock_class(sk);
	sk_net_refcnt_upgrade(sk);
	sock_no_linger(sk);
	tcp_sock_set_nodelay(sk);
	tcp_sk(sk)->thin_lto = 1;
	sk->sk_use_task_frag = false;
	sk_set_memalloc(sk);
	write_lock_bh(&sk->sk_callback_lock);
	sk->sk_user_data = p;
	sk->sk_data_ready = note_answer;
	sk->sk_state_change = call_work;
	sk->sk_error_report = call_work;
	sk->sk_write_space = no_write_space;
	write_unlock_bh(&sk->sk_callback_lock);
}

static void release_socket(struct nfo_peer *p)
{
	struct sock *sk;

	if (!p->sock)
		return;
	sk = p->sock->sk;
	write_lock_bh(&sk->sk_callback_lock);
	sk->sk_user_data = NULL;
	write_unlock_bh(&sk->sk_callback_lock);
	/* Its memory is counted without a lock, so nobody else may do it: it is closed first */
	sock_hold(sk);
	sock_release(p->sock);
	sk_clear_memalloc(sk);
	sock_put(sk);
	p->sock = NULL;
	p->behind = 0;
}

/* Ends the connection; @why is the reason for people. */
static void peer_close(struct nfo_peer *p, const char *why, ktime_t now)
{
	release_socket(p);
	nfo_probe_closed(&p->probe, why, now);
}

static const char *connect_error(int error)
{
	switch (error) {
	case -ECONNREFUSED:
		return "refuses connections";
	case -ENETUNREACH:
		return "no route to it";
	default:
		return "can't be reached";
	}
}

static void peer_open(struct nfo_peer *p, ktime_t now)
{
	struct rpc_clnt *clnt = p->watch->server->client;
	int error;

	error = sock_create_kern(rpc_net_ns(clnt), p->address.ss_family, SOCK_STREAM, IPPROTO_TCP,
				 &p->sock);
	if (error) {
		p->sock = NULL;
		goto failed;
	}
	prepare_socket(p, p->sock->sk);
	if (!(p->watch->server->flags & NFS_MOUNT_NORESVPORT))
		error = bind_reserved(p);
	if (!error)
		error = kernel_connect(p->sock, (struct sockaddr *)&p->address, p->length,
				       O_NONBLOCK);
	if (error && error != -EINPROGRESS)
		goto failed;
	return;

failed:
	peer_close(p, connect_error(error), now);
}

static void connecting(struct nfo_peer *p, ktime_t now)
{
	struct sock *sk = p->sock->sk;

	switch (READ_ONCE(sk->sk_state)) {
	case TCP_SYN_SENT:
	case TCP_SYN_RECV:
		return;
	case TCP_ESTABLISHED:
		nfo_probe_accepted(&p->probe, now);
		return;
	default:
		peer_close(p, connect_error(-READ_ONCE(sk->sk_err)), now);
	}
}

/* So many bytes are in the room of the probe. */
static void received(struct nfo_peer *p, size_t size, ktime_t now)
{
	bool was_different = p->probe.state == NFO_DIFFERENT;
	const char *why = nfo_probe_received(&p->probe, size, now);

	if (!was_different && p->probe.state == NFO_DIFFERENT)
		pr_warn("%s: %s %s (NFS status %u): not used\n", kobject_name(&p->watch->kobj),
			p->name, p->probe.why, p->probe.status);
	if (why)
		peer_close(p, why, now);
}

static void receive(struct nfo_peer *p, ktime_t now)
{
	while (p->sock) {
		struct msghdr msg = {};
		struct kvec v;
		int n;

		v.iov_base = nfo_probe_room(&p->probe, &v.iov_len);
		n = kernel_recvmsg(p->sock, &msg, &v, 1, v.iov_len, MSG_DONTWAIT);
		if (n == -EAGAIN)
			return;
		if (n > 0)
			received(p, n, now);
		else if (!n)
			peer_close(p, "closed the connection", now);
		else if (n == -ECONNRESET)
			peer_close(p, "reset the connection", now);
		else
			peer_close(p, "lost the connection", now);
	}
}

/*
 * What comes behind something that was lost waits for that, and can't be read; it is
 * life all the same.  It came after the last look, and counts from then.
 */
static void look_behind(struct nfo_peer *p)
{
	u32 behind = READ_ONCE(tcp_sk(p->sock->sk)->rcv_ooopack);

	if (behind != p->behind)
		nfo_probe_heard(&p->probe, p->watch->looked);
	p->behind = behind;
}

/**
 * nfo_peer_look - see what the socket has
 * @p: the server
 * @now: the time
 *
 * What was received counts from when it came, not from when the work ran.
 */
void nfo_peer_look(struct nfo_peer *p, ktime_t now)
{
	const struct nfo_watch *w = p->watch;
	ktime_t ready = atomic64_xchg(&p->ready, 0);

	p->probe.wanted = w->lost || w->peer[w->in_use] == p;
	if (p->sock && p->probe.state == NFO_CONNECTING)
		connecting(p, now);
	if (p->sock && p->probe.state != NFO_CONNECTING)
		receive(p, ready ?: now);
	if (p->sock)
		look_behind(p);
}

static void peer_send(struct nfo_peer *p, struct nfo_step *step, ktime_t now)
{
	struct msghdr msg = { .msg_flags = MSG_DONTWAIT | MSG_NOSIGNAL };
	struct kvec v = { step->bytes, step->size };

	if (kernel_sendmsg(p->sock, &msg, &v, 1, v.iov_len) != (int)step->size)
		peer_close(p, "takes no more calls", now);
}

/* One thing that is due; is there more? */
static bool peer_step(struct nfo_peer *p, ktime_t now)
{
	struct nfo_step step;

	switch (nfo_probe_next(&p->probe, now, get_random_u64(), &step)) {
	case NFO_OPEN:
		peer_open(p, now);
		return true;
	case NFO_SEND:
		peer_send(p, &step, now);
		return true;
	case NFO_CLOSE:
		release_socket(p);
		return false;
	default:
		return false;
	}
}

/**
 * nfo_peer_work - do what is due
 * @p: the server
 * @now: the time
 */
void nfo_peer_work(struct nfo_peer *p, ktime_t now)
{
	while (peer_step(p, now))
		;
}

static void set_address(struct nfo_peer *p, const struct nfo_address *where)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&p->address;
	struct sockaddr_in *in = (struct sockaddr_in *)&p->address;

	p->where = *where;
	if (where->six) {
		in6->sin6_family = AF_INET6;
		memcpy(&in6->sin6_addr, where->bytes, sizeof(in6->sin6_addr));
		p->length = sizeof(*in6);
	} else {
		in->sin_family = AF_INET;
		memcpy(&in->sin_addr, where->bytes, sizeof(in->sin_addr));
		p->length = sizeof(*in);
	}
	rpc_ntop((struct sockaddr *)&p->address, p->name, sizeof(p->name));
}

/**
 * nfo_peer_new - have a server watched
 * @w: the mount
 * @where: the server
 *
 * The port of NFS is still to be set in its address.
 *
 * Return: the server, to be freed by nfo_peer_free(), or NULL.
 */
struct nfo_peer *nfo_peer_new(struct nfo_watch *w, const struct nfo_address *where)
{
	struct nfo_peer *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	set_address(p, where);
	p->watch = w;
	nfo_probe_init(&p->probe, &w->terms, get_random_u32(), ktime_get());
	return p;
}

void nfo_peer_free(struct nfo_peer *p)
{
	if (!p)
		return;
	release_socket(p);
	kfree(p);
}
