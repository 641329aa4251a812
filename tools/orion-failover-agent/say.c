// SPDX-License-Identifier: MIT
#include "say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "error.h"

enum { LINE = 512 };

#define NOTICE "<5>"
#define NAME "orion-failover-agent: "

static int kmsg = -1;

int say_open(void)
{
	kmsg = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	return kmsg < 0 ? fail(-errno, "/dev/kmsg") : 0;
}

void say(const char *fmt, ...)
{
	char line[LINE] = NOTICE NAME;
	size_t n = sizeof NOTICE NAME - 1;
	va_list ap;

	va_start(ap, fmt);
	int more = vsnprintf(line + n, sizeof line - n - 1, fmt, ap);
	va_end(ap);
	n += more < 0 ? 0 : more < (int)(sizeof line - n - 1) ? (size_t)more : sizeof line - n - 2;
	line[n++] = '\n';
	// A line that the kernel doesn't take is lost: nothing is better than to wait here.
	const char *text = kmsg < 0 ? line + sizeof NOTICE - 1 : line;
	if (write(kmsg < 0 ? STDERR_FILENO : kmsg, text, n - (size_t)(text - line)) < 0)
		return;
}
