// SPDX-License-Identifier: MIT
// Answers of the kernel that are made here; and, as root, a real connection that is ended.
#include "diag.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <pthread.h>
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

static uint32_t question = 7;	// that is answered

static size_t put(uint8_t *to, uint16_t type, const void *data, size_t n)
{
	struct nlmsghdr h = {
		.nlmsg_len = (uint32_t)(sizeof h + n),
		.nlmsg_type = type,
		.nlmsg_seq = question,
	};

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

		CHECK_AT(all[i].line,
			diag_take(id, 8, answer, one, question, &ours, &last) == all[i].want);
		CHECK(!last);
		want += all[i].want;
	}
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		n += put_socket(answer + n, &all[i]);
	CHECK(diag_take(id, 8, answer, n, question, &ours, &last) == want);
	CHECK(id[0].idiag_cookie[0] == (uint32_t)all[0].line && ntohs(id[1].idiag_sport) == 701);
	CHECK(diag_take(id, 1, answer, n, question, &ours, &last) == 1);
	n += put(answer + n, NLMSG_DONE, &(int){ 0 }, 4);
	CHECK(diag_take(id, 8, answer, n, question, &ours, &last) == want && last);
}

static void errors(void)
{
	struct nlmsgerr e = { .error = -EOPNOTSUPP };
	uint8_t answer[512];
	bool last;
	size_t n = put(answer, NLMSG_ERROR, &e, sizeof e);

	CHECK(diag_take(NULL, 0, answer, n, question, &ours, &last) == -EOPNOTSUPP && last);
	e.error = 0;
	n = put(answer, NLMSG_ERROR, &e, sizeof e);
	CHECK(diag_take(NULL, 0, answer, n, question, &ours, &last) == 0 && last);
	n = put(answer, NLMSG_ERROR, &e, 4);
	CHECK(diag_take(NULL, 0, answer, n, question, &ours, &last) == -E_DATA);
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
		CHECK(diag_take(id, 8, copy, have, question, &ours, &last) == -E_DATA);
		*(uint32_t *)(void *)copy = (uint32_t)have & ~3u;
		int rc = diag_take(id, 8, copy, have & ~(size_t)3, question, &ours, &last);
		CHECK(rc == -E_DATA);
		free(copy);
	}
}

// What is left of an answer to another question, an error or the end of it, says nothing of this one's.
static void skips_other_answers(void)
{
	struct nlmsgerr e = { .error = -EPERM };
	struct inet_diag_sockid id[8];
	uint8_t answer[2048];
	bool last;
	size_t n = 0;

	question = 6;
	n += put_socket(answer + n, &all[0]);
	n += put(answer + n, NLMSG_DONE, &(int){ 0 }, 4);
	n += put(answer + n, NLMSG_ERROR, &e, sizeof e);
	CHECK(diag_take(id, 8, answer, n, 7, &ours, &last) == 0 && !last);
	question = 7;
	n += put_socket(answer + n, &all[1]);
	CHECK(diag_take(id, 8, answer, n, 7, &ours, &last) == 1 && !last);
	CHECK(id[0].idiag_cookie[0] == (uint32_t)all[1].line);
	n += put(answer + n, NLMSG_DONE, &(int){ 0 }, 4);
	CHECK(diag_take(id, 8, answer, n, 7, &ours, &last) == 1 && last);
	CHECK(diag_take(id, 8, answer, n, 6, &ours, &last) == 1 && last);
	CHECK(id[0].idiag_cookie[0] == (uint32_t)all[0].line);
}

// Answers each question by an end and an error of the one before, then as it should be; all[1] is there. It is busy at first.
static void *kernel(void *of)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 what;
	} q;
	int fd = *(const int *)of;
	struct nlmsgerr e;
	bool busy = true;
	uintptr_t ended = 0;
	uint8_t answer[512];

	for (; recv(fd, &q, sizeof q, 0) == sizeof q; busy = false) {
		size_t n;

		question = q.head.nlmsg_seq - 1;
		n = put_socket(answer, &all[0]);
		n += put(answer + n, NLMSG_DONE, &(int){ 0 }, 4);
		send(fd, answer, n, 0);
		e.error = -EPERM;
		send(fd, answer, put(answer, NLMSG_ERROR, &e, sizeof e), 0);
		question = q.head.nlmsg_seq;
		e.error = busy ? -EBUSY : 0;
		if (busy || q.head.nlmsg_type == SOCK_DESTROY) {
			ended = ended * 1000 + q.what.id.idiag_cookie[0];
			n = put(answer, NLMSG_ERROR, &e, sizeof e);
		} else {
			send(fd, answer, put_socket(answer, &all[1]), 0);
			n = put(answer, NLMSG_DONE, &(int){ 0 }, 4);
		}
		send(fd, answer, n, 0);
	}
	return (void *)ended;
}

static void ends_what_was_asked_for(void)
{
	const uintptr_t line = (uintptr_t)all[1].line;
	pthread_t thread;
	void *ended;
	int fd[2];

	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd));
	CHECK(!pthread_create(&thread, NULL, kernel, &fd[1]));
	CHECK(diag_end(fd[0], &ours) == 1);
	CHECK(diag_end(fd[0], &ours) == 1);
	close(fd[0]);
	CHECK(!pthread_join(thread, &ended) && (uintptr_t)ended == line * 1000 + line);
	close(fd[1]);
}

// A list that nobody reads.
static void ask_for_a_list(int fd)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 what;
	} q = {
		.head = {
			.nlmsg_len = sizeof q,
			.nlmsg_type = SOCK_DIAG_BY_FAMILY,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
		.what = {
			.sdiag_family = AF_INET,
			.sdiag_protocol = IPPROTO_TCP,
			.idiag_states = ~0u,
		},
	};

	CHECK(send(fd, &q, sizeof q, 0) == sizeof q);
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
	ask_for_a_list(diag);
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
	skips_other_answers();
	ends_what_was_asked_for();
	ends_one_of_two();
	return test_failed;
}
