// SPDX-License-Identifier: MIT
// A small HTTP client (RFC 9110, RFC 9112): reads one thing to see that it comes.
#ifndef HTTP_GET_H
#define HTTP_GET_H

#include <stdint.h>

#include "text.h"

struct buffer;

struct url {
	uint32_t address;
	unsigned port;
	struct text path;	// from its first slash on
};

// Reads http://ADDRESS[:PORT]/PATH (hostile): 0, or -E_DATA and recorded. The path points into t.
int url_parse(struct url *u, struct text t);

// Gets it within the limits of net.h: the body's first limit bytes into the buffer (NULL: nowhere), their number into *size. 0 when the
// status was 200 and nothing of those is missing.
int http_get(const char *url, uint64_t limit, struct buffer *body, uint64_t *size);

#endif
