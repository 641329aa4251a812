// SPDX-License-Identifier: MIT
// NFS version 3, as far as a node needs it to find its root.
#include "nfs.h"

#include <string.h>

#include "buffer.h"
#include "error.h"

enum {
	VERSION = 3,
	PORTMAP_VERSION = 2,
	TCP = 6,
	GETPORT = 3,
	MNT = 1,
	UMNT = 3,
	LOOKUP = 3,
	READ = 6
};
enum { ATTRIBUTES = 84, ARGUMENTS = 1200 };

// RFC 1813, 2.6
static int refused(uint32_t status, const char *call)
{
	static const struct {
		uint32_t status;
		const char *says;
	} words[] = {
		{ 1, "not allowed" },
		{ 2, "there is no such thing" },
		{ 5, "it can't read its disk" },
		{ 13, "it is not exported to this machine" },
		{ 20, "that is no directory" },
		{ 70, "stale handle" },
		{ 10001, "bad handle" },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].status == status)
			return fail(-E_DATA, "%s: the server says: %s", call, words[i].says);
	return fail(-E_DATA, "%s: the server says: error %u", call, status);
}

static int cut_short(const char *call)
{
	return fail(-E_DATA, "%s: the answer is cut short", call);
}

// --- results

static void take_handle(struct xdr *x, struct nfs_handle *h)
{
	const uint8_t *p = xdr_opaque(x, NFS_HANDLE, &h->n);

	if (p)
		memcpy(h->b, p, h->n);
}

// RFC 1813, 5.2.1
int nfs_take_mount(struct xdr *x, struct nfs_handle *h)
{
	uint32_t status = xdr_get(x);

	if (!x->bad && status)
		return refused(status, "MNT");
	take_handle(x, h);
	return x->bad ? cut_short("MNT") : 0;
}

// RFC 1813, 3.3.3
int nfs_take_lookup(struct xdr *x, struct nfs_handle *h)
{
	uint32_t status = xdr_get(x);

	if (!x->bad && status)
		return refused(status, "LOOKUP");
	take_handle(x, h);
	return x->bad ? cut_short("LOOKUP") : 0;
}

// RFC 1813, 3.3.6
int nfs_take_read(struct xdr *x, const uint8_t **data, size_t *n, uint32_t *end)
{
	uint32_t status = xdr_get(x);

	if (!x->bad && status)
		return refused(status, "READ");
	if (xdr_get(x))
		xdr_skip(x, ATTRIBUTES);
	uint32_t count = xdr_get(x);
	*end = xdr_get(x);
	*data = xdr_opaque(x, NFS_READ, n);
	return x->bad || *n != count ? cut_short("READ") : 0;
}

// --- calls

// One call on a connection of its own. The result is in the buffer of r, which the caller closes, whatever is returned.
static int call_once(struct rpc *r, uint32_t server, unsigned port, const struct rpc_call *c,
	const struct xdr_out *arguments, const uint8_t *start, struct xdr *x)
{
	int rc = rpc_open(r, server, port);

	if (rc)
		return rc;
	if (arguments->bad)
		return fail(-E_DATA, "the path is too long");
	return rpc_call(r, c, start, (size_t)(arguments->p - start), x);
}

int nfs_null(uint32_t server, unsigned port, uint32_t program, uint32_t version)
{
	struct rpc_call c = { program, version, 0 };
	struct xdr_out none = { NULL, NULL, false };
	struct rpc r;
	struct xdr x;
	int rc = call_once(&r, server, port, &c, &none, NULL, &x);

	rpc_close(&r);
	return rc;
}

