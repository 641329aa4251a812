// SPDX-License-Identifier: MIT
// The date of an HTTP response.
#include "date.h"

#include <string.h>

#include "number.h"

// Days from 1970-01-01 to a date of the Gregorian calendar; m from 1.
static int64_t days(int64_t y, int64_t m, int64_t d)
{
	y -= m <= 2;
	m += m <= 2 ? 9 : -3;	// a year that begins in March
	return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + d - 1 - 719468;
}

static int month(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (!memcmp(names + 3 * i, s, 3))
			return i + 1;
	return 0;
}

int64_t date_parse(const char *s, size_t n)
{
	static const char shape[] = "___, __ ___ ____ __:__:__ GMT";
	uint64_t d, y, h, m, sec;

	if (n != sizeof shape - 1)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (shape[i] != '_' && shape[i] != s[i])
			return -1;
	int mon = month(s + 8);
	if (!mon || number_parse(&d, s + 5, 2, 1, 31) || number_parse(&y, s + 12, 4, 1970, 9999) ||
			number_parse(&h, s + 17, 2, 0, 23) || number_parse(&m, s + 20, 2, 0, 59) ||
			number_parse(&sec, s + 23, 2, 0, 60))
		return -1;
	return ((days((int64_t)y, mon, (int64_t)d) * 24 + (int64_t)h) * 60 + (int64_t)m) * 60 +
		(int64_t)sec;
}
