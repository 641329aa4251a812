// SPDX-License-Identifier: MIT
// Answers of the kernel that are made here; and, as root, a real connection that is ended.
#include "diag.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "test.h"

enum { A = 0x0a090001, B = 0x0a090002 };

static const struct victims ours = {
	.from = { 700, 701 },
	.ports = 2,
	.server = { A, B },
	.servers = 2,
	.to = 2049,
};

struct seen {
	int line;
	uint8_t family;
	uint16_t from, to;
	uint32_t server;
	int want;
};

static const struct seen all[] = {
	{ __LINE__, AF_INET, 700, 2049, A, 1 },
	{ __LINE__, AF_INET, 701, 2049, B, 1 },
	{ __LINE__, AF_INET, 702, 2049, A, 0 },	// another mount's, or a probe's
	{ __LINE__, AF_INET, 700, 2050, A, 0 },
	{ __LINE__, AF_INET, 700, 2049, A + 7, 0 },
	{ __LINE__, AF_INET6, 700, 2049, A, 0 },
};

static size_t put(uint8_t *to, uint16_t type, const void *data, size_t n)
{
	struct nlmsghdr h = { .nlmsg_len = (uint32_t)(sizeof h + n), .nlmsg_type = type };

	memset(to, 0, NLMSG_ALIGN(h.nlmsg_len));
	memcpy(to, &h, sizeof h);
	memcpy(to + sizeof h, data, n);
	return NLMSG_ALIGN(h.nlmsg_len);
}

static size_t put_socket(uint8_t *to, const struct seen *s)
{
	struct inet_diag_msg m = {
		.idiag_family = s->family,
		.id = {
			.idiag_sport = htons(s->from),
			.idiag_dport = htons(s->to),
			.idiag_dst = { htonl(s->server) },
			.idiag_cookie = { (uint32_t)s->line, 0 },
		},
	};

	return put(to, SOCK_DIAG_BY_FAMILY, &m, sizeof m);
}

static void picks_what_is_meant(void)
{
	struct inet_diag_sockid id[8];
	uint8_t answer[2048];
	bool last;
	size_t n = 0;
	int want = 0;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		size_t one = put_socket(answer, &all[i]);

		CHECK_AT(all[i].line, diag_take(id, 8, answer, one, &ours, &last) == all[i].want);
		CHECK(!last);
		want += all[i].want;
	}
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		n += put_socket(answer + n, &all[i]);
	CHECK(diag_take(id, 8, answer, n, &ours, &last) == want);
	CHECK(id[0].idiag_cookie[0] == (uint32_t)all[0].line && ntohs(id[1].idiag_sport) == 701);
	CHECK(diag_take(id, 1, answer, n, &ours, &last) == 1);
	n += put(answer + n, NLMSG_DONE, &(int){ 0 }, 4);
	CHECK(diag_take(id, 8, answer, n, &ours, &last) == want && last);
}

static void errors(void)
{
	struct nlmsgerr e = { .error = -EOPNOTSUPP };
	uint8_t answer[512];
	bool last;
	size_t n = put(answer, NLMSG_ERROR, &e, sizeof e);

	CHECK(diag_take(NULL, 0, answer, n, &ours, &last) == -EOPNOTSUPP && last);
	e.error = 0;
	n = put(answer, NLMSG_ERROR, &e, sizeof e);
	CHECK(diag_take(NULL, 0, answer, n, &ours, &last) == 0 && last);
	n = put(answer, NLMSG_ERROR, &e, 4);
	CHECK(diag_take(NULL, 0, answer, n, &ours, &last) == -E_DATA);
}

static void cut_off(void)
{
	struct inet_diag_sockid id[8];
	uint8_t answer[512];
	bool last;
	size_t n = put_socket(answer, &all[0]);

	for (size_t have = sizeof(struct nlmsghdr); have < n; have++) {
		uint8_t *copy = malloc(have);

		memcpy(copy, answer, have);
		CHECK(diag_take(id, 8, copy, have, &ours, &last) == -E_DATA);
		*(uint32_t *)(void *)copy = (uint32_t)have & ~3u;
		int rc = diag_take(id, 8, copy, have & ~(size_t)3, &ours, &last);
		CHECK(rc == -E_DATA);
		free(copy);
	}
}

// Two connections to a port of our own: the one from that port is ended, the other isn't.
static void ends_one_of_two(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001) };
	socklen_t size = sizeof at;
	int diag, listener = socket(AF_INET, SOCK_STREAM, 0);
	int one = socket(AF_INET, SOCK_STREAM, 0), two = socket(AF_INET, SOCK_STREAM, 0);
	char c;

	int rc = diag_open(&diag);
	if (rc && geteuid()) {
		printf("ends_one_of_two: left out, it takes root\n");
		return;
	}
	CHECK(!rc);
	CHECK(!listen(listener, 2) && !getsockname(listener, (struct sockaddr *)&at, &size));
	at.sin_addr.s_addr = htonl(0x7f000001);
	CHECK(!connect(one, (struct sockaddr *)&at, sizeof at));
	CHECK(!connect(two, (struct sockaddr *)&at, sizeof at));
	struct victims v = { .ports = 1, .server = { 0x7f000001 }, .servers = 1 };
	v.to = ntohs(at.sin_port);
	CHECK(!getsockname(one, (struct sockaddr *)&at, &size));
	v.from[0] = ntohs(at.sin_port);
	CHECK(diag_end(diag, &v) == 1);
	CHECK(recv(one, &c, 1, MSG_DONTWAIT) == -1 && errno == ECONNABORTED);
	CHECK(recv(two, &c, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
	CHECK(diag_end(diag, &v) == 0);
	close(diag);
	close(listener);
	close(one);
	close(two);
}

int main(void)
{
	picks_what_is_meant();
	errors();
	cut_off();
	ends_one_of_two();
	return test_failed;
}
