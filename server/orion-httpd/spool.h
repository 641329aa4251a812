// SPDX-License-Identifier: MIT
// Reports: small texts that nodes leave for another program of the server to take.
#ifndef SPOOL_H
#define SPOOL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	REPORT_BYTES = 64 * 1024,
	REPORT_NAME = 64,
	REPORTS = 256,	// files in the spool, of all senders together
	REPORTS_OF_ONE = 16,	// of one sender
};

// Begins with a small letter or digit; small letters, digits and . - _ then; at most REPORT_NAME bytes.
bool spool_name(const char *name);

// Makes or replaces the file ADDRESS_NAME in the directory, whole at any time. The status that is the answer: 201 or 204,
// 507 when there are too many, 500 and recorded.
int spool_put(int dir, const char *address, const char *name, const void *data, size_t n);

#endif
