// SPDX-License-Identifier: MIT
// The switch itself: ports, learning, queues with a due time, loss, capture. See switch.h.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "switch.h"
#include "switch_impl.h"

int64_t sw_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

struct sw *sw_new(void)
{
	struct sw *sw = calloc(1, sizeof(*sw));

	if (!sw)
		return NULL;
	sw->control = -1;
	for (int i = 0; i < SW_CLIENTS; i++)
		sw->clients[i].fd = -1;
	return sw;
}

static void queue_drop(struct port *p)
{
	while (p->head) {
		struct frame *f = p->head;
		p->head = f->next;
		free(f);
	}
	p->tail = NULL;
	p->queued = 0;
	p->sent = 0;
}

static void port_hangup(struct port *p)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->have = 0;
	queue_drop(p);
}

void sw_free(struct sw *sw)
{
	if (!sw)
		return;
	for (int i = 0; i < sw->nports; i++) {
		port_hangup(&sw->ports[i]);
		if (sw->ports[i].listener >= 0)
			close(sw->ports[i].listener);
	}
	for (int i = 0; i < SW_CLIENTS; i++)
		if (sw->clients[i].fd >= 0)
			close(sw->clients[i].fd);
	if (sw->control >= 0)
		close(sw->control);
	if (sw->pcap)
		fclose(sw->pcap);
	free(sw);
}

static bool name_ok(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	return n > 0 && n < SW_NAME && !name[n] && strcmp(name, "control");
}

struct port *sw_find(struct sw *sw, const char *name)
{
	for (int i = 0; i < sw->nports; i++)
		if (!strcmp(sw->ports[i].name, name))
			return &sw->ports[i];
	return NULL;
}

static int nonblocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	return 0;
}

int sw_port(struct sw *sw, const char *name, int listener)
{
	if (!name_ok(name))
		return -EINVAL;
	if (sw_find(sw, name))
		return -EEXIST;
	if (sw->nports == SW_PORTS)
		return -ENOSPC;
	if (listener >= 0 && nonblocking(listener) < 0)
		return -errno;
	struct port *p = &sw->ports[sw->nports];
	strcpy(p->name, name);
	p->listener = listener;
	p->fd = -1;
	p->rng = 1;
	return sw->nports++;
}

int sw_attach(struct sw *sw, int port, int fd)
{
	int rc = nonblocking(fd);

	if (rc < 0)
		return rc;
	port_hangup(&sw->ports[port]);
	sw->ports[port].fd = fd;
	return 0;
}

int sw_control(struct sw *sw, int listener)
{
	sw->control = listener;
	return nonblocking(listener);
}

// xorshift64*: the same seed loses the same frames.
static bool lose(struct port *p)
{
	if (!p->loss)
		return false;
	p->rng ^= p->rng >> 12;
	p->rng ^= p->rng << 25;
	p->rng ^= p->rng >> 27;
	return (p->rng * UINT64_C(2685821657736338717) >> 32) % 10000 < p->loss;
}

static void capture(struct sw *sw, const uint8_t *data, uint32_t len)
{
	struct timespec t;
	uint32_t cap = len < SW_SNAP ? len : SW_SNAP;

	clock_gettime(CLOCK_REALTIME, &t);
	uint32_t head[4] = { (uint32_t)t.tv_sec, (uint32_t)(t.tv_nsec / 1000), cap, len };
	fwrite(head, sizeof(head), 1, sw->pcap);
	fwrite(data, cap, 1, sw->pcap);
}

// Puts a copy into the port's queue, ordered by due time; equal times stay in order.
static void enqueue(struct port *to, const uint8_t *data, uint32_t len, int64_t due)
{
	if (to->queued + len > SW_QUEUE) {
		to->full++;
		return;
	}
	struct frame *f = malloc(sizeof(*f) + 4 + len);
	if (!f) {
		to->full++;
		return;
	}
	f->due = due;
	f->len = 4 + len;
	f->data[0] = (uint8_t)(len >> 24);
	f->data[1] = (uint8_t)(len >> 16);
	f->data[2] = (uint8_t)(len >> 8);
	f->data[3] = (uint8_t)len;
	memcpy(f->data + 4, data, len);
	to->queued += len;

	struct frame *before = to->tail;
	while (before && before->due > due && !(before == to->head && to->sent))
		before = before->prev;
	f->prev = before;
	f->next = before ? before->next : to->head;
	*(f->next ? &f->next->prev : &to->tail) = f;
	*(before ? &before->next : &to->head) = f;
}

