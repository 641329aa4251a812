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

#include "error.h"
#include "net.h"

enum { SERVER_PORT = 67, CLIENT_PORT = 68, BOOT_PORT = 4011, AGAIN = 1000 };

// Works on an interface without an address, and hears who doesn't answer to all.
static int open_packet(int index)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = index,
	};
	int one = 1, fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return fail(-errno, "a packet socket, which only root may have");
	setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof one);
	if (!bind(fd, (struct sockaddr *)&to, sizeof to))
		return fd;
	int rc = fail(-errno, "bind a packet socket");
	close(fd);
	return rc;
}

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

int dhcp_probe_open(struct dhcp_probe *p, const char *interface, bool self)
{
	*p = (struct dhcp_probe){ -1, -1, (int)if_nametoindex(interface) };
	int rc = p->index ? 0 : fail(-ENODEV, "there is no interface `%s`", interface);

	if (!rc)
		rc = p->packet = open_packet(p->index);
	if (rc >= 0 && self)
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

static int send_packet(const struct dhcp_probe *p, uint8_t *frame, size_t n)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = p->index,
		.sll_halen = 6,
	};

	memset(to.sll_addr, 255, 6);
	return sendto(p->packet, frame, dhcp_frame(frame, n), 0, (struct sockaddr *)&to,
		       sizeof to) < 0
		? fail(-errno, "send a DHCP packet")
		: 0;
}

static int discover(const struct dhcp_probe *p, const struct dhcp_question *q)
{
	uint8_t frame[DHCP_FRAME_MAX], *payload = frame + DHCP_HEADERS;
	size_t n = dhcp_discover(q, payload);

	return p->udp >= 0 ? send_udp(p, payload, n, INADDR_BROADCAST, SERVER_PORT)
			   : send_packet(p, frame, n);
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

// Was the checksum left to hardware that the packet never met (a virtual machine's neighbour)?
static bool unchecked(struct msghdr *m)
{
	struct tpacket_auxdata aux;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof aux);
		return aux.tp_status & TP_STATUS_CSUMNOTREADY;
	}
	return false;
}

static void take_packets(
	const struct dhcp_probe *p, const struct dhcp_question *q, struct dhcp_answers *all)
{
	uint8_t buf[DHCP_FRAME_MAX];
	char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct dhcp_answer r;

	for (;;) {
		struct iovec v = { .iov_base = buf, .iov_len = sizeof buf };
		struct msghdr m = {
			.msg_iov = &v,
			.msg_iovlen = 1,
			.msg_control = control,
			.msg_controllen = sizeof control,
		};
		ssize_t got = recvmsg(p->packet, &m, 0);

		if (got < 0)
			return;
		size_t n = (size_t)got;
		const uint8_t *payload = dhcp_unframe(buf, &n, !unchecked(&m));
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

int dhcp_probe_boot(struct dhcp_probe *p, const struct dhcp_question *q, uint32_t server,
	uint32_t from, uint16_t item, struct dhcp_answer *r)
{
	uint8_t payload[DHCP_FRAME_MAX];
	struct dhcp_answers all = { .count = 0 };
	int64_t end = net_now() + NET_LIMIT;
	int rc = send_udp(p, payload, dhcp_boot_request(q, from, item, payload), server, BOOT_PORT);

	while (!rc && !all.count && net_now() < end)
		receive(p, q, end, &all);
	if (!rc && !all.count)
		rc = fail(-ETIMEDOUT, "port %d", BOOT_PORT);
	*r = all.item[0];
	return rc;
}
