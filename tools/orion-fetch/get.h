// SPDX-License-Identifier: MIT
// One address after the other, by libcurl, within bounds of size and time.
#ifndef GET_H
#define GET_H

#include <stdbool.h>
#include <stdint.h>

struct get;

enum get_result {
	GET_DONE,
	GET_ABSENT,	// the server says that it isn't there
	GET_TOO_LONG,	// more than the limit: what was written is of no use
	GET_WHOLE,	// a range was asked for, and the server sends the whole: nothing was written
	GET_SILENT,	// the server can't be reached, or is too slow
	GET_FAILED,
};

// Seconds that a connection may take, and that a server may send less than a kilobyte a second.
struct get_patience {
	unsigned connect, slow;
};

// A server is given up by that, and anything as soon as unwanted(), which is asked each second or oftener, says so; it may be NULL. 0, or negative and
// recorded; *g is NULL then.
int get_open(struct get **g, const struct get_patience *p, bool (*unwanted)(void));

// What is asked for from now on comes within so many ms each; 0: how long it may take goes by its size.
void get_within(struct get *g, uint64_t ms);

// Writes what is at the address to fd, from where it stands. Why it went wrong is recorded.
enum get_result get(struct get *g, const char *url, uint64_t limit, int fd);

// The same of exactly n bytes from that place.
enum get_result get_range(struct get *g, const char *url, uint64_t from, uint64_t n, int fd);

// NULL is fine.
void get_close(struct get *g);

#endif
