// SPDX-License-Identifier: MIT
#include "peer.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "say.h"

enum {
	PORT_MIN = 665,	// as the kernel's NFS client has them
	PORT_MAX = 1023,
	PORT_TRIES = 16,
};

static uint64_t any(void)
{
	uint64_t v = 0;

	getrandom(&v, sizeof v, GRND_NONBLOCK);
	return v;
}

static void drop_socket(struct peer *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
}

// Ends the connection; why is the reason for people.
static void peer_close(struct peer *p, const char *why, int64_t now)
{
	drop_socket(p);
	nfo_probe_closed(&p->probe, why, now);
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
		any_address.sin_port =
			htons((in_port_t)(PORT_MIN + any() % (PORT_MAX - PORT_MIN + 1)));
		rc = bind(fd, (struct sockaddr *)&any_address, sizeof any_address);
		if (rc && errno != EADDRINUSE)
			break;
	}
	return rc;
}

// A connection that is given up leaves nothing behind, neither here nor there. What was lost is sent again at equal distances.
static void prepare_socket(int fd)
{
	struct linger none = { .l_onoff = 1 };
	int yes = 1;

	setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	setsockopt(fd, IPPROTO_TCP, TCP_THIN_LINEAR_TIMEOUTS, &yes, sizeof yes);
}

static void peer_open(struct peer *p, int64_t now)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((in_port_t)p->service->port),
		.sin_addr.s_addr = htonl(p->address),
	};

	p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (p->fd < 0) {
		peer_close(p, connect_error(errno), now);
		return;
	}
	prepare_socket(p->fd);
	if ((p->service->reserved && bind_reserved(p->fd)) ||
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
	if (error)
		peer_close(p, connect_error(error), now);
	else
		nfo_probe_accepted(&p->probe, now);
}

// --- what comes and goes

// So many bytes are in the room of the probe.
static void received(struct peer *p, size_t n, int64_t now)
{
	bool was_different = p->probe.state == NFO_DIFFERENT;
	const char *why = nfo_probe_received(&p->probe, n, now);

	if (!was_different && p->probe.state == NFO_DIFFERENT)
		say("%s %s (NFS status %u): not used", p->name, p->probe.why, p->probe.status);
	if (why)
		peer_close(p, why, now);
}

static void receive(struct peer *p, int64_t now)
{
	while (p->fd >= 0) {
		size_t room;
		uint8_t *to = nfo_probe_room(&p->probe, &room);
		ssize_t n = recv(p->fd, to, room, 0);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n > 0)
			received(p, (size_t)n, now);
		else if (!n)
			peer_close(p, "closed the connection", now);
		else if (errno == ECONNRESET)
			peer_close(p, "reset the connection", now);
		else
			peer_close(p, "lost the connection", now);
	}
}

void peer_look(struct peer *p, int64_t now)
{
	if (p->probe.state == NFO_CONNECTING)
		connecting(p, now);
	if (p->probe.state > NFO_CONNECTING)
		receive(p, now);
}

static void peer_send(struct peer *p, const struct nfo_step *step, int64_t now)
{
	if (send(p->fd, step->bytes, step->size, MSG_NOSIGNAL) != (ssize_t)step->size)
		peer_close(p, "takes no more calls", now);
}

bool peer_late(const struct peer *p, int64_t now)
{
	return p->probe.asked && now - p->probe.heard >= nfo_interval(p->probe.terms);
}

// What comes behind something that was lost waits for that, and can't be read; it is life all the same. It came after the last look.
static void look_behind(struct peer *p, int64_t now)
{
	struct tcp_info info = { 0 };
	socklen_t n = sizeof info;

	if (getsockopt(p->fd, IPPROTO_TCP, TCP_INFO, &info, &n))
		return;
	if (info.tcpi_rcv_ooopack != p->behind)
		nfo_probe_heard(&p->probe, p->looked);
	p->behind = info.tcpi_rcv_ooopack;
	p->looked = now;
}

void peer_work(struct peer *p, int64_t now)
{
	struct nfo_step step;

	if (peer_late(p, now))
		look_behind(p, now);
	switch (nfo_probe_next(&p->probe, now, any(), &step)) {
	case NFO_OPEN: peer_open(p, now); break;
	case NFO_SEND: peer_send(p, &step, now); break;
	case NFO_CLOSE: drop_socket(p); break;
	case NFO_NOTHING: break;
	}
}

// ---

short peer_events(const struct peer *p)
{
	return p->probe.state == NFO_CONNECTING ? POLLOUT : POLLIN;
}

void peer_init(struct peer *p, const struct nfo_terms *terms, const struct service *service,
	uint32_t address, int64_t now)
{
	p->service = service;
	p->address = address;
	ipv4_write(p->name, address);
	p->fd = -1;
	nfo_probe_init(&p->probe, terms, (uint32_t)any(), now);
}

void peer_free(struct peer *p)
{
	drop_socket(p);
}
