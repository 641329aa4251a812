// SPDX-License-Identifier: MIT
// Dates of HTTP (RFC 9110, 5.6.7).
#ifndef HTTP_DATE_H
#define HTTP_DATE_H

#include <stdbool.h>
#include <time.h>

enum { HTTP_DATE_ROOM = 32 };

void http_date_print(char text[HTTP_DATE_ROOM], time_t t);

// In any of the three forms; false when it is none.
bool http_date_parse(time_t *t, const char *text);

#endif
