// SPDX-License-Identifier: MIT
// DHCP on all interfaces that may be used, in parallel.
#include "dhcp_run.h"

#include <poll.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "boot.h"
#include "dhcp_socket.h"
#include "file.h"
#include "net_wait.h"
#include "say.h"

struct port {
	struct netif nif;
	int fd;
	bool linked;
	struct dhcp_client dhcp;
};

struct run {
	unsigned n;
	struct port port[NETIFS_MAX];
};

static bool known(const struct run *r, int ifindex)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->port[i].nif.index == ifindex)
			return true;
	return false;
}

// Takes in interfaces that have come.
static void look(struct run *r, const struct boot *b)
{
	struct netif list[NETIFS_MAX];
	unsigned n = net_wait_list(b, list);

	for (unsigned i = 0; i < n && r->n < NETIFS_MAX; i++) {
		struct port *p = &r->port[r->n];

		if (known(r, list[i].index) || netif_up(list[i].name, true))
			continue;
		*p = (struct port){ .nif = list[i], .fd = dhcp_socket_open(list[i].index) };
		memcpy(p->dhcp.hostname, b->cmd.hostname, sizeof p->dhcp.hostname);
		r->n += p->fd >= 0;
	}
}

static void transmit(struct port *p, int64_t now)
{
	uint8_t buf[DHCP_FRAME_MAX];
	bool linked = netif_carrier(p->nif.name);
	uint32_t xid = 0;

	if (linked && !p->linked) {
		getrandom(&xid, sizeof xid, GRND_INSECURE);	// it must not wait
		xid ^= (uint32_t)now ^ (uint32_t)p->nif.index;
		dhcp_start(&p->dhcp, p->nif.mac, xid, now);
	}
	p->linked = linked;
	size_t n = linked ? dhcp_output(&p->dhcp, now, buf) : 0;
	if (n && dhcp_socket_send(p->fd, p->nif.index, buf, n))
		p->dhcp.due = now + 500;	// the queue of a new link may not take it yet
}

static bool receive(struct port *p)
{
	uint8_t buf[DHCP_FRAME_MAX];
	ssize_t n;
	bool checked;

	while ((n = dhcp_socket_receive(p->fd, buf, &checked)) >= 0)
		if (p->linked && dhcp_input(&p->dhcp, now_ms(), buf, (size_t)n, checked))
			return true;
	return false;
}

// Sends what is due and takes what came within ms; returns the port that has its lease, or NULL.
static struct port *step(struct run *r, int ms)
{
	struct pollfd fds[NETIFS_MAX];

	for (unsigned i = 0; i < r->n; i++) {
		transmit(&r->port[i], now_ms());
		fds[i] = (struct pollfd){ .fd = r->port[i].fd, .events = POLLIN };
	}
	if (poll(fds, r->n, ms) <= 0)
		return NULL;
	for (unsigned i = 0; i < r->n; i++)
		if (fds[i].revents && receive(&r->port[i]))
			return &r->port[i];
	return NULL;
}

// The interface that is used stays up; the others go down again as they were found. When none
// is used all stay up: the next try finds their links ready.
static void finish(struct run *r, const struct port *used)
{
	for (unsigned i = 0; i < r->n; i++) {
		close(r->port[i].fd);
		if (used && &r->port[i] != used)
			netif_up(r->port[i].nif.name, false);
	}
}

int dhcp_run(const struct boot *b, int64_t deadline, struct netif *nif, struct dhcp_lease *lease)
{
	struct run r = { .n = 0 };
	struct port *p = NULL;
	int64_t next_look = 0;

	while (!p) {
		if (now_ms() >= next_look) {
			look(&r, b);
			next_look = now_ms() + 1000;
			if (net_wait_over(b, r.n, deadline))
				break;
		}
		p = step(&r, 20);
	}
	finish(&r, p);
	if (!p)
		return -1;
	*nif = p->nif;
	*lease = p->dhcp.lease;
	return 0;
}
