// SPDX-License-Identifier: MIT
// A server of our own on the loopback interface that says what a case wants; the time is ours, too.
#include "peer.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "test.h"

enum { HEAD = 28, STALE = 70 };	// bytes of an answer before its result, with its mark

#define INTERVAL (200 * MS)

static struct nfo_terms terms = {
	.interval = 200,
	.misses = 3,
	.identity = { .size = 4, .data = "hand" },
	.identity_data = "identity",
	.identity_size = 8,
};

static struct service service;

struct server {
	int listener, fd;
	uint8_t got[4096];
	size_t have;
};

static uint32_t word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static bool readable(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, 2000) == 1;
}

static void server_open(struct server *s)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;

	*s = (struct server){ .listener = socket(AF_INET, SOCK_STREAM, 0), .fd = -1 };
	CHECK(!bind(s->listener, (struct sockaddr *)&at, n) && !listen(s->listener, 4));
	CHECK(!getsockname(s->listener, (struct sockaddr *)&at, &n));
	service.port = ntohs(at.sin_port);
}

static void server_close(struct server *s)
{
	close(s->listener);
	if (s->fd >= 0)
		close(s->fd);
}

// The next call: its number; its procedure is *procedure. 0 when none came.
static uint32_t server_call(struct server *s, uint32_t *procedure)
{
	size_t size = s->have < 4 ? 0 : 4 + (word(s->got) & 0x7fffffff);

	while (!size || s->have < size) {
		ssize_t n = readable(s->fd)
			? recv(s->fd, s->got + s->have, sizeof s->got - s->have, 0)
			: 0;

		if (n <= 0)
			return 0;
		s->have += (size_t)n;
		size = 4 + (word(s->got) & 0x7fffffff);
	}
	uint32_t xid = word(s->got + 4);
	*procedure = word(s->got + 24);
	s->have -= size;
	memmove(s->got, s->got + size, s->have);
	return xid;
}

static void server_say(struct server *s, uint32_t xid, const void *result, size_t n)
{
	uint8_t a[512] = { 0 };

	put(a, 0x80000000 | (uint32_t)(HEAD - 4 + n));
	put(a + 4, xid);
	put(a + 8, 1);
	memcpy(a + HEAD, result, n);
	CHECK(send(s->fd, a, HEAD + n, MSG_NOSIGNAL) == (ssize_t)(HEAD + n));
}

// Of a READ of eight bytes.
static void server_data(struct server *s, uint32_t xid, uint32_t status, const char *data)
{
	uint8_t r[28] = { 0 };

	put(r, status);
	put(r + 8, 8);
	put(r + 12, 1);
	put(r + 16, 8);
	memcpy(r + 20, data, 8);
	server_say(s, xid, r, status ? 8 : sizeof r);
}

static void look(struct peer *p, int64_t now)
{
	struct pollfd fd = { p->fd, peer_events(p), 0 };

	CHECK(poll(&fd, 1, 2000) == 1);
	peer_look(p, now);
}

// Up to the first call, which is a READ of the identity.
static uint32_t connected(struct peer *p, struct server *s, int64_t now)
{
	uint32_t procedure = 0;

	server_open(s);
	peer_init(p, &terms, &service, INADDR_LOOPBACK, now);
	CHECK(!strcmp(nfo_probe_word(&p->probe), "unknown"));
	peer_work(p, now);
	look(p, now);
	CHECK(p->probe.state == NFO_ASKED);
	s->fd = accept(s->listener, NULL, NULL);
	peer_work(p, now);
	uint32_t xid = server_call(s, &procedure);
	CHECK(procedure == 6);
	return xid;
}

static void alive(struct peer *p, struct server *s, int64_t now)
{
	server_data(s, connected(p, s, now), 0, "identity");
	look(p, now);
	CHECK(p->probe.state == NFO_ALIVE && !strcmp(nfo_probe_word(&p->probe), "alive"));
}

static void end(struct peer *p, struct server *s)
{
	peer_free(p);
	server_close(s);
}

static void a_null_each_interval(void)
{
	static struct peer p;
	static struct server s;
	int64_t now = SECOND;
	uint32_t procedure = 9, first, second;

	alive(&p, &s, now);
	peer_work(&p, now);
	first = server_call(&s, &procedure);
	CHECK(procedure == 0 && first);
	CHECK(nfo_probe_due(&p.probe) == now + INTERVAL);
	now += INTERVAL;
	peer_work(&p, now);	// doesn't wait for the answer to the first
	second = server_call(&s, &procedure);
	CHECK(procedure == 0 && second == first + 1);
	server_say(&s, second, "", 0);
	server_say(&s, first, "", 0);
	for (int i = 0; i < 2 && p.probe.waiting; i++)	// they may come one by one
		look(&p, now + 3 * MS);
	CHECK(p.probe.waiting == 0 && p.probe.rtt && p.probe.state == NFO_ALIVE);
	end(&p, &s);
}

