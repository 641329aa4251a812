// SPDX-License-Identifier: MIT
// Conditional requests (RFC 9110, 13).
#ifndef CONDITIONS_H
#define CONDITIONS_H

#include <stdbool.h>
#include <time.h>

// Fields of a request; NULL when it lacks one.
struct conditions {
	const char *if_match, *if_none_match, *if_modified_since, *if_unmodified_since, *if_range;
};

// 0 when the file is to be sent, else 304 or 412. etag is a strong one with its quotes.
int conditions_status(const struct conditions *c, const char *etag, time_t modified);

// Does Range hold for this file?
bool conditions_range(const struct conditions *c, const char *etag, time_t modified);

#endif
