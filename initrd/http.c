// SPDX-License-Identifier: MIT
// A small HTTP client (RFC 9110, RFC 9112).
#include "http.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "addr.h"
#include "error.h"
#include "tcp.h"

struct stream {
	const struct http_get *g;
	int fd;
	uint64_t body;			// bytes that the sink has
	size_t have;			// bytes in buf
	char buf[65536];
};

// Reads more behind what is there; the number of bytes, 0 at the end, -1 and the failure.
static ssize_t more(struct stream *s)
{
	struct pollfd p = { .fd = s->fd, .events = POLLIN };
	int ready = poll(&p, 1, s->g->idle_ms);
	ssize_t n = ready > 0 ? recv(s->fd, s->buf + s->have, sizeof s->buf - s->have, 0) : -1;

	if (n < 0)
		return fail("E-HTTP", "http://%s:%u%s: %s", s->g->server->text, s->g->port,
			s->g->path, ready ? strerror(errno) : "silence");
	s->have += (size_t)n;
	return n;
}

static int send_request(struct stream *s)
{
	const struct http_get *g = s->g;
	int v6 = g->server->family == AF_INET6;
	char text[512];
	int n = snprintf(text, sizeof text,
		"GET %s HTTP/1.0\r\nHost: %s%s%s:%u\r\n"
		"User-Agent: orion-init\r\nConnection: close\r\n\r\n",
		g->path, v6 ? "[" : "", g->server->text, v6 ? "]" : "", g->port);

	if (n >= (int)sizeof text)
		return fail("E-HTTP", "the path %.80s... is too long", g->path);
	if (send(s->fd, text, (size_t)n, MSG_NOSIGNAL) != n)
		return fail(
			"E-HTTP", "http://%s:%u: %s", g->server->text, g->port, strerror(errno));
	return 0;
}

// Reads the head and leaves what came behind it at the start of the buffer.
static int read_head(struct stream *s, struct http_head *head)
{
	int n;

	while (!(n = http_head_parse(head, s->buf, s->have))) {
		ssize_t got = more(s);

		if (got < 0)
			return -1;
		if (!got)
			n = -1;
		if (n)
			break;
	}
	if (n < 0)
		return fail("E-HTTP", "http://%s:%u%s: the answer is not HTTP", s->g->server->text,
			s->g->port, s->g->path);
	s->have -= (size_t)n;
	memmove(s->buf, s->buf + n, s->have);
	if (head->status == 200)
		return 0;
	return fail("E-HTTP", "http://%s:%u%s: status %d", s->g->server->text, s->g->port,
		s->g->path, head->status);
}

static int drain(struct stream *s, const struct http_head *head)
{
	size_t n = s->have;

	if (head->length >= 0 && n > (uint64_t)head->length - s->body)
		n = (size_t)((uint64_t)head->length - s->body);
	if (n > s->g->max - s->body)
		return fail("E-HTTP", "http://%s:%u%s is longer than expected", s->g->server->text,
			s->g->port, s->g->path);
	s->body += n;
	s->have = 0;
	return n ? s->g->sink(s->g->ctx, s->buf, n) : 0;
}

static int read_body(struct stream *s, const struct http_head *head)
{
	for (;;) {
		if (drain(s, head))
			return -1;
		if (head->length >= 0 && s->body == (uint64_t)head->length)
			return 0;
		ssize_t n = more(s);
		if (n < 0)
			return -1;
		if (n)
			continue;
		if (head->length < 0)
			return 0;
		return fail("E-HTTP", "http://%s:%u%s ended after %llu of %lld bytes",
			s->g->server->text, s->g->port, s->g->path, (unsigned long long)s->body,
			(long long)head->length);
	}
}

int http_get(const struct http_get *g, struct http_head *head)
{
	int rc, fd = tcp_connect(g->server, g->port, g->idle_ms < 3000 ? g->idle_ms : 3000);

	if (fd < 0)
		return tcp_fail(g->server, g->port, "HTTP");
	struct stream *s = malloc(sizeof *s);
	if (!s) {
		close(fd);
		return fail("E-SYSTEM", "out of memory");
	}
	s->g = g;
	s->fd = fd;
	s->have = s->body = 0;
	rc = send_request(s);
	if (!rc)
		rc = read_head(s, head);
	if (!rc && g->sink)
		rc = read_body(s, head);
	free(s);
	close(fd);
	return rc;
}

struct text {
	char *buf;
	size_t have;
};

static int append(void *ctx, const void *data, size_t n)
{
	struct text *t = ctx;

	memcpy(t->buf + t->have, data, n);
	t->have += n;
	return 0;
}

char *http_load(const struct addr *server, unsigned port, const char *path, size_t max,
	size_t *size, struct http_head *head)
{
	struct text t = { .buf = malloc(max + 1) };
	struct http_get g = {
		.server = server,
		.port = port,
		.path = path,
		.idle_ms = 10000,
		.max = max,
		.sink = append,
		.ctx = &t,
	};

	if (!t.buf) {
		fail("E-SYSTEM", "out of memory");
		return NULL;
	}
	if (http_get(&g, head)) {
		free(t.buf);
		return NULL;
	}
	t.buf[t.have] = 0;
	*size = t.have;
	return t.buf;
}
