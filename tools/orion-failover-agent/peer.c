// SPDX-License-Identifier: MIT
// One server. The next probe doesn't wait for an answer: TCP itself sends a lost segment again after 200 ms at the earliest.
#include "peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "say.h"

enum {
	SAMPLE_SIZE = 512,
	READ_FACTOR = 10,	// a READ comes with every tenth NULL, and may take ten times as long
	PORT_MIN = 665,		// as the kernel's NFS client has them
	PORT_MAX = 1023,
	PORT_TRIES = 16,
};

enum { STATUS_STALE = 70, STATUS_BAD_HANDLE = 10001, STATUS_LATER = 10008 };	// RFC 1813, 2.6

// Limits for a connection to be accepted; between attempts to reach a server that nobody waits for.
#define PATIENCE_MIN (200 * MS)
#define PATIENCE_MAX (1000 * MS)
#define SPARE (2 * SECOND)

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

// How long a server that is alive may be silent.
static int64_t window(const struct peer *p)
{
	return p->pace->interval * p->pace->misses;
}

static int64_t patience(const struct peer *p)
{
	return least(most(window(p), PATIENCE_MIN), PATIENCE_MAX);
}

static uint64_t any(uint64_t below)
{
	uint64_t v = 0;

	getrandom(&v, sizeof v, GRND_NONBLOCK);
	return v % below;
}

static uint64_t any_block(uint64_t length)
{
	return any(length) / SAMPLE_SIZE * SAMPLE_SIZE;
}

// From the begin of one attempt to the next.
static int64_t attempts(const struct peer *p)
{
	bool spare = p->state == PEER_CONNECTING && !p->wanted;

	return spare ? most(p->pace->interval, SPARE) : p->pace->interval;
}

// Ends the connection; why is the reason for people. A new one is begun soon.
static void peer_close(struct peer *p, const char *why, int64_t now)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->retry = most(now, p->since + attempts(p));
	memset(p->call, 0, sizeof p->call);
	p->read = (struct peer_call){ 0 };
	p->state = PEER_CLOSED;
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
	case ECONNREFUSED: return "refuses connections";
	case ENETUNREACH: return "no route to it";
	default: return "can't be reached";
	}
}

// --- connecting

static int bind_reserved(int fd)
{
	struct sockaddr_in any_address = { .sin_family = AF_INET };
	int rc = -1;

	for (int i = 0; rc && i < PORT_TRIES; i++) {
		any_address.sin_port = htons((in_port_t)(PORT_MIN + any(PORT_MAX - PORT_MIN + 1)));
		rc = bind(fd, (struct sockaddr *)&any_address, sizeof any_address);
		if (rc && errno != EADDRINUSE)
			break;
	}
	return rc;
}

// A connection that is given up leaves nothing behind, neither here nor there.
static void prepare_socket(int fd)
{
	struct linger none = { .l_onoff = 1 };
	int yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void peer_open(struct peer *p, int64_t now)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((in_port_t)p->pace->port),
		.sin_addr.s_addr = htonl(p->address),
	};

	p->since = now;
	p->state = PEER_CONNECTING;
	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0) {
		peer_close(p, connect_error(errno), now);
		return;
	}
	prepare_socket(p->fd);
	if ((p->pace->reserved && bind_reserved(p->fd)) ||
		(connect(p->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS))
		peer_close(p, connect_error(errno), now);
}

static void connecting(struct peer *p, int64_t now)
{
	struct pollfd fd = { p->fd, POLLOUT, 0 };
	int error = 0;
	socklen_t n = sizeof error;

	if (poll(&fd, 1, 0) != 1)
		return;
	if (getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &n))
		error = errno;
	if (error) {
		peer_close(p, connect_error(error), now);
		return;
	}
	p->state = PEER_ASKED;
	p->heard = now;
	p->next_null = now;
	p->next_read = now;
}

// --- answers

// Is what was read what the mount has? Of the sample nothing is known.
static bool is_ours(const struct peer *p, const struct peer_call *c, const struct nfo_answer *a)
{
	if (a->status || !c->size)
		return !a->status;
	return a->size == c->size && !memcmp(a->data, p->files->data + c->offset, a->size);
}

