// SPDX-License-Identifier: MIT
// ONC RPC by TCP.
#include "rpc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "error.h"
#include "net.h"

enum { CALL = 0, REPLY = 1, VERSION = 2, AUTH_NONE = 0, AUTH_SYS = 1, VERIFIER = 400 };
enum { HEAD = 200 };	// of a call

#define LAST 0x80000000u

// --- XDR

static void put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

void xdr_skip(struct xdr *x, size_t n)
{
	if (x->bad || n > (size_t)(x->end - x->p)) {
		x->bad = true;
		x->p = x->end;
	} else {
		x->p += n;
	}
}

uint32_t xdr_get(struct xdr *x)
{
	const uint8_t *p = x->p;

	xdr_skip(x, 4);
	return x->bad ? 0 : get32(p);
}

const uint8_t *xdr_opaque(struct xdr *x, size_t max, size_t *n)
{
	*n = xdr_get(x);
	const uint8_t *p = x->p;

	if (*n > max)
		x->bad = true;
	xdr_skip(x, (*n + 3) & ~(size_t)3);
	if (x->bad)
		*n = 0;
	return x->bad ? NULL : p;
}

static uint8_t *more(struct xdr_out *x, size_t n)
{
	uint8_t *p = x->p;

	if (x->bad || n > (size_t)(x->end - x->p)) {
		x->bad = true;
		return NULL;
	}
	x->p += n;
	return p;
}

void xdr_put(struct xdr_out *x, uint32_t v)
{
	uint8_t *p = more(x, 4);

	if (p)
		put32(p, v);
}

void xdr_put_opaque(struct xdr_out *x, const void *data, size_t n)
{
	size_t filled = (n + 3) & ~(size_t)3;

	xdr_put(x, (uint32_t)n);
	uint8_t *p = more(x, filled);
	if (!p)
		return;
	memset(p, 0, filled);
	memcpy(p, data, n);
}

// --- messages

// RFC 5531, 9 and appendix A; the record's mark (11) comes before it.
static size_t make_call(uint8_t *buf, uint32_t xid, const struct rpc_call *c, size_t arguments)
{
	static const char name[] = "orion-doctor";
	struct xdr_out x = { buf + 4, buf + HEAD, false };

	xdr_put(&x, xid);
	xdr_put(&x, CALL);
	xdr_put(&x, VERSION);
	xdr_put(&x, c->program);
	xdr_put(&x, c->version);
	xdr_put(&x, c->procedure);
	xdr_put(&x, AUTH_SYS);
	xdr_put(&x, 4 + 4 + sizeof name - 1 + 3 * 4);
	xdr_put(&x, 0);
	xdr_put_opaque(&x, name, sizeof name - 1);
	xdr_put(&x, 0);
	xdr_put(&x, 0);
	xdr_put(&x, 0);
	xdr_put(&x, AUTH_NONE);
	xdr_put(&x, 0);
	size_t n = (size_t)(x.p - buf);
	put32(buf, LAST | (uint32_t)(n - 4 + arguments));
	return n;
}

// RFC 5531, 9
static int refused(struct xdr *x)
{
	static const char *const accepted[] = {
		"success",
		"it doesn't have this program",
		"it doesn't have this version",
		"it doesn't have this procedure",
		"it can't read the arguments",
		"it lacks memory",
	};
	size_t n;

	if (xdr_get(x))
		return fail(-E_DATA, "the server refuses the call");
	xdr_get(x);
	xdr_opaque(x, VERIFIER, &n);
	uint32_t why = xdr_get(x);
	if (x->bad)
		return fail(-E_DATA, "the answer is cut short");
	if (!why)
		return 0;
	return fail(-E_DATA, "the server says: %s",
		why < sizeof accepted / sizeof *accepted ? accepted[why] : "an error of its own");
}

int rpc_reply(struct xdr *x, uint32_t xid)
{
	uint32_t is = xdr_get(x), kind = xdr_get(x);

	if (x->bad || is != xid || kind != REPLY)
		return fail(-E_DATA, "the answer is none of RPC");
	return refused(x);
}

// --- connections

int rpc_open(struct rpc *r, uint32_t address, unsigned port)
{
	*r = (struct rpc){
		.fd = -1,
		.end = net_now() + NET_WHOLE,
		.answer = malloc(RPC_LENGTH),
	};
	if (!r->answer)
		return fail(-ENOMEM, "rpc");
	getrandom(&r->xid, sizeof r->xid, 0);
	r->fd = net_connect(address, port, net_now() + NET_LIMIT);
	if (r->fd >= 0)
		return 0;
	int rc = r->fd;
	rpc_close(r);
	return rc;
}

void rpc_close(struct rpc *r)
{
	if (r->fd >= 0)
		close(r->fd);
	free(r->answer);
	*r = (struct rpc){ .fd = -1 };
}

static int receive_all(int fd, uint8_t *to, size_t n, int64_t end)
{
	while (n) {
		ssize_t got = net_receive(fd, to, n, end);

		if (got < 0)
			return (int)got;
		if (!got)
			return fail(-E_DATA, "the server ended the connection");
		to += got;
		n -= (size_t)got;
	}
	return 0;
}

// RFC 5531, 11: fragments up to the last.
static int receive(struct rpc *r, struct xdr *x, int64_t end)
{
	uint8_t mark[4];
	size_t n = 0;
	bool last = false;
	int rc = 0;

	while (!rc && !last) {
		rc = receive_all(r->fd, mark, sizeof mark, end);
		if (rc)
			break;
		size_t length = get32(mark) & ~LAST;
		last = get32(mark) & LAST;
		if (length > RPC_LENGTH - n || (!length && !last))
			return fail(-E_DATA, "the answer is too long");
		rc = receive_all(r->fd, r->answer + n, length, end);
		n += length;
	}
	*x = (struct xdr){ r->answer, r->answer + n, false };
	return rc;
}

int rpc_call(struct rpc *r, const struct rpc_call *c, const void *arguments, size_t n,
	struct xdr *result)
{
	int64_t end = net_patience(r->end);
	uint8_t head[HEAD];
	int rc = net_send(r->fd, head, make_call(head, ++r->xid, c, n), end);

	if (!rc)
		rc = net_send(r->fd, arguments, n, end);
	if (!rc)
		rc = receive(r, result, end);
	return rc ? rc : rpc_reply(result, r->xid);
}
