// SPDX-License-Identifier: MIT
// The date of an HTTP response.
#ifndef DATE_H
#define DATE_H

#include <stddef.h>
#include <stdint.h>

// Takes an IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7); seconds, or -1.
int64_t date_parse(const char *s, size_t n);

#endif
