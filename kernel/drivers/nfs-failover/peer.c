// SPDX-License-Identifier: GPL-2.0-only
/*
 * One server of a mount: a TCP connection to it that carries probes and nothing
 * else.
 *
 * The next probe doesn't wait for an answer.  TCP itself sends a lost segment
 * again after 200 ms at the earliest, or when it sees that later ones arrived.
 *
 * Watching shall cost next to nothing: all servers are asked at the same time, and
 * what one that is alive answers is looked at when they are asked again.
 *
 * The connection is a plain socket and not an RPC client: it must say that the
 * server closed it at once, also when no call waits, must be given up and begun
 * anew at our own pace while a server is away, and needs no memory for a call.
 */
#define pr_fmt(fmt) "nfs_failover: " fmt

#include <linux/math64.h>
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

/* Limits in milliseconds for a connection to be accepted */
#define PATIENCE_MIN 200
#define PATIENCE_MAX 1000

/* Between attempts to reach a server that nobody waits for, in milliseconds */
#define SPARE_MS 2000

/* A READ comes with every tenth NULL, and may take ten times as long. */
#define READ_FACTOR 10

/* Bytes of a READ that is only to show that the server's disk answers */
#define SAMPLE_SIZE 512

static ktime_t patience(const struct nfo_peer *p)
{
	u64 ms = (u64)p->watch->interval * p->watch->misses;

	return ms_to_ktime(clamp_t(u64, ms, PATIENCE_MIN, PATIENCE_MAX));
}

static ktime_t read_interval(const struct nfo_peer *p)
{
	return ms_to_ktime((u64)p->watch->interval * READ_FACTOR);
}

static ktime_t read_limit(const struct nfo_peer *p)
{
	return ms_to_ktime((u64)p->watch->interval * p->watch->misses * READ_FACTOR);
}

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
		if (READ_ONCE(p->state) != NFO_ALIVE)
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
	struct socket *sock = p->sock;

	if (!sock)
		return;
	write_lock_bh(&sock->sk->sk_callback_lock);
	sock->sk->sk_user_data = NULL;
	write_unlock_bh(&sock->sk->sk_callback_lock);
	sk_clear_memalloc(sock->sk);
	sock_release(sock);
	p->sock = NULL;
}

/* From the begin of one attempt to the next; a spare server that is away costs little. */
static ktime_t attempts(const struct nfo_peer *p)
{
	const struct nfo_watch *w = p->watch;

	if (p->state == NFO_CONNECTING && !w->lost && w->peer[w->in_use] != p)
		return ms_to_ktime(max_t(unsigned int, w->interval, SPARE_MS));
	return nfo_interval(w);
}

