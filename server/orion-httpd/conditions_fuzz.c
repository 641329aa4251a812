// SPDX-License-Identifier: MIT
// Fuzz target: the fields of conditional requests, lists of tags and dates.
#include <stdlib.h>
#include <string.h>

#include "conditions.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *s = malloc(n + 1);

	if (!s)
		return 0;
	if (n)
		memcpy(s, data, n);
	s[n] = 0;
	conditions_status(&(struct conditions){ .if_match = s, .if_none_match = s }, "\"abc\"", 9);
	conditions_status(&(struct conditions){ .if_unmodified_since = s }, "\"abc\"", 9);
	conditions_status(&(struct conditions){ .if_modified_since = s }, "\"abc\"", 9);
	conditions_range(&(struct conditions){ .if_range = s }, "\"abc\"", 9);
	free(s);
	return 0;
}
