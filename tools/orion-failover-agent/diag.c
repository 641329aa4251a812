// SPDX-License-Identifier: MIT
// Ends TCP connections: asks for all, picks those that are meant, has each ended.
#include "diag.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"

enum { VICTIMS_MAX = 32, ANSWER = 32 * 1024, WAIT = 2 };

#define LISTENING (1u << TCP_LISTEN | 1u << TCP_TIME_WAIT)

struct question {
	struct nlmsghdr head;
	struct inet_diag_req_v2 what;
};

// How many were asked, which is the number of the last: what is left of answers to another one may come before its own.
static uint32_t asked;

static int ask(int fd, uint16_t type, uint16_t flags, const struct inet_diag_sockid *id)
{
	struct question q = {
		.head = {
			.nlmsg_len = sizeof q,
			.nlmsg_type = type,
			.nlmsg_flags = NLM_F_REQUEST | flags,
			.nlmsg_seq = ++asked,
		},
		.what = {
			.sdiag_family = AF_INET,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = ~LISTENING,
		},
	};

	if (id)
		q.what.id = *id;
	if (send(fd, &q, sizeof q, 0) != sizeof q)
		return fail(-errno, "ask for sockets");
	return 0;
}

static ssize_t answer(int fd, void *to, size_t room)
{
	ssize_t n = recv(fd, to, room, 0);

	return n < 0 ? fail(-errno, "sockets") : n;
}

// --- answers

static bool has(const uint32_t *list, unsigned n, uint32_t v)
{
	for (unsigned i = 0; i < n; i++)
		if (list[i] == v)
			return true;
	return false;
}

static bool is_meant(const struct inet_diag_msg *m, const struct victims *v)
{
	bool ours = false;

	for (unsigned i = 0; i < v->ports; i++)
		ours |= ntohs(m->id.idiag_sport) == v->from[i];
	return ours && m->idiag_family == AF_INET && ntohs(m->id.idiag_dport) == v->to &&
		has(v->server, v->servers, ntohl(m->id.idiag_dst[0]));
}

// An error of 0 says that it went well.
static int take_error(const void *data, size_t n, int found)
{
	struct nlmsgerr e;

	if (n < sizeof e)
		return fail(-E_DATA, "the kernel's answer is cut short");
	memcpy(&e, data, sizeof e);
	if (e.error > 0)
		return fail(-E_DATA, "the kernel's answer is none");
	return e.error ? e.error : found;
}

int diag_take(struct inet_diag_sockid *id, unsigned max, const void *answer, size_t n,
	uint32_t question, const struct victims *v, bool *last)
{
	const uint8_t *p = answer;
	unsigned found = 0;
	struct nlmsghdr head;
	struct inet_diag_msg m;

	*last = false;
	for (size_t whole; n >= sizeof head; p += whole, n -= whole) {
		memcpy(&head, p, sizeof head);
		if (head.nlmsg_len < sizeof head || head.nlmsg_len > n)
			return fail(-E_DATA, "the kernel's answer is none");
		whole = NLMSG_ALIGN(head.nlmsg_len) < n ? NLMSG_ALIGN(head.nlmsg_len) : n;
		size_t size = head.nlmsg_len - sizeof head;
		if (head.nlmsg_seq != question)
			continue;
		*last = head.nlmsg_type == NLMSG_DONE || head.nlmsg_type == NLMSG_ERROR;
		if (head.nlmsg_type == NLMSG_ERROR)
			return take_error(p + sizeof head, size, (int)found);
		if (*last)
			break;
		if (size < sizeof m)
			return fail(-E_DATA, "the kernel's answer is cut short");
		memcpy(&m, p + sizeof head, sizeof m);
		if (found < max && is_meant(&m, v))
			id[found++] = m.id;
	}
	return (int)found;
}

// --- questions

// All that answers the last question.
static int take_all(int fd, struct inet_diag_sockid *id, unsigned max, const struct victims *v)
{
	static uint8_t room[ANSWER];
	unsigned found = 0;
	bool last = false;

	while (!last) {
		ssize_t n = answer(fd, room, sizeof room);

		if (n < 0)
			return (int)n;
		int more = diag_take(id + found, max - found, room, (size_t)n, asked, v, &last);
		if (more < 0)
			return more;
		found += (unsigned)more;
	}
	return (int)found;
}

// The kernel is busy while it isn't through with an earlier list, which goes on as it is read.
static int find(int fd, struct inet_diag_sockid *id, const struct victims *v)
{
	int found;

	do {
		found = ask(fd, SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, NULL);
		if (!found)
			found = take_all(fd, id, VICTIMS_MAX, v);
	} while (found == -EBUSY);
	return found;
}

// 0, or a negative errno: -ENOENT when it has ended by itself.
static int end_one(int fd, const struct inet_diag_sockid *id)
{
	static const struct victims none;
	struct inet_diag_sockid found[1];
	int rc = ask(fd, SOCK_DESTROY, NLM_F_ACK, id);

	return rc ? rc : take_all(fd, found, 0, &none);
}

int diag_end(int fd, const struct victims *v)
{
	struct inet_diag_sockid id[VICTIMS_MAX];
	int found = find(fd, id, v), ended = 0;

	for (int i = 0; i < found; i++) {
		int rc = end_one(fd, &id[i]);

		if (rc && rc != -ENOENT)
			return during(rc, "end a connection");
		ended += !rc;
	}
	return found < 0 ? found : ended;
}

// Nobody is at port 0: a kernel that can end connections says that there is none.
static int check(int fd)
{
	struct inet_diag_sockid nobody = {
		.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE },
	};
	static const struct victims none;
	struct inet_diag_sockid id[VICTIMS_MAX];
	int rc = find(fd, id, &none);

	if (rc == -ENOENT)
		return fail(
			-E_DATA, "the kernel doesn't list its sockets: load its module tcp_diag");
	if (rc < 0)
		return fail(rc, "list of sockets");
	rc = end_one(fd, &nobody);
	if (rc == -EOPNOTSUPP)
		return fail(-E_DATA,
			"this kernel can't end connections: it is built without CONFIG_INET_DIAG_DESTROY");
	return rc == -ENOENT ? 0 : fail(rc, "end a connection");
}

int diag_open(int *fd)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct timeval patience = { .tv_sec = WAIT };

	*fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (*fd < 0)
		return fail(-errno, "list of sockets (CONFIG_INET_DIAG)");
	int rc = 0;
	if (connect(*fd, (struct sockaddr *)&kernel, sizeof kernel) ||
		setsockopt(*fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience))
		rc = fail(-errno, "list of sockets");
	if (!rc)
		rc = check(*fd);
	if (rc)
		close(*fd);
	return rc;
}
