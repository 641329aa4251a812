// SPDX-License-Identifier: MIT
// The record of what went wrong.
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char record[2000];

// What is recorded came in part from files and the network.
static void clean(char *s)
{
	for (; *s; s++)
		if (*s < ' ' || *s > '~')
			*s = '?';
}

int fail(int rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(record, sizeof record, fmt, ap);
	va_end(ap);
	if (rc < 0 && rc > -E_DATA && n >= 0 && (size_t)n < sizeof record)
		snprintf(record + n, sizeof record - (size_t)n, ": %s", strerror(-rc));
	clean(record);
	return rc;
}

int during(int rc, const char *fmt, ...)
{
	char old[sizeof record], doing[sizeof record];
	va_list ap;

	if (rc >= 0)
		return rc;
	memcpy(old, record, sizeof old);
	va_start(ap, fmt);
	vsnprintf(doing, sizeof doing, fmt, ap);
	va_end(ap);
	int n = snprintf(record, sizeof record, "%.900s: ", doing);
	snprintf(record + n, sizeof record - (size_t)n, "%.*s", (int)sizeof record - 1 - n, old);
	clean(record);
	return rc;
}

const char *error_text(void)
{
	return record;
}

void error_clear(void)
{
	*record = 0;
}
