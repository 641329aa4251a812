// SPDX-License-Identifier: MIT
// Time limits of connections. The library's own is for silence only: a byte now and then would hold a connection for ever.
#include "connections.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

uint64_t connections_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000 + 1;
}

static void set_address(struct connection *c, const struct sockaddr *from)
{
	if (from->sa_family == AF_INET) {
		c->address.s6_addr[10] = c->address.s6_addr[11] = 0xff;
		memcpy(c->address.s6_addr + 12, &((const struct sockaddr_in *)from)->sin_addr, 4);
	} else if (from->sa_family == AF_INET6) {
		c->address = ((const struct sockaddr_in6 *)from)->sin6_addr;
	}
	if (IN6_IS_ADDR_V4MAPPED(&c->address))
		inet_ntop(AF_INET, c->address.s6_addr + 12, c->text, sizeof c->text);
	else
		inet_ntop(AF_INET6, &c->address, c->text, sizeof c->text);
}

struct connection *connection_add(struct connections *all, int fd, const struct sockaddr *from)
{
	struct connection *c = calloc(1, sizeof *c);

	if (!c)
		return NULL;
	c->fd = fd;
	c->since = connections_now();
	set_address(c, from);
	connection_give(c, HEAD_SECONDS);
	c->from = &all->first;
	c->next = all->first;
	if (c->next)
		c->next->from = &c->next;
	all->first = c;
	return c;
}

void connection_remove(struct connection *c)
{
	*c->from = c->next;
	if (c->next)
		c->next->from = c->from;
	free(c);
}

void connection_give(struct connection *c, uint64_t seconds)
{
	c->until = connections_now() + seconds * 1000;
}

void connections_expire(struct connections *all)
{
	uint64_t now = connections_now();

	for (struct connection *c = all->first; c; c = c->next)
		if (c->until <= now)
			shutdown(c->fd, SHUT_RDWR);
}

void connections_close_idle(struct connections *all)
{
	all->closing = true;
	for (struct connection *c = all->first; c; c = c->next)
		if (!c->busy)
			shutdown(c->fd, SHUT_RDWR);
}
