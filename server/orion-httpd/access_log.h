// SPDX-License-Identifier: MIT
// What was asked and answered, a line a request.
#ifndef ACCESS_LOG_H
#define ACCESS_LOG_H

#include <stddef.h>
#include <stdint.h>

struct access {
	const char *address;
	const char *method, *target;	// as they were sent; NULL when nothing like HTTP came
	unsigned status;	// 0: there was no answer
	uint64_t bytes;		// of the answer, without its head
	uint64_t milliseconds;	// from the request's first line to the end of the answer
	const char *end;	// how it ended: a short word
};

enum { ACCESS_LINE = 1280 };

// ADDRESS METHOD TARGET STATUS BYTES MILLISECONDS END and a newline, a blank between them and none in them: bytes of the
// request that aren't visible ASCII, and backslashes, are \xNN. What is too long is cut and ends in "...". Its length.
size_t access_line(char line[ACCESS_LINE], const struct access *a);

#endif