static void is_different(struct peer *p, const struct nfo_answer *a)
{
	const char *why = "has other files";

	if (a->status && a->status != STATUS_STALE && a->status != STATUS_BAD_HANDLE)
		why = "can't read its files";
	if (p->state != PEER_DIFFERENT)
		say("%s %s (NFS status %u): not used", p->name, why, a->status);
	p->state = PEER_DIFFERENT;
	p->matched = false;
	p->dead = true;
	p->why = why;
}

static void answered_read(
	struct peer *p, const struct peer_call *c, const struct nfo_answer *a, int64_t now)
{
	p->read_at = 0;
	if (a->status == STATUS_LATER)
		return;
	if (!is_ours(p, c, a)) {
		is_different(p, a);
		return;
	}
	if (p->state == PEER_ALIVE)
		return;
	// The whole identity, and then the sample, make a server alive: see send_read().
	if (!p->matched && p->files->sample_length) {
		p->matched = true;
		p->next_read = now;
		return;
	}
	p->state = PEER_ALIVE;
	p->matched = false;
	p->since = now;
	p->dead = false;
}

static void answered_null(struct peer *p, const struct peer_call *c, int64_t now)
{
	int64_t us = least(most((now - c->at) / 1000, 1), UINT32_MAX);

	p->rtt = p->rtt ? (uint32_t)(((uint64_t)p->rtt * 7 + (uint64_t)us) / 8) : (uint32_t)us;
}

// One answer of the stream; an error means that this is no server to talk to.
static int answered(struct peer *p, const uint8_t *bytes, size_t size, int64_t now)
{
	struct nfo_answer a;
	uint32_t xid;

	if (nfo_xid(bytes, size, &xid))
		return -EPROTO;
	struct peer_call *c =
		p->read.waits && p->read.xid == xid ? &p->read : &p->call[xid % PEER_PIPELINE];
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

static int take_answers(struct peer *p, int64_t now)
{
	size_t used = 0;
	int size = 0, rc = 0;

	while (!rc) {
		size = nfo_complete(p->stream + used, p->have - used);
		if (size <= 0)
			break;
		rc = answered(p, p->stream + used, (size_t)size, now);
		used += (size_t)size;
	}
	p->have -= used;
	memmove(p->stream, p->stream + used, p->have);
	return size < 0 ? size : rc;
}

static void receive(struct peer *p, int64_t now)
{
	while (p->fd >= 0) {
		ssize_t n = recv(p->fd, p->stream + p->have, sizeof p->stream - p->have, 0);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			peer_close(p,
				!n				? "closed the connection"
					: errno == ECONNRESET ? "reset the connection"
							      : "lost the connection",
				now);
			return;
		}
		p->have += (size_t)n;
		switch (take_answers(p, now)) {
		case 0: break;
		case -EPROTONOSUPPORT: peer_close(p, "refuses NFSv3", now); break;
		default: peer_close(p, "gives answers that are none", now);
		}
	}
}

void peer_look(struct peer *p, int64_t now)
{
	if (p->state == PEER_CONNECTING)
		connecting(p, now);
	if (p->state > PEER_CONNECTING)
		receive(p, now);
}

// --- calls

