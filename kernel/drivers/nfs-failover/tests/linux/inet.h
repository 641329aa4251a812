/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SHIM_LINUX_INET_H
#define SHIM_LINUX_INET_H

#include <arpa/inet.h>
#include <string.h>

#include <linux/types.h>

static inline int pton(int family, const char *text, u8 *to, const char **end)
{
	int done = inet_pton(family, text, to);

	*end = done == 1 ? text + strlen(text) : text;
	return done == 1;
}

/* All of the text, as the driver asks for it: no length, and nothing that ends it. */
static inline int in4_pton(const char *text, int length, u8 *to, int delimiter, const char **end)
{
	return length == -1 && delimiter == -1 && pton(AF_INET, text, to, end);
}

static inline int in6_pton(const char *text, int length, u8 *to, int delimiter, const char **end)
{
	return length == -1 && delimiter == -1 && pton(AF_INET6, text, to, end);
}

#endif
