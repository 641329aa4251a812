// SPDX-License-Identifier: MIT
// What was looked at and found, a line each, printed as it comes; as JSON a list of objects.
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct report {
	FILE *to;
	bool json;
	bool quiet;	// what is fine isn't printed
	size_t failed, warned;
};

// To standard output.
void report_begin(struct report *r, bool json);

// To standard error, and only what isn't fine: for a command with another answer.
void report_begin_quiet(struct report *r);

// What was looked at, and what was found.
void report_ok(struct report *r, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

// The same with what to do: it is broken, or it will or may be.
void report_failed(struct report *r, const char *what, const char *advice, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void report_warning(struct report *r, const char *what, const char *advice, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

// It can't be looked at, because something before it is broken.
void report_not_tried(struct report *r, const char *what);

// Ends it: 0, or -E_NO when something is broken.
int report_end(struct report *r);

#endif
