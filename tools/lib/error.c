// SPDX-License-Identifier: MIT
// The record of what went wrong.
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local struct error now;

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
	int n = vsnprintf(now.text, sizeof now.text, fmt, ap);
	va_end(ap);
	if (rc < 0 && rc > -E_DATA && n >= 0 && (size_t)n < sizeof now.text)
		snprintf(now.text + n, sizeof now.text - (size_t)n, ": %s", strerror(-rc));
	clean(now.text);
	return rc;
}

int during(int rc, const char *fmt, ...)
{
	char old[sizeof now.text], doing[sizeof now.text];
	va_list ap;

	if (rc >= 0)
		return rc;
	memcpy(old, now.text, sizeof old);
	va_start(ap, fmt);
	vsnprintf(doing, sizeof doing, fmt, ap);
	va_end(ap);
	int n = snprintf(now.text, sizeof now.text, "%.900s: ", doing);
	snprintf(now.text + n, sizeof now.text - (size_t)n, "%.*s", (int)sizeof now.text - 1 - n,
		old);
	clean(now.text);
	return rc;
}

const char *error_text(void)
{
	return now.text;
}

void error_clear(void)
{
	*now.text = 0;
}

void error_keep(struct error *e)
{
	*e = now;
}

void error_restore(const struct error *e)
{
	now = *e;
}
