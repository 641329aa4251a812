// SPDX-License-Identifier: MIT
// A small client of ONC RPC by TCP (RFC 5531), and the words of XDR (RFC 4506) that it is made of.
#ifndef RPC_H
#define RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RPC_LENGTH = 128 * 1024 };	// bytes of a message at most

// Reads words off a message. What isn't there is 0, and bad from then on.
struct xdr {
	const uint8_t *p, *end;
	bool bad;
};

uint32_t xdr_get(struct xdr *x);

// At most max bytes with their length before them, and what fills up the last word. NULL when bad.
const uint8_t *xdr_opaque(struct xdr *x, size_t max, size_t *n);

// Passes over n bytes.
void xdr_skip(struct xdr *x, size_t n);

// Writes them: what doesn't fit is bad.
struct xdr_out {
	uint8_t *p, *end;
	bool bad;
};

void xdr_put(struct xdr_out *x, uint32_t v);
void xdr_put_opaque(struct xdr_out *x, const void *data, size_t n);

struct rpc_call {
	uint32_t program, version, procedure;
};

// A connection to a server.
struct rpc {
	int fd;
	int64_t end;	// of all calls
	uint32_t xid;
	uint8_t *answer;	// RPC_LENGTH bytes
};

// Connects; 0, or negative and recorded.
int rpc_open(struct rpc *r, uint32_t address, unsigned port);

// Calls as root of a machine without a name, with n bytes of arguments, within the limits of net.h. What it answers is *result, until the
// next call.
int rpc_call(struct rpc *r, const struct rpc_call *c, const void *arguments, size_t n,
	struct xdr *result);

void rpc_close(struct rpc *r);

// Takes the head off a reply (hostile) to that call. 0, or -E_DATA and recorded.
int rpc_reply(struct xdr *x, uint32_t xid);

#endif
