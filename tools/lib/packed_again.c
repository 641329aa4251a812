// SPDX-License-Identifier: MIT
// Taking parts from an older bundle.
#include "packed_again.h"

#include <errno.h>

#include "arena.h"
#include "buffer.h"
#include "bundle_file.h"
#include "digest.h"
#include "error.h"
#include "keep.h"
#include "packed.h"

enum { PART_MAX = 256 << 20, LINES = 64 };

// The line of the record for a part with that digest.
static int make_line(char line[DIGEST_HEX + 1], const struct digest *part)
{
	struct buffer b = { 0 };
	struct digest d;

	digest_hex(part, line);
	packed_describe(&b);
	buffer_printf(&b, "%s\n", line);
	int rc = buffer_error(&b);
	if (!rc)
		rc = digest_of(&d, b.s, b.n);
	if (!rc)
		digest_hex(&d, line);
	buffer_free(&b);
	return rc;
}

static bool has_line(struct text record, const char *wanted)
{
	struct text line;

	while (text_line(&record, &line))
		if (text_is(line, wanted))
			return true;
	return false;
}

// In front of the others, of which the oldest fall off.
static int note(struct packed_again *p, struct arena *a, struct text part)
{
	char new[DIGEST_HEX + 1];
	struct buffer b = { 0 };
	struct text rest = p->record, line;
	struct digest d;
	int rc = digest_of(&d, part.s, part.n);

	if (!rc)
		rc = make_line(new, &d);
	if (rc)
		return rc;
	buffer_printf(&b, "%s\n", new);
	for (int lines = 1; lines < LINES && text_line(&rest, &line);)
		if (!text_is(line, new)) {
			buffer_printf(&b, "%.*s\n", TEXT_ARG(line));
			lines++;
		}
	rc = keep(a, &b, &p->record);
	buffer_free(&b);
	return rc;
}

// A part that can't be read is none.
static bool find(const struct packed_again *p, struct arena *a, const char *name,
	struct text content, struct text *part)
{
	const struct bundle_part *old = p->bundle ? bundle_find(p->bundle, name) : NULL;
	char line[DIGEST_HEX + 1];
	int rc = old ? make_line(line, &old->digest) : -ENOENT;

	if (rc || !has_line(p->record, line))
		return false;
	rc = bundle_load(p->bundle, a, name, PART_MAX, part);
	if (rc)
		error_clear();
	return !rc && packed_holds(*part, content);
}

int packed_again(struct packed_again *p, struct arena *a, const char *name, struct text content,
	struct buffer *to)
{
	struct text part;
	int rc = 0;

	if (find(p, a, name, content, &part))
		buffer_text(to, part);
	else
		rc = packed_make(to, content);
	if (!rc)
		rc = buffer_error(to);
	return rc ? rc : note(p, a, buffer_view(to));
}
