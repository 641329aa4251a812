// SPDX-License-Identifier: MIT
// Conditions, in the order of RFC 9110, 13.2.2.
#include "conditions.h"

#include <string.h>

#include "http_date.h"

// One entity-tag (8.8.3) and what follows it up to the next in a list (5.6.1); false at the end, or when it isn't one.
static bool next_tag(const char **s, const char **tag, size_t *n, bool *weak)
{
	*s += strspn(*s, " \t,");
	*weak = !strncmp(*s, "W/", 2);
	*tag = *s + (*weak ? 2 : 0);
	const char *end = **tag == '"' ? strchr(*tag + 1, '"') : NULL;

	if (!end)
		return false;
	*s = end + 1;
	*n = (size_t)(*s - *tag);
	return true;
}

// 13.1.1, 13.1.2: is the file's one in the list? A strong comparison (8.8.3.2) takes no weak one.
static bool matches(const char *list, const char *etag, bool strong)
{
	const char *tag;
	size_t n;
	bool weak;

	if (!strcmp(list, "*"))
		return true;
	while (next_tag(&list, &tag, &n, &weak))
		if (n == strlen(etag) && !memcmp(tag, etag, n) && !(weak && strong))
			return true;
	return false;
}

static int status_if_match(const struct conditions *c, const char *etag, time_t modified)
{
	time_t t;

	if (c->if_match)
		return matches(c->if_match, etag, true) ? 0 : 412;
	if (c->if_unmodified_since && http_date_parse(&t, c->if_unmodified_since))
		return modified > t ? 412 : 0;
	return 0;
}

int conditions_status(const struct conditions *c, const char *etag, time_t modified)
{
	int status = status_if_match(c, etag, modified);
	time_t t;

	if (status)
		return status;
	if (c->if_none_match)
		return matches(c->if_none_match, etag, false) ? 304 : 0;
	if (c->if_modified_since && http_date_parse(&t, c->if_modified_since))
		return modified <= t ? 304 : 0;
	return 0;
}

// 13.1.5: a strong tag, or the very date.
bool conditions_range(const struct conditions *c, const char *etag, time_t modified)
{
	time_t t;

	if (!c->if_range)
		return true;
	if (http_date_parse(&t, c->if_range))
		return t == modified;
	return !strcmp(c->if_range, etag);
}
