// SPDX-License-Identifier: MIT
// The head of an HTTP response.
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stddef.h>
#include <stdint.h>

#define HTTP_HEAD_MAX 8192

struct http_head {
	int status;
	int64_t length;		// of the body, -1: until the end of the connection
	int64_t date;		// seconds since 1970, -1: none
};

// Parses n bytes (hostile): the size of the head, 0: it isn't whole yet, -1: no such thing.
int http_head_parse(struct http_head *h, const char *s, size_t n);

#endif
