// SPDX-License-Identifier: GPL-2.0-only
/*
 * The move: all transports of a mount get another server's address, and what
 * waits for the old one is sent again.
 *
 * A transport's address belongs to whoever holds XPRT_LOCKED.  It is waited for
 * with a limit: xprt_clear_locked() wakes nobody, and who holds it may be short of
 * memory.  Who waits for a connect doesn't hold it (xprt_connect()).  The mount is
 * one with the option "failover", so its transports don't keep their source port,
 * and closing one ends its socket at once (xs_tcp_shutdown()); a connect begun
 * before is aborted by that, too.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/nfs_fs.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/sunrpc/addr.h>
#include <linux/sunrpc/clnt.h>
#include <linux/sunrpc/sched.h>

#include "watch.h"

#define LOCK_MS 100

/**
 * struct move - what is done to each transport
 * @to: the server
 * @all: also when it has that address
 * @until: when waiting for locks ends
 * @error: -EBUSY when a transport couldn't be had
 */
struct move {
	const struct nfo_peer *to;
	bool all;
	ktime_t until;
	int error;
};

static int lock_transport(struct rpc_xprt *xprt, ktime_t until)
{
	while (test_and_set_bit_lock(XPRT_LOCKED, &xprt->state)) {
		if (ktime_after(ktime_get(), until))
			return -EBUSY;
		usleep_range(100, 300);
	}
	return 0;
}

/*
 * The address as text is shown in /proc/mounts and in messages.  When there is no
 * memory for it, or was none before, it stays what it was: nothing depends on it.
 */
static const char *rename_transport(struct rpc_xprt *xprt, const char *name)
{
	const char *old = rcu_dereference_raw(xprt->address_strings[RPC_DISPLAY_ADDR]);
	const char *text;

	if (!old || !strcmp(old, name))
		return NULL;
	text = kstrdup(name, GFP_NOWAIT | __GFP_NOWARN);
	if (!text)
		return NULL;
	rcu_assign_pointer(xprt->address_strings[RPC_DISPLAY_ADDR], text);
	return old;
}

static int move_transport(struct rpc_clnt *clnt, struct rpc_xprt *xprt, void *data)
{
	struct move *m = data;
	const struct nfo_peer *to = m->to;
	const char *old;

	if (!m->all && rpc_cmp_addr_port((struct sockaddr *)&xprt->addr,
					 (const struct sockaddr *)&to->address))
		return 0;
	if (lock_transport(xprt, m->until)) {
		m->error = -EBUSY;
		return 0;
	}
	memcpy(&xprt->addr, &to->address, to->length);
	xprt->addrlen = to->length;
	old = rename_transport(xprt, to->name);
	xprt_force_disconnect(xprt);
	xprt_release_write(xprt, NULL);
	if (old)
		kvfree_rcu_mightsleep(old);
	return 0;
}

/**
 * nfo_wake - have calls that wait to try again do so now
 * @server: the mount
 */
void nfo_wake(struct nfs_server *server)
{
	rpc_clnt_end_delays(server->nfs_client->cl_rpcclient);
	rpc_clnt_end_delays(server->client);
	if (!IS_ERR_OR_NULL(server->client_acl))
		rpc_clnt_end_delays(server->client_acl);
}

/**
 * nfo_move - have a mount use another server, or the same by new connections
 * @server: the mount
 * @to: the other server
 * @all: connect again also what is connected to @to
 *
 * Return: 0, or -EBUSY when a transport couldn't be had; others may have moved.
 */
int nfo_move(struct nfs_server *server, const struct nfo_peer *to, bool all)
{
	struct rpc_clnt *clnt = server->nfs_client->cl_rpcclient;
	struct move m = {
		.to = to,
		.all = all,
		.until = ktime_add_ms(ktime_get(), LOCK_MS),
	};
	int error = rpc_clnt_iterate_for_each_xprt(clnt, move_transport, &m);

	nfo_wake(server);
	return error ?: m.error;
}
