// SPDX-License-Identifier: MIT
// A small HTTP client.
#include "http_get.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "http_head.h"
#include "ipv4.h"
#include "net.h"

enum { PATH = 1000, PIECE = 65536 };

int url_parse(struct url *u, struct text t)
{
	static const char scheme[] = "http://";
	struct text rest = t, host, part[2];
	uint64_t port = 80;

	if (!text_starts(t, scheme))
		return fail(-E_DATA, "`%.*s` is no http:// address", TEXT_ARG(t));
	rest.s += sizeof scheme - 1;
	rest.n -= sizeof scheme - 1;
	const char *slash = memchr(rest.s, '/', rest.n);
	if (!slash)
		return fail(-E_DATA, "`%.*s` has no path", TEXT_ARG(t));
	host = (struct text){ rest.s, (size_t)(slash - rest.s) };
	u->path = (struct text){ slash, rest.n - host.n };
	for (size_t i = 0; i < u->path.n; i++)
		if (u->path.s[i] <= ' ' || u->path.s[i] > '~')
			return fail(-E_DATA, "`%.*s` is no address", TEXT_ARG(t));
	size_t parts = text_fields(host, ':', part, 2);
	int rc = parts > 2 ? -E_DATA : ipv4_parse(&u->address, part[0]);
	if (!rc && parts == 2)
		rc = text_number(&port, part[1], 1, 65535, "port");
	u->port = (unsigned)port;
	if (!rc && u->path.n > PATH)
		rc = fail(-E_DATA, "the path is too long");
	return during(rc, "`%.*s`", TEXT_ARG(t));
}

struct stream {
	int fd;
	int64_t end;	// of the transfer
	size_t have;
	char buf[PIECE];
};

static int ask(struct stream *s, const struct url *u)
{
	char text[PATH + 200], host[IPV4_TEXT];

	ipv4_write(host, u->address);
	int n = snprintf(text, sizeof text,
		"GET %.*s HTTP/1.1\r\nHost: %s:%u\r\nUser-Agent: orion-doctor\r\nConnection: close\r\n\r\n",
		TEXT_ARG(u->path), host, u->port);
	return net_send(s->fd, text, (size_t)n, net_patience(s->end));
}

// Reads the head and leaves what came behind it at the start of the buffer.
static int read_head(struct stream *s, struct http_head *head)
{
	int n;

	while (!(n = http_head_parse(head, s->buf, s->have))) {
		ssize_t got = net_receive(
			s->fd, s->buf + s->have, sizeof s->buf - s->have, net_patience(s->end));

		if (got < 0)
			return (int)got;
		if (!got)
			return fail(-E_DATA, "the server ended the connection");
		s->have += (size_t)got;
	}
	if (n < 0)
		return fail(-E_DATA, "the answer is not HTTP");
	s->have -= (size_t)n;
	memmove(s->buf, s->buf + n, s->have);
	return head->status == 200 ? 0 : fail(-E_DATA, "the server says: status %d", head->status);
}

static int read_body(struct stream *s, const struct http_head *head, uint64_t limit,
	struct buffer *b, uint64_t *size)
{
	bool whole = head->length >= 0 && (uint64_t)head->length <= limit;

	for (;;) {
		uint64_t room = limit - *size;
		size_t n = s->have < room ? s->have : (size_t)room;

		if (b)
			buffer_add(b, s->buf, n);
		*size += n;
		if (*size == limit || (whole && *size >= (uint64_t)head->length))
			return b ? buffer_error(b) : 0;
		ssize_t got = net_receive(s->fd, s->buf, sizeof s->buf, net_patience(s->end));
		if (got < 0)
			return (int)got;
		if (!got)
			return head->length < 0
				? 0
				: fail(-E_DATA, "%llu bytes of %lld", (unsigned long long)*size,
					  (long long)head->length);
		s->have = (size_t)got;
	}
}

int http_get(const char *url, uint64_t limit, struct buffer *body, uint64_t *size)
{
	struct stream s = { .end = net_now() + NET_WHOLE };
	struct http_head head;
	struct url u;
	int rc = url_parse(&u, text_of(url));

	*size = 0;
	if (rc)
		return rc;
	s.fd = net_connect(u.address, u.port, net_patience(s.end));
	if (s.fd < 0)
		return during(s.fd, "%s", url);
	rc = ask(&s, &u);
	if (!rc)
		rc = read_head(&s, &head);
	if (!rc)
		rc = read_body(&s, &head, limit, body, size);
	close(s.fd);
	return during(rc, "%s", url);
}
