// SPDX-License-Identifier: MIT
// Percent-encoding and what may be a path.
#include "request_path.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "error.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// RFC 3986, 2.1. The next byte of the target, -1 when its encoding is wrong.
static int next_byte(const char **s)
{
	if (**s != '%')
		return (unsigned char)*(*s)++;
	int high = hex((*s)[1]), low = high < 0 ? -1 : hex((*s)[2]);

	*s += low < 0 ? 0 : 3;
	return low < 0 ? -1 : high << 4 | low;
}

// RFC 9112, 3.2.2: the absolute form. NULL when it is neither that nor a path.
static const char *path_of(const char *target)
{
	if (!strncasecmp(target, "http://", 7)) {
		target += 7 + strcspn(target + 7, "/?");
		return *target == '/' ? target : "/";
	}
	return *target == '/' ? target : NULL;
}

static bool hidden(const char *path)
{
	return *path == '.' || strstr(path, "/.");
}

int request_path(char path[REQUEST_PATH_ROOM], const char *target)
{
	const char *s = path_of(target);
	size_t n = 0;

	if (!s)
		return 400;
	while (*s && *s != '?') {
		int c = next_byte(&s);

		if (c <= 0)
			return 400;
		if (c == '/' && (!n || path[n - 1] == '/'))
			continue;
		if (n == PATH_LENGTH)
			return 404;
		path[n++] = (char)c;
	}
	path[n] = 0;
	int rc = path_check((struct text){ path, n });

	error_clear();
	return rc || hidden(path) ? 404 : 0;
}
