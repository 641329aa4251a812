// SPDX-License-Identifier: MIT
// Sockets of DHCP questions.
#include "dhcp_probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dhcp_socket.h"
#include "error.h"
#include "net.h"

enum { SERVER_PORT = 67, CLIENT_PORT = 68, BOOT_PORT = 4011, AGAIN = 1000 };

static int open_udp(const char *interface)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(CLIENT_PORT) };
	int one = 1, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return fail(-errno, "socket");
	if (!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) &&
		!setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &one, sizeof one) &&
		!setsockopt(
			fd, SOL_SOCKET, SO_BINDTODEVICE, interface, (socklen_t)strlen(interface)) &&
		!bind(fd, (struct sockaddr *)&any, sizeof any))
		return fd;
	int rc = fail(-errno, "listen to UDP port %d", CLIENT_PORT);
	close(fd);
	return rc;
}

// What a server of this machine answers is heard where it leaves: a firewall may drop what comes back of it.
static int hear_own(int fd, int index)
{
	const struct sockaddr_ll all = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = index,
	};

	return bind(fd, (const struct sockaddr *)&all, sizeof all)
		? fail(-errno, "listen to what leaves")
		: 0;
}

int dhcp_probe_open(struct dhcp_probe *p, const char *interface, bool self)
{
	*p = (struct dhcp_probe){ -1, -1, (int)if_nametoindex(interface) };
	int rc = p->index ? 0 : fail(-ENODEV, "there is no interface `%s`", interface);

	if (!rc)
		p->packet = dhcp_socket_open(p->index);
	if (!rc && p->packet < 0)
		rc = fail(-errno, "a packet socket, which only root may have");
	if (!rc && self)
		rc = hear_own(p->packet, p->index);
	if (!rc && self)
		rc = p->udp = open_udp(interface);
	if (rc >= 0)
		return 0;
	dhcp_probe_close(p);
	return during(rc, "%s", interface);
}

void dhcp_probe_close(struct dhcp_probe *p)
{
	if (p->packet >= 0)
		close(p->packet);
	if (p->udp >= 0)
		close(p->udp);
	p->packet = p->udp = -1;
}

// --- sending

static int send_udp(const struct dhcp_probe *p, const uint8_t *payload, size_t n, uint32_t address,
	unsigned port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = { htonl(address) },
	};

	return sendto(p->udp, payload, n, 0, (struct sockaddr *)&to, sizeof to) < 0
		? fail(-errno, "send a DHCP packet")
		: 0;
}

static int discover(const struct dhcp_probe *p, const struct dhcp_question *q)
{
	uint8_t frame[DHCP_FRAME_MAX], *payload = frame + DHCP_HEADERS;
	size_t n = dhcp_discover(q, payload);

	if (p->udp >= 0)
		return send_udp(p, payload, n, INADDR_BROADCAST, SERVER_PORT);
	return dhcp_socket_send(p->packet, p->index, frame, dhcp_frame(frame, n))
		? fail(-errno, "send a DHCP packet")
		: 0;
}

// --- receiving

static void keep(struct dhcp_answers *all, const struct dhcp_answer *r)
{
	size_t i = 0;

	while (i < all->count && all->item[i].server != r->server)
		i++;
	if (i == DHCP_ANSWERS)
		return;
	all->item[i] = *r;
	all->count += i == all->count;
}

static void take_packets(
	const struct dhcp_probe *p, const struct dhcp_question *q, struct dhcp_answers *all)
{
	uint8_t frame[DHCP_FRAME_MAX];
	struct dhcp_answer r;
	ssize_t got;
	bool checked;

	while ((got = dhcp_socket_receive(p->packet, frame, &checked)) >= 0) {
		size_t n = (size_t)got;
		const uint8_t *payload = dhcp_unframe(frame, &n, checked);

		if (payload && !dhcp_answer_parse(&r, q, payload, n))
			keep(all, &r);
	}
}

static void take_udp(
	const struct dhcp_probe *p, const struct dhcp_question *q, struct dhcp_answers *all)
{
	uint8_t buf[DHCP_FRAME_MAX];
	struct dhcp_answer r;
	ssize_t n;

	while ((n = recv(p->udp, buf, sizeof buf, 0)) >= 0)
		if (!dhcp_answer_parse(&r, q, buf, (size_t)n))
			keep(all, &r);
}

// What came until then, or until something came.
static void receive(const struct dhcp_probe *p, const struct dhcp_question *q, int64_t end,
	struct dhcp_answers *all)
{
	struct pollfd fds[] = {
		{ .fd = p->packet, .events = POLLIN },
		{ .fd = p->udp, .events = POLLIN },
	};

	if (poll(fds, 2, net_left(end)) <= 0)
		return;
	take_packets(p, q, all);
	if (p->udp >= 0)
		take_udp(p, q, all);
}

const struct dhcp_answer *dhcp_answer_of(const struct dhcp_answers *all, uint32_t server)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->item[i].server == server)
			return &all->item[i];
	return NULL;
}

int dhcp_probe_ask(struct dhcp_probe *p, const struct dhcp_question *q, int ms, uint32_t until,
	struct dhcp_answers *all)
{
	int64_t now = net_now(), end = now + ms, again = now;
	int rc = 0;

	*all = (struct dhcp_answers){ .count = 0 };
	for (int wait = AGAIN; !rc && (now = net_now()) < end;) {
		if (now >= again) {
			rc = discover(p, q);
			again = now + wait;
			wait *= 2;
		}
		receive(p, q, again < end ? again : end, all);
		if (until && dhcp_answer_of(all, until))
			break;
	}
	return rc;
}

// PXE 2.1, 2.2.3: it is acknowledged. An offer is one that was late, of anybody.
static const struct dhcp_answer *acknowledged(const struct dhcp_answers *all, uint32_t server)
{
	const struct dhcp_answer *r = dhcp_answer_of(all, server);

	return r && r->type == DHCP_ACK ? r : NULL;
}

int dhcp_probe_boot(struct dhcp_probe *p, const struct dhcp_question *q, uint32_t server,
	uint32_t from, uint16_t item, struct dhcp_answer *r)
{
	uint8_t payload[DHCP_FRAME_MAX];
	const struct dhcp_answer *found = NULL;
	struct dhcp_answers all = { .count = 0 };
	int64_t end = net_now() + NET_LIMIT;
	int rc = send_udp(p, payload, dhcp_boot_request(q, from, item, payload), server, BOOT_PORT);

	while (!rc && !found && net_now() < end) {
		receive(p, q, end, &all);
		found = acknowledged(&all, server);
	}
	if (!rc && !found)
		rc = fail(-ETIMEDOUT, "port %d", BOOT_PORT);
	if (!rc)
		*r = *found;
	return rc;
}
