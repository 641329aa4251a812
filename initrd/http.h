// SPDX-License-Identifier: MIT
// A small HTTP client: GET of one thing from one server.
#ifndef HTTP_H
#define HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "http_head.h"

struct addr;

struct http_get {
	const struct addr *server;
	unsigned port;
	const char *path;
	int idle_ms;		// limit for connecting (at most 3 s of it) and for silence
	uint64_t max;		// bytes of body that are taken
	// Takes a piece of the body; not 0: stop, it has recorded why. NULL: the head is enough.
	int (*sink)(void *ctx, const void *data, size_t n);
	void *ctx;
};

// Does it; 0 when the status was 200 and the body whole, else -1 and the failure recorded.
int http_get(const struct http_get *g, struct http_head *head);

// Loads a body of at most max bytes into memory that the caller frees; NULL: failure recorded.
char *http_load(const struct addr *server, unsigned port, const char *path, size_t max,
	size_t *size, struct http_head *head);

#endif