/* Ends the connection; @why is the reason for people.  A new one is begun soon. */
static void peer_close(struct nfo_peer *p, const char *why, ktime_t now)
{
	release_socket(p);
	p->retry = max(now, ktime_add(p->since, attempts(p)));
	memset(p->call, 0, sizeof(p->call));
	memset(&p->read, 0, sizeof(p->read));
	WRITE_ONCE(p->state, NFO_CLOSED);
	p->waiting = 0;
	p->asked = 0;
	p->forgiven = false;
	p->read_at = 0;
	p->matched = false;
	p->have = 0;
	p->rtt = 0;
	if (!p->dead)
		p->why = why;
	p->dead = true;
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

	p->since = now;
	error = sock_create_kern(rpc_net_ns(clnt), p->address.ss_family, SOCK_STREAM, IPPROTO_TCP,
				 &p->sock);
	WRITE_ONCE(p->state, NFO_CONNECTING);
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

static void accepted(struct nfo_peer *p, ktime_t now)
{
	WRITE_ONCE(p->state, NFO_ASKED);
	p->heard = now;
	p->next_null = now;
	p->next_read = now;
}

static void connecting(struct nfo_peer *p, ktime_t now)
{
	struct sock *sk = p->sock->sk;

	switch (READ_ONCE(sk->sk_state)) {
	case TCP_SYN_SENT:
	case TCP_SYN_RECV:
		return;
	case TCP_ESTABLISHED:
		accepted(p, now);
		return;
	default:
		peer_close(p, connect_error(-READ_ONCE(sk->sk_err)), now);
	}
}

/* Is what was read what the mount has? Of the sample nothing is known. */
static bool is_ours(const struct nfo_peer *p, const struct nfo_call *c, const struct nfo_answer *a)
{
	if (a->status || !c->size)
		return !a->status;
	return a->size == c->size && !memcmp(a->data, p->watch->identity_data + c->offset, a->size);
}

static void is_different(struct nfo_peer *p, const struct nfo_answer *a)
{
	const char *why = "has other files";

	if (a->status && a->status != NFSERR_STALE && a->status != NFSERR_BADHANDLE)
		why = "can't read its files";
	if (p->state != NFO_DIFFERENT)
		pr_warn("%s: %s %s (NFS status %u): not used\n", kobject_name(&p->watch->kobj),
			p->name, why, a->status);
	WRITE_ONCE(p->state, NFO_DIFFERENT);
	p->matched = false;
	p->dead = true;
	p->why = why;
}

static void answered_read(struct nfo_peer *p, const struct nfo_call *c, const struct nfo_answer *a,
			  ktime_t now)
{
	p->read_at = 0;
	if (a->status == NFSERR_JUKEBOX)
		return;
	if (!is_ours(p, c, a)) {
		is_different(p, a);
		return;
	}
	if (p->state == NFO_ALIVE)
		return;
	if (!p->matched && p->watch->sample.length) {
		p->matched = true;
		p->next_read = now;
		return;
	}
	WRITE_ONCE(p->state, NFO_ALIVE);
	p->matched = false;
	p->since = now;
	p->dead = false;
}

static void answered_null(struct nfo_peer *p, const struct nfo_call *c, ktime_t now)
{
	u32 us = clamp_t(s64, ktime_us_delta(now, c->at), 1, U32_MAX);

	p->rtt = p->rtt ? (u32)(((u64)p->rtt * 7 + us) / 8) : us;
}

/* One answer from the stream; an error means that this isn't a server to talk to. */
static int answered(struct nfo_peer *p, const u8 *bytes, size_t size, ktime_t now)
{
	struct nfo_answer a;
	struct nfo_call *c;
	u32 xid;

	if (nfo_xid(bytes, size, &xid))
		return -EPROTO;
	c = p->read.waits && p->read.xid == xid ? &p->read : &p->call[xid % NFO_PIPELINE];
	if (!c->waits || c->xid != xid || nfo_answer(bytes, size, c->read, &a))
		return -EPROTO;
	if (a.status == NFO_REFUSED)
		return -EPROTONOSUPPORT;
	c->waits = false;
	p->waiting--;
	p->heard = now;
	p->asked = p->waiting ? now : 0;
	p->forgiven = false;
	if (c->read)
		answered_read(p, c, &a, now);
	else
		answered_null(p, c, now);
	return 0;
}

/* All whole answers that the stream has. */
static int take_answers(struct nfo_peer *p, ktime_t now)
{
	size_t used = 0;
	int size = 0, error = 0;

	while (!error) {
		size = nfo_complete(p->stream + used, p->have - used);
		if (size <= 0)
			break;
		error = answered(p, p->stream + used, size, now);
		used += size;
	}
	if (size < 0)
		error = size;
	p->have -= used;
	memmove(p->stream, p->stream + used, p->have);
	return error;
}

static void receive(struct nfo_peer *p, ktime_t now)
{
	while (p->sock) {
		struct msghdr msg = {};
		struct kvec v = { p->stream + p->have, sizeof(p->stream) - p->have };
		int n = kernel_recvmsg(p->sock, &msg, &v, 1, v.iov_len, MSG_DONTWAIT);

		if (n == -EAGAIN)
			return;
		if (n == 0) {
			peer_close(p, "closed the connection", now);
			return;
		}
		if (n < 0) {
			peer_close(p,
				   n == -ECONNRESET ? "reset the connection"
						    : "lost the connection",
				   now);
			return;
		}
		p->have += n;
		switch (take_answers(p, now)) {
		case 0:
			break;
		case -EPROTONOSUPPORT:
			peer_close(p, "refuses NFSv3", now);
			break;
		default:
			peer_close(p, "gives answers that are none", now);
		}
	}
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
	ktime_t ready = atomic64_xchg(&p->ready, 0);

	if (p->sock && p->state == NFO_CONNECTING)
		connecting(p, now);
	if (p->sock && p->state != NFO_CONNECTING)
		receive(p, ready ?: now);
}

static void send_call(struct nfo_peer *p, const u8 *bytes, size_t size, struct nfo_call call)
{
	struct nfo_call *c = call.read ? &p->read : &p->call[p->xid % NFO_PIPELINE];
	struct msghdr msg = { .msg_flags = MSG_DONTWAIT | MSG_NOSIGNAL };
	struct kvec v = { (void *)bytes, size };

	if (kernel_sendmsg(p->sock, &msg, &v, 1, size) != (int)size) {
		peer_close(p, "takes no more calls", call.at);
		return;
	}
	*c = call;
	c->xid = p->xid++;
	c->waits = true;
	p->waiting++;
	if (!p->asked)
		p->asked = c->at;
	if (c->read)
		p->read_at = c->at;
}

/* The time for a probe, so many intervals from now; that of all servers is the same. */
static ktime_t in_step(const struct nfo_peer *p, ktime_t now, unsigned int intervals)
{
	u64 interval = ktime_to_ns(nfo_interval(p->watch)), past;

	div64_u64_rem(ktime_to_ns(now), interval, &past);
	return ktime_add_ns(now, intervals * interval - past);
}

static void send_null(struct nfo_peer *p, ktime_t now)
{
	u8 bytes[NFO_CALL_MAX];

	p->next_null = in_step(p, now, 1);
	send_call(p, bytes, nfo_null(bytes, p->xid), (struct nfo_call){ .at = now });
}

static u64 any_block(u64 length)
{
	u64 at;

	div64_u64_rem(get_random_u64(), length, &at);
	return round_down(at, SAMPLE_SIZE);
}

static void read_sample(struct nfo_peer *p, ktime_t now)
{
	const struct nfo_file *f = &p->watch->sample;
	u8 bytes[NFO_CALL_MAX];
	size_t size = nfo_read(bytes, p->xid, &f->handle, any_block(f->length), SAMPLE_SIZE);

	send_call(p, bytes, size, (struct nfo_call){ .at = now, .read = true });
}

static void read_identity(struct nfo_peer *p, u32 offset, u32 size, ktime_t now)
{
	u8 bytes[NFO_CALL_MAX];

	send_call(p, bytes, nfo_read(bytes, p->xid, &p->watch->identity.handle, offset, size),
		  (struct nfo_call){ .at = now, .read = true, .offset = offset, .size = size });
}

/*
 * The whole identity is compared once a connection, and then the sample is read, for
 * the identity may be in the memory of a server whose disk hangs.  After that blocks
 * of both, in turn.
 */
static void send_read(struct nfo_peer *p, ktime_t now)
{
	const struct nfo_watch *w = p->watch;
	u32 offset;

	p->next_read = in_step(p, now, READ_FACTOR);
	p->sampled = p->matched || (p->state == NFO_ALIVE && w->sample.length && !p->sampled);
	if (p->sampled) {
		read_sample(p, now);
	} else if (p->state == NFO_ALIVE) {
		offset = any_block(w->identity_size);
		read_identity(p, offset, min_t(u32, SAMPLE_SIZE, w->identity_size - offset), now);
	} else {
		read_identity(p, 0, w->identity_size, now);
	}
}

/* Nothing waits, or not for long enough: see nfo_peer_due(). */
static ktime_t silent_at(const struct nfo_peer *p)
{
	ktime_t heard = ktime_add(p->heard, nfo_window(p->watch));
	ktime_t asked =
		ktime_add(p->asked, ktime_sub(nfo_window(p->watch), nfo_interval(p->watch)));

	if (!p->asked)
		return KTIME_MAX;
	return ktime_after(heard, asked) ? heard : asked;
}

/* Of so many NULLs none was answered. */
static bool is_full(const struct nfo_peer *p)
{
	return p->call[p->xid % NFO_PIPELINE].waits;
}

static void probe(struct nfo_peer *p, ktime_t now)
{
	if (ktime_compare(now, silent_at(p)) >= 0) {
		peer_close(p, "doesn't answer", now);
		return;
	}
	if (p->read_at && ktime_compare(now, ktime_add(p->read_at, read_limit(p))) >= 0) {
		peer_close(p, "doesn't read", now);
		return;
	}
	if (!p->read_at && ktime_compare(now, p->next_read) >= 0)
		send_read(p, now);
	if (p->sock && !is_full(p) && ktime_compare(now, p->next_null) >= 0)
		send_null(p, now);
}

/* The interval may have become shorter. */
static void hasten(struct nfo_peer *p, ktime_t now)
{
	ktime_t latest = ktime_add(now, nfo_interval(p->watch));

	p->retry = min(p->retry, ktime_add_ms(latest, SPARE_MS));
	p->next_null = min(p->next_null, latest);
	p->next_read = min(p->next_read, ktime_add(now, read_interval(p)));
}

/**
 * nfo_peer_work - do what is due
 * @p: the server
 * @now: the time
 */
void nfo_peer_work(struct nfo_peer *p, ktime_t now)
{
	hasten(p, now);
	if (p->state == NFO_CONNECTING &&
	    ktime_compare(now, ktime_add(p->since, patience(p))) >= 0) {
		peer_close(p, "doesn't answer", now);
	}
	if (p->state == NFO_CLOSED && ktime_compare(now, p->retry) >= 0)
		peer_open(p, now);
	if (p->state > NFO_CONNECTING)
		probe(p, now);
}

/**
 * nfo_peer_due - when is there something to do
 * @p: the server
 *
 * Return: the time; it may be now again.
 */
ktime_t nfo_peer_due(const struct nfo_peer *p)
{
	ktime_t due = silent_at(p);

	if (p->state == NFO_CLOSED)
		return p->retry;
	if (p->state == NFO_CONNECTING)
		return ktime_add(p->since, patience(p));
	if (p->read_at)
		due = min(due, ktime_add(p->read_at, read_limit(p)));
	if (!p->read_at)
		due = min(due, p->next_read);
	return is_full(p) ? due : min(due, p->next_null);
}

/**
 * nfo_peer_rtt - how long does an answer take
 * @p: the server
 * @now: the time
 *
 * A server that is silent takes at least as long as it has been.
 *
 * Return: microseconds; 0 when the server isn't alive, or it isn't known.
 */
u32 nfo_peer_rtt(const struct nfo_peer *p, ktime_t now)
{
	s64 silent = p->asked ? ktime_us_delta(now, p->asked) : 0;

	if (p->state != NFO_ALIVE || !p->rtt)
		return 0;
	return clamp_t(s64, silent, p->rtt, U32_MAX);
}

static void set_address(struct nfo_peer *p, const struct nfo_address *where, u16 port)
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
	rpc_set_port((struct sockaddr *)&p->address, port);
	rpc_ntop((struct sockaddr *)&p->address, p->name, sizeof(p->name));
}

/**
 * nfo_peer_new - have a server watched
 * @w: the mount
 * @where: the server
 * @port: of NFS
 * @now: the time
 *
 * Return: the server, to be freed by nfo_peer_free(), or NULL.
 */
struct nfo_peer *nfo_peer_new(struct nfo_watch *w, const struct nfo_address *where, u16 port,
			      ktime_t now)
{
	struct nfo_peer *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	set_address(p, where, port);
	p->watch = w;
	p->why = "was not heard of yet";
	p->xid = get_random_u32();
	p->heard = now;
	p->retry = now;
	return p;
}

void nfo_peer_free(struct nfo_peer *p)
{
	if (!p)
		return;
	release_socket(p);
	kfree(p);
}