// A frame from or to the port, before anything else is decided about it.
static void spring(struct port *p, const uint8_t *data, uint32_t len)
{
	if (p->trap_size && memmem(data, len, p->trap, p->trap_size)) {
		p->trap_size = 0;
		p->fuse = p->trap_more + 1;
	}
	if (p->fuse && !--p->fuse)
		p->mute = p->deaf = true;
}

static void send_to(struct port *from, struct port *to, const uint8_t *data, uint32_t len)
{
	if (to == from || to->fd < 0)
		return;
	spring(to, data, len);
	if (to->deaf || lose(to)) {
		to->lost++;
		return;
	}
	enqueue(to, data, len, sw_now() + from->delay + to->delay);
}

static struct entry *entry_of(struct sw *sw, const uint8_t mac[6])
{
	uint32_t h = 2166136261u;

	for (int i = 0; i < 6; i++)
		h = (h ^ mac[i]) * 16777619u;
	return &sw->table[h % SW_TABLE];
}

static void forward(struct sw *sw, struct port *from, const uint8_t *data, uint32_t len)
{
	from->in_frames++;
	from->in_bytes += len;
	if (sw->pcap)
		capture(sw, data, len);
	spring(from, data, len);
	if (from->mute || lose(from)) {
		from->lost++;
		return;
	}
	if (!(data[6] & 1)) {
		struct entry *e = entry_of(sw, data + 6);
		memcpy(e->mac, data + 6, 6);
		e->port = from;
	}
	struct entry *e = entry_of(sw, data);
	if (!(data[0] & 1) && e->port && !memcmp(e->mac, data, 6)) {
		send_to(from, e->port, data, len);
		return;
	}
	for (int i = 0; i < sw->nports; i++)
		send_to(from, &sw->ports[i], data, len);
}

// Takes the whole frames out of the port's buffer. False: the length is impossible, the stream is lost.
static bool port_parse(struct sw *sw, struct port *p)
{
	size_t at = 0;

	while (p->have - at >= 4) {
		const uint8_t *b = p->buf + at;
		uint32_t len =
			(uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
		if (len > SW_FRAME_MAX)
			return false;
		if (p->have - at - 4 < len)
			break;
		if (len >= SW_FRAME_MIN)
			forward(sw, p, b + 4, len);
		else
			p->bad++;
		at += 4 + len;
	}
	memmove(p->buf, p->buf + at, p->have - at);
	p->have -= at;
	return true;
}

static void port_read(struct sw *sw, struct port *p)
{
	ssize_t n = read(p->fd, p->buf + p->have, sizeof(p->buf) - p->have);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		port_hangup(p);
		return;
	}
	p->have += (size_t)n;
	if (!port_parse(sw, p)) {
		p->bad++;
		port_hangup(p);
	}
}

