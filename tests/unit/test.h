// SPDX-License-Identifier: MIT
// Checks for unit tests: a failure names file and line (or the case's), and counts.
#ifndef TEST_H
#define TEST_H

#include <stdio.h>
#include <string.h>

static int test_failed;

#define CHECK_AT(line, cond) \
	((cond) ? (void)0 \
		: (void)(test_failed = 1, \
		fprintf(stderr, "%s:%d: %s\n", __FILE__, (line), #cond)))
#define CHECK(cond) CHECK_AT(__LINE__, cond)
#define CHECK_TEXT(a, b) \
	(strcmp(a, b) ? (void)(test_failed = 1, \
				fprintf(stderr, "%s:%d: \"%s\" is not \"%s\"\n", __FILE__, \
					__LINE__, a, b)) \
		      : (void)0)

#endif
