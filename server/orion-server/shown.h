// SPDX-License-Identifier: MIT
// Showing one thing: its name, and what holds for it, a line each, with where that comes from. What the commands with a singular noun
// share; their lists are those of the plural ones, too.
#ifndef SHOWN_H
#define SHOWN_H

#include <stddef.h>
#include <stdint.h>

struct call;

// All things of a command stand between these; as JSON they are a list.
void shown_begin(const struct call *c);
void shown_end(const struct call *c);

void shown_open(const struct call *c, const char *name);
// A value, and (from isn't NULL) who says so: as JSON {"value": ..., "from": ...} then, else a text. Nothing for a value that is NULL.
void shown(const struct call *c, const char *key, const char *value, const char *from);
void shown_number(const struct call *c, const char *key, uint64_t value);
void shown_names(const struct call *c, const char *key, const char *const *names, size_t count);
void shown_close(const struct call *c);

#endif