// RFC 1833, 3
int nfs_port(uint32_t server, uint32_t program, unsigned *port)
{
	struct rpc_call c = { PORTMAP_PROGRAM, PORTMAP_VERSION, GETPORT };
	uint8_t buf[16];
	struct xdr_out out = { buf, buf + sizeof buf, false };
	struct rpc r;
	struct xdr x;

	xdr_put(&out, program);
	xdr_put(&out, VERSION);
	xdr_put(&out, TCP);
	xdr_put(&out, 0);
	int rc = call_once(&r, server, PORTMAP_PORT, &c, &out, buf, &x);
	if (!rc) {
		*port = xdr_get(&x);
		rc = x.bad || *port > 65535 ? cut_short("GETPORT") : 0;
	}
	rpc_close(&r);
	return rc;
}

// RFC 1813, 5.2.1 and 5.2.3: mountd forgets again who asked.
int nfs_mount(uint32_t server, const char *path, struct nfs_handle *h)
{
	struct rpc_call mount = { MOUNT_PROGRAM, VERSION, MNT },
			unmount = { MOUNT_PROGRAM, VERSION, UMNT };
	uint8_t buf[ARGUMENTS];
	struct xdr_out out = { buf, buf + sizeof buf, false };
	struct rpc r;
	struct xdr x;

	xdr_put_opaque(&out, path, strlen(path));
	int rc = call_once(&r, server, MOUNT_PORT, &mount, &out, buf, &x);
	if (!rc)
		rc = nfs_take_mount(&x, h);
	if (!rc)
		rc = rpc_call(&r, &unmount, buf, (size_t)(out.p - buf), &x);
	rpc_close(&r);
	return during(rc, "%s", path);
}

static int lookup(
	struct rpc *r, const struct nfs_handle *dir, const char *name, struct nfs_handle *h)
{
	struct rpc_call c = { NFS_PROGRAM, VERSION, LOOKUP };
	uint8_t buf[ARGUMENTS];
	struct xdr_out out = { buf, buf + sizeof buf, false };
	struct xdr x;

	xdr_put_opaque(&out, dir->b, dir->n);
	xdr_put_opaque(&out, name, strlen(name));
	int rc = rpc_call(r, &c, buf, (size_t)(out.p - buf), &x);
	return rc ? rc : nfs_take_lookup(&x, h);
}

int nfs_lookup(uint32_t server, const struct nfs_handle *dir, const char *name)
{
	struct nfs_handle h;
	struct rpc r;
	int rc = rpc_open(&r, server, NFS_PORT);

	if (!rc)
		rc = lookup(&r, dir, name, &h);
	rpc_close(&r);
	return during(rc, "%s", name);
}

// A piece of the file from where the buffer ends; *end: there is no more.
static int read_piece(struct rpc *r, const struct nfs_handle *h, struct buffer *b, uint32_t *end)
{
	struct rpc_call c = { NFS_PROGRAM, VERSION, READ };
	uint8_t buf[NFS_HANDLE + 16];
	struct xdr_out out = { buf, buf + sizeof buf, false };
	const uint8_t *data;
	struct xdr x;
	size_t n;

	xdr_put_opaque(&out, h->b, h->n);
	xdr_put(&out, 0);
	xdr_put(&out, (uint32_t)b->n);
	xdr_put(&out, NFS_READ);
	int rc = rpc_call(r, &c, buf, (size_t)(out.p - buf), &x);
	if (!rc)
		rc = nfs_take_read(&x, &data, &n, end);
	if (rc)
		return rc;
	if (!n && !*end)
		return fail(-E_DATA, "READ: the server gives nothing");
	buffer_add(b, data, n);
	return buffer_error(b);
}

int nfs_read(uint32_t server, const struct nfs_handle *dir, const char *name, size_t limit,
	struct buffer *b)
{
	struct nfs_handle h;
	uint32_t end = 0;
	struct rpc r;
	int rc = rpc_open(&r, server, NFS_PORT);

	if (!rc)
		rc = lookup(&r, dir, name, &h);
	while (!rc && !end) {
		rc = read_piece(&r, &h, b, &end);
		if (!rc && b->n > limit)
			rc = fail(-E_DATA, "more than %zu bytes", limit);
	}
	rpc_close(&r);
	return during(rc, "%s", name);
}