static void port_write(struct port *p)
{
	int64_t now = sw_now();

	while (p->head && (p->sent || p->head->due <= now)) {
		struct frame *f = p->head;
		ssize_t n = send(p->fd, f->data + p->sent, f->len - p->sent, MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (n < 0) {
			port_hangup(p);
			return;
		}
		p->sent += (size_t)n;
		if (p->sent < f->len)
			return;
		p->out_frames++;
		p->out_bytes += f->len - 4;
		p->queued -= f->len - 4;
		p->sent = 0;
		p->head = f->next;
		*(p->head ? &p->head->prev : &p->tail) = NULL;
		free(f);
	}
}

static void client_accept(struct sw *sw)
{
	int fd = accept4(sw->control, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	for (int i = 0; fd >= 0 && i < SW_CLIENTS; i++) {
		if (sw->clients[i].fd < 0) {
			sw->clients[i].fd = fd;
			sw->clients[i].have = 0;
			return;
		}
	}
	if (fd >= 0)
		close(fd);
}

static void client_hangup(struct client *c)
{
	close(c->fd);
	c->fd = -1;
}

// One command; the answer ends in a line `ok` or `error: why`.
static bool client_answer(struct sw *sw, struct client *c, const char *line)
{
	char reply[SW_REPLY], tail[SW_REPLY + 16];
	int refused = sw_command(sw, line, reply);
	int n = snprintf(tail, sizeof(tail), refused ? "error: %s\n" : "%sok\n", reply);

	return send(c->fd, tail, (size_t)n, MSG_NOSIGNAL) == n;
}

static void client_read(struct sw *sw, struct client *c)
{
	ssize_t n = read(c->fd, c->buf + c->have, sizeof(c->buf) - 1 - c->have);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_hangup(c);
		return;
	}
	c->have += (size_t)n;
	c->buf[c->have] = 0;
	char *line = c->buf, *end;
	while ((end = memchr(line, '\n', c->have - (size_t)(line - c->buf)))) {
		*end = 0;
		if (!client_answer(sw, c, line)) {
			client_hangup(c);
			return;
		}
		line = end + 1;
	}
	c->have -= (size_t)(line - c->buf);
	memmove(c->buf, line, c->have);
	if (c->have == sizeof(c->buf) - 1)
		client_hangup(c);
}

// What this round waits for; a descriptor of -1 is skipped by poll.
static int64_t poll_fill(struct sw *sw, struct pollfd *set)
{
	int64_t now = sw_now(), wait = INT64_MAX;
	int n = 0;

	for (int i = 0; i < sw->nports; i++) {
		struct port *p = &sw->ports[i];
		bool due = p->head && (p->sent || p->head->due <= now);
		if (p->head && !due && p->head->due - now < wait)
			wait = p->head->due - now;
		set[n++] = (struct pollfd){ .fd = p->listener, .events = POLLIN };
		set[n++] = (struct pollfd){ .fd = p->fd,
			.events = (short)(POLLIN | (due ? POLLOUT : 0)) };
	}
	for (int i = 0; i < SW_CLIENTS; i++)
		set[n++] = (struct pollfd){ .fd = sw->clients[i].fd, .events = POLLIN };
	set[n] = (struct pollfd){ .fd = sw->control, .events = POLLIN };
	return wait;
}

static void port_accept(struct sw *sw, int i)
{
	int fd = accept4(sw->ports[i].listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd >= 0)
		sw_attach(sw, i, fd);
}

static void poll_serve(struct sw *sw, const struct pollfd *set)
{
	int n = 0;

	for (int i = 0; i < sw->nports; i++, n += 2) {
		struct port *p = &sw->ports[i];
		if (set[n].revents)
			port_accept(sw, i);
		if (set[n + 1].revents && set[n + 1].fd == p->fd)
			port_read(sw, p);
	}
	for (int i = 0; i < SW_CLIENTS; i++)
		if (set[n + i].revents)
			client_read(sw, &sw->clients[i]);
	if (set[n + SW_CLIENTS].revents)
		client_accept(sw);
	for (int i = 0; i < sw->nports; i++)
		if (sw->ports[i].fd >= 0)
			port_write(&sw->ports[i]);
	if (sw->pcap)
		fflush(sw->pcap);
}

int sw_step(struct sw *sw, int timeout_ms)
{
	struct pollfd set[2 * SW_PORTS + SW_CLIENTS + 1];
	int64_t wait = poll_fill(sw, set);
	nfds_t n = (nfds_t)(2 * sw->nports + SW_CLIENTS + 1);

	if (timeout_ms >= 0 && timeout_ms * INT64_C(1000000) < wait)
		wait = timeout_ms * INT64_C(1000000);
	struct timespec t = { wait / 1000000000, wait % 1000000000 };
	int rc = ppoll(set, n, wait == INT64_MAX ? NULL : &t, NULL);
	if (rc < 0)
		return errno == EINTR ? 0 : -errno;
	poll_serve(sw, set);
	return 0;
}
