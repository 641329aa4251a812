// SPDX-License-Identifier: MIT
// Addresses and routes by rtnetlink.
#include "rtnl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "addr.h"

struct request {
	struct nlmsghdr h;
	union {
		struct ifaddrmsg addr;
		struct rtmsg route;
	};
	char attributes[128];
};

static unsigned bytes_of(const struct addr *a)
{
	return a->family == AF_INET6 ? 16 : 4;
}

static void attribute(struct request *r, unsigned short type, const void *data, unsigned n)
{
	struct rtattr *a = (struct rtattr *)((char *)r + NLMSG_ALIGN(r->h.nlmsg_len));

	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(n);
	memcpy(RTA_DATA(a), data, n);
	r->h.nlmsg_len = (uint32_t)(NLMSG_ALIGN(r->h.nlmsg_len) + RTA_ALIGN(a->rta_len));
}

// Sends it and waits for the kernel's answer, which comes at once.
static int transact(struct request *r)
{
	struct {
		struct nlmsghdr h;
		struct nlmsgerr e;
		char more[512];
	} answer;
	int rc = -EIO, fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0)
		return -errno;
	r->h.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	if (send(fd, r, r->h.nlmsg_len, 0) < 0)
		rc = -errno;
	else if (recv(fd, &answer, sizeof answer, 0) >= (ssize_t)NLMSG_LENGTH(sizeof answer.e) &&
			answer.h.nlmsg_type == NLMSG_ERROR)
		rc = answer.e.error;
	close(fd);
	return rc;
}

int rtnl_address(int ifindex, const struct addr *a, unsigned prefix, bool add)
{
	struct request r = {
		.h = {
			.nlmsg_type = add ? RTM_NEWADDR : RTM_DELADDR,
			.nlmsg_len = NLMSG_LENGTH(sizeof r.addr),
			.nlmsg_flags = add ? NLM_F_CREATE | NLM_F_REPLACE : 0,
		},
		.addr = {
			.ifa_family = (uint8_t)a->family,
			.ifa_prefixlen = (uint8_t)prefix,
			.ifa_index = (uint32_t)ifindex,
			.ifa_flags = a->family == AF_INET6 ? IFA_F_NODAD : 0,
		},
	};

	attribute(&r, IFA_LOCAL, a->bytes, bytes_of(a));
	attribute(&r, IFA_ADDRESS, a->bytes, bytes_of(a));
	if (a->family == AF_INET && prefix < 31) {
		uint32_t be;

		memcpy(&be, a->bytes, 4);
		be |= htonl(0xffffffffu >> prefix);
		attribute(&r, IFA_BROADCAST, &be, 4);
	}
	return transact(&r);
}

int rtnl_default_route(int ifindex, const struct addr *gateway)
{
	struct request r = {
		.h = {
			.nlmsg_type = RTM_NEWROUTE,
			.nlmsg_len = NLMSG_LENGTH(sizeof r.route),
			.nlmsg_flags = NLM_F_CREATE | NLM_F_REPLACE,
		},
		.route = {
			.rtm_family = (uint8_t)gateway->family,
			.rtm_table = RT_TABLE_MAIN,
			.rtm_protocol = RTPROT_BOOT,
			.rtm_scope = RT_SCOPE_UNIVERSE,
			.rtm_type = RTN_UNICAST,
			.rtm_flags = RTNH_F_ONLINK,
		},
	};

	attribute(&r, RTA_GATEWAY, gateway->bytes, bytes_of(gateway));
	attribute(&r, RTA_OIF, &ifindex, sizeof ifindex);
	return transact(&r);
}