static void silence_is_death_and_a_late_answer_life(void)
{
	static struct peer p;
	static struct server s;
	int64_t now = SECOND;
	uint32_t procedure, first;

	alive(&p, &s, now);
	peer_work(&p, now);
	first = server_call(&s, &procedure);
	now += INTERVAL;
	peer_work(&p, now);
	peer_work(&p, now + INTERVAL);
	server_say(&s, first, "", 0);
	look(&p, now + INTERVAL + 100 * MS);
	int64_t heard = now + INTERVAL + 100 * MS;
	peer_work(&p, heard + 3 * INTERVAL - MS);
	CHECK(p.probe.state == NFO_ALIVE);
	peer_work(&p, heard + 3 * INTERVAL);
	CHECK(p.probe.dead && p.fd < 0 && !strcmp(p.probe.why, "doesn't answer"));
	end(&p, &s);
}

static void a_standstill_is_forgiven_once(void)
{
	static struct peer p;
	static struct server s;
	int64_t now = SECOND;

	alive(&p, &s, now);
	peer_work(&p, now);
	now += 10 * SECOND;
	nfo_probe_forgive(&p.probe, 10 * SECOND, now);
	peer_work(&p, now);
	CHECK(p.probe.state == NFO_ALIVE);
	now += 10 * SECOND;
	nfo_probe_forgive(&p.probe, 10 * SECOND, now);
	peer_work(&p, now);
	CHECK(p.probe.dead);
	end(&p, &s);
}

static void an_end_is_death_at_once(void)
{
	static struct peer p;
	static struct server s;

	alive(&p, &s, SECOND);
	server_close(&s);
	look(&p, SECOND + MS);
	CHECK(p.probe.dead && p.probe.state == NFO_CLOSED &&
		!strcmp(p.probe.why, "closed the connection"));
	peer_work(&p, nfo_probe_due(&p.probe));	// tries again, and nobody is there
	if (p.probe.state == NFO_CONNECTING)
		look(&p, 2 * SECOND);
	CHECK(p.probe.state == NFO_CLOSED && nfo_probe_due(&p.probe) > SECOND + MS &&
		p.probe.state != NFO_ALIVE);
	peer_free(&p);
}

static void refused(void)
{
	static struct peer p;
	static struct server s;

	server_open(&s);
	server_close(&s);
	peer_init(&p, &terms, &service, INADDR_LOOPBACK, SECOND);
	peer_work(&p, SECOND);
	if (p.probe.state == NFO_CONNECTING)
		look(&p, SECOND);
	CHECK(p.probe.dead && !strcmp(p.probe.why, "refuses connections"));
	// a spare one is not asked at each interval
	CHECK(nfo_probe_due(&p.probe) == 3 * SECOND);
	peer_free(&p);
}

static void other_files(void)
{
	static struct peer p;
	static struct server s;

	server_data(&s, (connected(&p, &s, SECOND)), 0, "identitY");
	look(&p, SECOND);
	CHECK(p.probe.dead && !strcmp(nfo_probe_word(&p.probe), "different") &&
		!strcmp(p.probe.why, "has other files"));
	end(&p, &s);
	uint32_t xid = connected(&p, &s, SECOND);
	server_data(&s, xid, STALE, "identity");
	look(&p, SECOND);
	CHECK(p.probe.dead && !strcmp(nfo_probe_word(&p.probe), "different"));
	end(&p, &s);
}

