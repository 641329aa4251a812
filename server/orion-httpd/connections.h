// SPDX-License-Identifier: MIT
// The connections that are open, and when each is given up.
#ifndef CONNECTIONS_H
#define CONNECTIONS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HEAD_SECONDS = 15,	// for all of a request's head
	BODY_SECONDS = 30,	// for all of a report
	SEND_SECONDS = 60,	// for an answer, and
	SEND_RATE = 1024,	// a second more for so many bytes
};

struct connection {
	int fd;
	bool busy;	// it has a request under way
	bool asked;	// it had one
	uint64_t since;	// when it was opened, milliseconds
	uint64_t until;	// when it is given up
	struct in6_addr address;	// an IPv4 one as ::ffff:a.b.c.d
	char text[INET6_ADDRSTRLEN];	// the same, an IPv4 one as such
	struct connection *next, **from;
};

struct connections {
	struct connection *first;
	bool closing;	// each is closed as soon as it has no request under way
};

// Milliseconds of a clock that is never set; not 0.
uint64_t connections_now(void);

// A new one, or NULL without memory.
struct connection *connection_add(struct connections *all, int fd, const struct sockaddr *from);
void connection_remove(struct connection *c);

// It has so many seconds more.
void connection_give(struct connection *c, uint64_t seconds);

// Shuts down those whose time is over: their reader sees the end of it.
void connections_expire(struct connections *all);

// From now on `closing`.
void connections_close_idle(struct connections *all);

#endif
