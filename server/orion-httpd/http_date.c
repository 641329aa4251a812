// SPDX-License-Identifier: MIT
// Dates of HTTP, in UTC and English. What is parsed depends on the locale, of which no program here sets one.
#include "http_date.h"

#include <stddef.h>
#include <string.h>

#include "digits.h"

void http_date_print(char text[HTTP_DATE_ROOM], time_t t)
{
	static const char days[] = "SunMonTueWedThuFriSat",
			  months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm;

	*text = 0;
	if (!gmtime_r(&t, &tm) || tm.tm_year < -1900 || tm.tm_year > 9999 - 1900)
		return;
	memcpy(text, days + 3 * tm.tm_wday, 3);
	memcpy(text + 3, ", ", 2);
	digits(text + 5, (unsigned)tm.tm_mday, 10, 2);
	text[7] = ' ';
	memcpy(text + 8, months + 3 * tm.tm_mon, 3);
	text[11] = ' ';
	digits(text + 12, (unsigned)(tm.tm_year + 1900), 10, 4);
	text[16] = ' ';
	digits(text + 17, (unsigned)tm.tm_hour, 10, 2);
	text[19] = ':';
	digits(text + 20, (unsigned)tm.tm_min, 10, 2);
	text[22] = ':';
	digits(text + 23, (unsigned)tm.tm_sec, 10, 2);
	memcpy(text + 25, " GMT", 5);
}

bool http_date_parse(time_t *t, const char *text)
{
	static const char *const forms[] = {
		"%a, %d %b %Y %H:%M:%S GMT",
		"%A, %d-%b-%y %H:%M:%S GMT",
		"%a %b %d %H:%M:%S %Y",
	};

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct tm tm = { .tm_isdst = 0 };
		const char *end = strptime(text, forms[i], &tm);

		if (end && !*end) {
			*t = timegm(&tm);
			return true;
		}
	}
	return false;
}
