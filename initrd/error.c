// SPDX-License-Identifier: MIT
// The record of what went wrong.
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

static struct failure here;
static struct failure *record = &here;

void error_share(void)
{
	void *p = mmap(
		NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p != MAP_FAILED)
		record = p;
}

// What is recorded came in part from the network: one line, printable.
static void clean(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || (unsigned char)*s > '~')
			*s = '?';
}

int fail(const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(record->text, sizeof record->text, fmt, ap);
	va_end(ap);
	snprintf(record->code, sizeof record->code, "%s", code);
	clean(record->text);
	return -1;
}

int during(int rc, const char *fmt, ...)
{
	if (!rc)
		return 0;
	char old[sizeof record->text], doing[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(doing, sizeof doing, fmt, ap);
	va_end(ap);
	memcpy(old, record->text, sizeof old);
	if (snprintf(record->text, sizeof record->text, "%s: %s", doing, old) < 0)
		return rc;
	clean(record->text);
	return rc;
}

const struct failure *failure(void)
{
	return record;
}

void failure_clear(void)
{
	*record = (struct failure){ .code = "" };
}
