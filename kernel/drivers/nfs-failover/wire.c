// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls are written and answers are taken apart here, and nothing else: no
 * sockets, no memory, so that user space can test it (wire_test.c, wire_fuzz.c).
 * Everything in an answer is the server's word and is checked before it is used.
 */
#include <linux/errno.h>
#include <linux/math.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "wire.h"

enum {
	RPC_CALL = 0,
	RPC_REPLY = 1,
	RPC_VERSION_2 = 2,
	RPC_ACCEPTED = 0,
	AUTH_NONE = 0,
	AUTH_SYS = 1,
	AUTH_BODY_MAX = 400,
	PROGRAM_NFS = 100003,
	VERSION_NFS = 3,
	PROC_NULL = 0,
	PROC_READ = 6,
	FATTR3_SIZE = 84,
};

#define LAST_FRAGMENT 0x80000000U

static u8 *put32(u8 *p, u32 v)
{
	put_unaligned_be32(v, p);
	return p + 4;
}

/* RFC 5531, section 9: the head of a call; the mark before it is set at the end. */
static u8 *put_head(u8 *p, u32 xid, u32 procedure)
{
	p = put32(p + 4, xid);
	p = put32(p, RPC_CALL);
	p = put32(p, RPC_VERSION_2);
	p = put32(p, PROGRAM_NFS);
	p = put32(p, VERSION_NFS);
	return put32(p, procedure);
}

static u8 *put_auth_none(u8 *p)
{
	p = put32(p, AUTH_NONE);
	return put32(p, 0);
}

/* RFC 5531, appendix A: user and group 0 of a machine without a name. */
static u8 *put_auth_sys(u8 *p)
{
	p = put32(p, AUTH_SYS);
	p = put32(p, 5 * 4);
	memset(p, 0, 5 * 4);
	return p + 5 * 4;
}

/* RFC 5531, section 11: a record of one fragment. */
static size_t finish(u8 *call, const u8 *end)
{
	put32(call, LAST_FRAGMENT | (u32)(end - call - 4));
	return end - call;
}

/**
 * nfo_null - write a call that does nothing
 * @call: where; NFO_CALL_MAX bytes
 * @xid: its number
 *
 * Return: the bytes of it.
 */
size_t nfo_null(u8 *call, u32 xid)
{
	u8 *p = put_head(call, xid, PROC_NULL);

	p = put_auth_none(p);
	return finish(call, put_auth_none(p));
}

/**
 * nfo_read - write a READ (RFC 1813, section 3.3.6)
 * @call: where; NFO_CALL_MAX bytes
 * @xid: its number
 * @handle: the file
 * @at: where in the file
 * @size: how much; at most NFO_DATA_MAX
 *
 * Return: the bytes of the call.
 */
size_t nfo_read(u8 *call, u32 xid, const struct nfo_handle *handle, u64 at, u32 size)
{
	u8 *p = put_head(call, xid, PROC_READ);

	p = put_auth_sys(p);
	p = put_auth_none(p);
	p = put32(p, handle->size);
	memset(p, 0, round_up(handle->size, 4));
	memcpy(p, handle->data, handle->size);
	p += round_up(handle->size, 4);
	p = put32(p, (u32)(at >> 32));
	p = put32(p, (u32)at);
	return finish(call, put32(p, size));
}

/**
 * nfo_complete - is there an answer in the stream
 * @stream: what was received and not used yet
 * @have: bytes of it
 *
 * Return: the bytes of the first answer with its mark, 0 when more must come,
 * -EPROTO when this is no stream of answers to probes.
 */
int nfo_complete(const u8 *stream, size_t have)
{
	u32 mark, size;

	if (have < 4)
		return 0;
	mark = get_unaligned_be32(stream);
	size = mark & ~LAST_FRAGMENT;
	if (!(mark & LAST_FRAGMENT) || size < 8 || size > NFO_ANSWER_MAX - 4)
		return -EPROTO;
	return have < size + 4 ? 0 : (int)size + 4;
}

/* What is left of an answer; after @bad nothing is read any more. */
struct rest {
	const u8 *p;
	size_t left;
	bool bad;
};

static const u8 *take(struct rest *r, size_t size)
{
	const u8 *p = r->p;

	if (r->bad || r->left < size) {
		r->bad = true;
		return NULL;
	}
	r->p += size;
	r->left -= size;
	return p;
}

static u32 take32(struct rest *r)
{
	const u8 *p = take(r, 4);

	return p ? get_unaligned_be32(p) : 0;
}

/* RFC 5531, section 9: an answer's head, until the result of the procedure. */
static void take_head(struct rest *r, struct nfo_answer *a)
{
	u32 verifier;

	take32(r);
	a->xid = take32(r);
	if (take32(r) != RPC_REPLY)
		r->bad = true;
	if (take32(r) != RPC_ACCEPTED) {
		a->status = NFO_REFUSED;
		return;
	}
	take32(r);
	verifier = take32(r);
	if (verifier > AUTH_BODY_MAX)
		r->bad = true;
	else
		take(r, round_up(verifier, 4));
	if (take32(r))
		a->status = NFO_REFUSED;
}

/* RFC 1813, section 3.3.6: READ3res. */
static void take_read(struct rest *r, struct nfo_answer *a)
{
	u32 attributes, count;

	a->status = take32(r);
	attributes = take32(r);
	if (attributes > 1)
		r->bad = true;
	if (attributes)
		take(r, FATTR3_SIZE);
	if (a->status)
		return;
	count = take32(r);
	take32(r);
	a->size = take32(r);
	if (a->size != count || a->size > NFO_DATA_MAX)
		r->bad = true;
	else
		a->data = take(r, a->size);
}

/**
 * nfo_xid - which call is answered
 * @answer: an answer, of nfo_complete()
 * @size: bytes of it
 * @xid: gets the number
 *
 * Return: 0 or -EPROTO.
 */
int nfo_xid(const u8 *answer, size_t size, u32 *xid)
{
	struct rest r = { .p = answer, .left = size };

	take32(&r);
	*xid = take32(&r);
	return r.bad ? -EPROTO : 0;
}

/**
 * nfo_answer - take an answer apart
 * @answer: an answer, of nfo_complete()
 * @size: bytes of it
 * @read: it answers a READ, not a NULL
 * @a: gets what it says
 *
 * Return: 0, or -EPROTO when it isn't well formed; then @a says nothing.
 */
int nfo_answer(const u8 *answer, size_t size, bool read, struct nfo_answer *a)
{
	struct rest r = { .p = answer, .left = size };

	memset(a, 0, sizeof(*a));
	take_head(&r, a);
	if (read && !a->status && !r.bad)
		take_read(&r, a);
	return r.bad ? -EPROTO : 0;
}
