// SPDX-License-Identifier: MIT
// What the running system is told: /run/orion/boot.conf.
#ifndef BOOTCONF_H
#define BOOTCONF_H

#include <stddef.h>

struct boot;

// Writes it, and the machine-id to /run/machine-id and the new root's /etc if that has none.
int bootconf_write(const struct boot *b);

// Adds "key=value\n" to text; a value with a character that sh might take for its own is left
// empty. Text that doesn't fit is left out.
void bootconf_line(char *text, size_t size, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
