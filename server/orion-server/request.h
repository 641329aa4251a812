// SPDX-License-Identifier: MIT
// An HTTP request (hostile) of a machine that is tested: which part of its bundle it wants.
#ifndef REQUEST_H
#define REQUEST_H

#include <stddef.h>

enum { REQUEST_LENGTH = 4096, REQUEST_NAME = 64 };

struct request {
	char text[REQUEST_LENGTH];
	size_t n;	// bytes of it that came
	char name[REQUEST_NAME];	// behind the path's last slash; empty: none that a part could have
};

// 1: it is whole, and name is set. 0: more must come. -E_DATA and recorded: it is too long.
int request_parse(struct request *r);

#endif