// What isn't an answer to a call of ours.
static void nonsense(void)
{
	static const struct {
		int line;
		int add;	// to the number
		const char *result;
		size_t n;
	} cases[] = {
		{ __LINE__, 1, "", 0 },
		{ __LINE__, 64, "", 0 },
		{ __LINE__, 0, "xxx", 3 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		static struct peer p;
		static struct server s;
		uint32_t xid = connected(&p, &s, SECOND);

		server_say(&s, xid + (uint32_t)cases[i].add, cases[i].result, cases[i].n);
		look(&p, SECOND);
		CHECK_AT(cases[i].line,
			p.probe.dead && !strcmp(p.probe.why, "gives answers that are none"));
		end(&p, &s);
	}
}

static void a_disk_that_hangs(void)
{
	static struct peer p;
	static struct server s;
	int64_t now = SECOND;
	uint32_t procedure = 9, xid;

	alive(&p, &s, now);
	now = p.probe.next_read;
	peer_work(&p, now);
	CHECK(server_call(&s, &procedure) && procedure == 6);
	int64_t until = now + 10 * terms.misses * INTERVAL;
	while (now < until) {	// NULLs are answered
		peer_work(&p, now);
		if (p.probe.next_null > now && (xid = server_call(&s, &procedure))) {
			server_say(&s, xid, "", 0);
			look(&p, now);
		}
		CHECK(p.probe.state == NFO_ALIVE);
		now += INTERVAL;
	}
	peer_work(&p, until);
	CHECK(p.probe.dead && !strcmp(p.probe.why, "doesn't read"));
	end(&p, &s);
}

// Its READ waits for longer than the pipeline has places for NULLs.
static void a_disk_that_hangs_and_much_patience(void)
{
	terms.misses = 20;
	a_disk_that_hangs();
	terms.misses = 3;
}

// Who has the identity in its memory isn't alive for that.
static void the_sample_is_read_before_it_is_alive(void)
{
	static struct peer p;
	static struct server s;
	uint32_t procedure = 9, xid;

	terms.sample_length = 4096;
	server_data(&s, connected(&p, &s, SECOND), 0, "identity");
	look(&p, SECOND);
	CHECK(p.probe.state != NFO_ALIVE);
	peer_work(&p, SECOND);
	xid = server_call(&s, &procedure);
	CHECK(procedure == 6);
	server_data(&s, xid, 0, "whatever");
	look(&p, SECOND);
	CHECK(p.probe.state == NFO_ALIVE);
	end(&p, &s);
	server_data(&s, connected(&p, &s, SECOND), 0, "identity");
	look(&p, SECOND);
	peer_work(&p, SECOND);
	server_data(&s, server_call(&s, &procedure), STALE, "whatever");
	look(&p, SECOND);
	CHECK(!strcmp(nfo_probe_word(&p.probe), "different"));
	end(&p, &s);
	terms.sample_length = 0;
}

// Has the kernel believe that an answer was sent, which it wasn't; false when that takes root.
static bool server_loses(struct server *s, uint32_t xid)
{
	int yes = 1, queue = TCP_SEND_QUEUE, off = TCP_REPAIR_OFF_NO_WP;

	if (setsockopt(s->fd, IPPROTO_TCP, TCP_REPAIR, &yes, sizeof yes))
		return false;
	CHECK(!setsockopt(s->fd, IPPROTO_TCP, TCP_REPAIR_QUEUE, &queue, sizeof queue));
	CHECK(!setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes));
	server_say(s, xid, "", 0);
	CHECK(!setsockopt(s->fd, IPPROTO_TCP, TCP_REPAIR, &off, sizeof off));
	return true;
}

// Waits until something that can't be read has come.
static bool has_behind(int fd)
{
	struct tcp_info info = { 0 };

	for (int i = 0; i < 2000 && !info.tcpi_rcv_ooopack; i++) {
		socklen_t n = sizeof info;

		poll(NULL, 0, 1);
		CHECK(!getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &n));
	}
	return info.tcpi_rcv_ooopack;
}

static void an_answer_behind_a_lost_one_is_life(void)
{
	static struct peer p;
	static struct server s;
	int64_t now = SECOND;
	uint32_t procedure, first, second;

	alive(&p, &s, now);
	peer_work(&p, now);
	first = server_call(&s, &procedure);
	peer_work(&p, now + INTERVAL);
	second = server_call(&s, &procedure);
	if (server_loses(&s, first)) {
		CHECK(peer_late(&p, now + INTERVAL) && p.probe.heard == now);
		server_say(&s, second, "", 0);
		CHECK(has_behind(p.fd));
		peer_work(&p, now + 2 * INTERVAL);
		CHECK(p.probe.heard == now + INTERVAL);
		peer_work(&p, now + 4 * INTERVAL - MS);
		CHECK(p.probe.state == NFO_ALIVE && p.probe.heard == now + INTERVAL);
		peer_work(&p, now + 4 * INTERVAL);
		CHECK(p.probe.dead);
	} else {
		printf("an_answer_behind_a_lost_one_is_life: left out, it takes root\n");
	}
	end(&p, &s);
}

int main(void)
{
	a_null_each_interval();
	silence_is_death_and_a_late_answer_life();
	a_standstill_is_forgiven_once();
	an_end_is_death_at_once();
	refused();
	other_files();
	nonsense();
	a_disk_that_hangs();
	a_disk_that_hangs_and_much_patience();
	the_sample_is_read_before_it_is_alive();
	an_answer_behind_a_lost_one_is_life();
	return test_failed;
}
