// SPDX-License-Identifier: MIT
// Writing JSON to stdout, value by value. A byte that isn't UTF-8 becomes \udcXX, as Python's surrogateescape has it.
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "manifest.h"

// Each writes one value; key is NULL in a list and at the top.
void json_open(const char *key, char bracket);	// '{' or '['
void json_close(void);				// what was opened last; at the top also the LF
void json_text(const char *key, struct text t);
void json_number(const char *key, uint64_t v);
void json_bool(const char *key, bool v);
void json_digest(const char *key, const struct digest *d);
void json_texts(const char *key, const struct texts *t);

#endif
