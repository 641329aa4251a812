// SPDX-License-Identifier: MIT
// Reading by TFTP.
#include "tftp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "error.h"
#include "net.h"
#include "number.h"

enum { PORT = 69, READ = 1, ACK = 4, PLAIN_BLOCK = 512, AGAIN = 1000, PACKET = 4 + TFTP_BLOCK };

// --- packets

static unsigned get16(const uint8_t *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

// Takes a string off the packet, up to its 0: false when there is none.
static bool take_string(const uint8_t **p, size_t *n, struct text *t)
{
	const uint8_t *end = memchr(*p, 0, *n);

	if (!end)
		return false;
	*t = (struct text){ (const char *)*p, (size_t)(end - *p) };
	*n -= t->n + 1;
	*p = end + 1;
	return true;
}

// RFC 2347: pairs of names and values; one that wasn't asked for is an error.
static int parse_options(struct tftp_packet *p, const uint8_t *data, size_t n)
{
	struct text name, value;
	uint64_t v;

	p->block = PLAIN_BLOCK;
	while (n) {
		if (!take_string(&data, &n, &name) || !take_string(&data, &n, &value))
			return -1;
		if (name.n == 7 && !strncasecmp(name.s, "blksize", 7)) {
			if (number_parse(&v, value.s, value.n, 8, TFTP_BLOCK))
				return -1;
			p->block = (size_t)v;
		} else if (name.n == 5 && !strncasecmp(name.s, "tsize", 5)) {
			if (number_parse(&p->size, value.s, value.n, 0, (uint64_t)1 << 40))
				return -1;
		} else {
			return -1;
		}
	}
	return 0;
}

// RFC 1350, 5
int tftp_parse(struct tftp_packet *p, const uint8_t *data, size_t n)
{
	*p = (struct tftp_packet){ .number = 0 };
	if (n < 4 && !(n >= 2 && get16(data) == TFTP_OPTIONS))
		return -1;
	unsigned kind = get16(data);
	p->kind = (enum tftp_kind)kind;
	if (kind == TFTP_OPTIONS)
		return parse_options(p, data + 2, n - 2);
	if (kind != TFTP_DATA && kind != TFTP_ERROR)
		return -1;
	p->number = get16(data + 2);
	p->data = data + 4;
	p->n = n - 4;
	if (kind == TFTP_DATA)
		return 0;
	const uint8_t *end = memchr(p->data, 0, p->n);
	p->message = (struct text){ (const char *)p->data, end ? (size_t)(end - p->data) : 0 };
	if (p->message.n > 200 || !text_printable(p->message))
		p->message = TEXT("");
	return 0;
}

static size_t put(uint8_t *buf, size_t at, const char *s)
{
	memcpy(buf + at, s, strlen(s) + 1);
	return at + strlen(s) + 1;
}

size_t tftp_request(uint8_t buf[TFTP_REQUEST], const char *file)
{
	size_t n = 2;

	if (strlen(file) > TFTP_REQUEST - 64)
		return 0;
	buf[0] = 0;
	buf[1] = READ;
	n = put(buf, n, file);
	n = put(buf, n, "octet");
	n = put(buf, n, "tsize");
	n = put(buf, n, "0");
	n = put(buf, n, "blksize");
	return put(buf, n, "1428");
}

// --- the transfer

struct transfer {
	int fd;
	int64_t end;
	struct sockaddr_in server;	// its port changes with the first answer
	uint8_t last[TFTP_REQUEST];	// that was sent, and is sent again
	size_t sent;
	bool answered;
	unsigned block;		// that came last
	size_t length;		// of a whole block
	uint64_t size, got;
};

static int send_last(struct transfer *t)
{
	return sendto(t->fd, t->last, t->sent, 0, (struct sockaddr *)&t->server, sizeof t->server) <
			0
		? fail(-errno, "send")
		: 0;
}

static int acknowledge(struct transfer *t, unsigned block)
{
	t->last[0] = 0;
	t->last[1] = ACK;
	t->last[2] = (uint8_t)(block >> 8);
	t->last[3] = (uint8_t)block;
	t->sent = 4;
	return send_last(t);
}

// A packet that came, if it is of the server; else -1. It waits for none: what woke us up may have been one with a wrong sum.
static int take(struct transfer *t, uint8_t buf[PACKET], struct tftp_packet *p)
{
	struct sockaddr_in from;
	socklen_t length = sizeof from;
	ssize_t n = recvfrom(t->fd, buf, PACKET, MSG_DONTWAIT, (struct sockaddr *)&from, &length);

	if (n < 0 || from.sin_addr.s_addr != t->server.sin_addr.s_addr ||
		(t->answered && from.sin_port != t->server.sin_port) ||
		tftp_parse(p, buf, (size_t)n))
		return -1;
	t->server.sin_port = from.sin_port;
	t->answered = true;
	return 0;
}

// The server's next packet. What was sent last is sent again each second.
static int receive(struct transfer *t, uint8_t buf[PACKET], struct tftp_packet *p)
{
	int64_t end = net_patience(t->end), again = net_now() + AGAIN;

	for (;;) {
		int rc = net_wait(t->fd, again < end ? again : end);

		if (!rc && !take(t, buf, p))
			return 0;
		if (rc == -ETIMEDOUT && net_now() < end) {
			error_clear();
			again += AGAIN;
			rc = send_last(t);
		}
		if (rc)
			return rc;
		if (net_now() >= end)
			return fail(-ETIMEDOUT, "no answer");
	}
}

// 0 more is to come, 1 it is whole, or negative and recorded.
static int take_block(struct transfer *t, const struct tftp_packet *p, uint64_t limit)
{
	if (p->number != ((t->block + 1) & 0xffff))
		return 0;	// that was had already
	if (p->n > t->length)
		return fail(-E_DATA, "a block of %zu bytes", p->n);
	t->block = p->number;
	t->got += p->n;
	if (t->got > limit)
		return fail(-E_DATA, "more than %" PRIu64 " bytes", limit);
	int rc = acknowledge(t, t->block);
	return rc ? rc : p->n < t->length;
}

static int step(struct transfer *t, uint64_t limit)
{
	uint8_t buf[PACKET];
	struct tftp_packet p;
	int rc = receive(t, buf, &p);

	if (rc)
		return rc;
	switch (p.kind) {
	case TFTP_DATA: return take_block(t, &p, limit);
	case TFTP_OPTIONS:
		if (t->block)
			return 0;
		t->length = p.block;
		t->size = p.size;
		return acknowledge(t, 0);
	case TFTP_ERROR: break;
	}
	return fail(-E_DATA, "the server says: error %u %.*s", p.number, TEXT_ARG(p.message));
}

static int read_all(struct transfer *t, uint64_t limit)
{
	int rc = send_last(t);

	while (!rc)
		rc = step(t, limit);
	if (rc > 0 && t->size && t->size != t->got)
		return fail(-E_DATA, "%" PRIu64 " bytes of %" PRIu64, t->got, t->size);
	return rc > 0 ? 0 : rc;
}

int tftp_read(uint32_t server, const char *file, uint64_t limit, uint64_t *size)
{
	struct transfer t = {
		.server = {
			.sin_family = AF_INET,
			.sin_port = htons(PORT),
			.sin_addr = { htonl(server) },
		},
		.length = PLAIN_BLOCK,
		.end = net_now() + NET_WHOLE,
	};

	t.sent = tftp_request(t.last, file);
	if (!t.sent)
		return fail(-ENAMETOOLONG, "the name of the file");
	t.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (t.fd < 0)
		return fail(-errno, "socket");
	int rc = read_all(&t, limit);
	close(t.fd);
	*size = t.got;
	return rc;
}