static void send_call(struct peer *p, const uint8_t *bytes, size_t size, struct peer_call call)
{
	struct peer_call *c = call.read ? &p->read : &p->call[p->xid % PEER_PIPELINE];

	if (send(p->fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size) {
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

static void send_null(struct peer *p, int64_t now)
{
	uint8_t bytes[NFO_CALL_MAX];

	p->next_null += p->pace->interval;
	if (p->next_null < now)
		p->next_null = now + p->pace->interval;
	send_call(p, bytes, nfo_null(bytes, p->xid), (struct peer_call){ .at = now });
}

static void read_sample(struct peer *p, int64_t now)
{
	const struct probed *f = p->files;
	uint8_t bytes[NFO_CALL_MAX];
	size_t size = nfo_read(bytes, p->xid, &f->sample, any_block(f->sample_length), SAMPLE_SIZE);

	send_call(p, bytes, size, (struct peer_call){ .at = now, .read = true });
}

static void read_identity(struct peer *p, uint32_t offset, uint32_t size, int64_t now)
{
	uint8_t bytes[NFO_CALL_MAX];
	size_t n = nfo_read(bytes, p->xid, &p->files->identity, offset, size);

	send_call(p, bytes, n,
		(struct peer_call){ .at = now, .read = true, .offset = offset, .size = size });
}

// The whole identity is compared once a connection, and then the sample is read, for the identity may be in the memory of a server whose
// disk hangs. After that blocks of both, in turn.
static void send_read(struct peer *p, int64_t now)
{
	const struct probed *f = p->files;

	p->next_read = now + READ_FACTOR * p->pace->interval;
	p->sampled = p->matched || (p->state == PEER_ALIVE && f->sample_length && !p->sampled);
	if (p->sampled) {
		read_sample(p, now);
	} else if (p->state == PEER_ALIVE) {
		uint32_t offset = (uint32_t)any_block(f->size);

		read_identity(
			p, offset, (uint32_t)least(SAMPLE_SIZE, f->size - (int64_t)offset), now);
	} else {
		read_identity(p, 0, f->size, now);
	}
}

// When the server counts as silent, if nothing is heard until then.
static int64_t silent_at(const struct peer *p)
{
	if (!p->asked)
		return NEVER;
	return most(p->heard + window(p), p->asked + window(p) - p->pace->interval);
}

static int64_t unread_at(const struct peer *p)
{
	return p->read_at ? p->read_at + READ_FACTOR * window(p) : NEVER;
}

static bool pipeline_full(const struct peer *p)
{
	return p->call[p->xid % PEER_PIPELINE].waits;
}

static void probe(struct peer *p, int64_t now)
{
	if (now >= silent_at(p))
		peer_close(p, "doesn't answer", now);
	else if (now >= unread_at(p))
		peer_close(p, "doesn't read", now);
	else if (!p->read_at && now >= p->next_read)
		send_read(p, now);
	else if (!pipeline_full(p) && now >= p->next_null)
		send_null(p, now);
}

void peer_work(struct peer *p, int64_t now)
{
	if (p->state == PEER_CONNECTING && now >= p->since + patience(p))
		peer_close(p, "doesn't answer", now);
	if (p->state == PEER_CLOSED && now >= p->retry)
		peer_open(p, now);
	if (p->state > PEER_CONNECTING)
		probe(p, now);
}

int64_t peer_due(const struct peer *p)
{
	if (p->state == PEER_CLOSED)
		return p->retry;
	if (p->state == PEER_CONNECTING)
		return p->since + patience(p);
	int64_t due = least(silent_at(p), unread_at(p));
	if (!p->read_at)
		due = least(due, p->next_read);
	return pipeline_full(p) ? due : least(due, p->next_null);
}

void peer_forgive(struct peer *p, int64_t late, int64_t now)
{
	if (p->read_at)
		p->read_at += late;
	if (p->asked && !p->forgiven) {
		p->asked = now;
		p->forgiven = true;
	}
}

// ---

short peer_events(const struct peer *p)
{
	return p->state == PEER_CONNECTING ? POLLOUT : POLLIN;
}

bool peer_alive(const struct peer *p)
{
	return p->state == PEER_ALIVE && !p->dead;
}

const char *peer_word(const struct peer *p)
{
	if (p->state == PEER_DIFFERENT)
		return "different";
	return p->dead ? "dead" : p->state == PEER_ALIVE ? "alive" : "unknown";
}

void peer_init(struct peer *p, const struct probed *files, const struct pace *pace,
	uint32_t address, int64_t now)
{
	*p = (struct peer){
		.files = files,
		.pace = pace,
		.address = address,
		.fd = -1,
		.why = "was not heard of yet",
		.heard = now,
		.retry = now,
		.xid = (uint32_t)any(UINT64_C(1) << 32),
	};
	ipv4_write(p->name, address);
}

void peer_free(struct peer *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}
