// SPDX-License-Identifier: MIT
// Journals as text.
#include "journal.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "digest.h"
#include "error.h"
#include "path.h"

static const char first[] = "orion-journal\t1\n", last[] = "end\t";

static const char *const verbs[] = {
	[JOURNAL_STAGE] = "stage",
	[JOURNAL_REMOVE] = "remove",
	[JOURNAL_RMDIR] = "rmdir",
	[JOURNAL_MOVE] = "move",
	[JOURNAL_MODE] = "mode",
	[JOURNAL_STATE] = "state",
};

enum { VERBS = sizeof verbs / sizeof *verbs };

void journal_begin(struct buffer *b)
{
	buffer_text(b, TEXT(first));
}

void journal_add(struct buffer *b, const struct journal_step *s)
{
	buffer_printf(b, "%s\t", verbs[s->verb]);
	if (s->verb == JOURNAL_MOVE)
		buffer_printf(b, "%u\t", s->number);
	if (s->verb == JOURNAL_MODE)
		buffer_printf(b, "%04o\t%u\t%u\t", s->mode, s->uid, s->gid);
	buffer_text(b, s->path);
	buffer_add(b, "\n", 1);
}

int journal_end(struct buffer *b)
{
	struct digest d;
	char hex[DIGEST_HEX + 1];
	int rc = buffer_error(b);

	if (!rc)
		rc = digest_of(&d, b->s, b->n);
	if (rc)
		return rc;
	digest_hex(&d, hex);
	buffer_printf(b, "%s%s\n", last, hex);
	return buffer_error(b);
}

// Takes the last line off; what is before it must be what it says.
static int check(struct text *t)
{
	const size_t n = sizeof last - 1 + DIGEST_HEX + 1;
	struct digest said, is;

	if (t->n < n || t->s[t->n - 1] != '\n' || memcmp(t->s + t->n - n, last, sizeof last - 1))
		return fail(-E_DATA, "it has no end");
	struct text hex = { t->s + t->n - 1 - DIGEST_HEX, DIGEST_HEX };
	int rc = digest_parse(&said, hex);

	t->n -= n;
	if (!rc)
		rc = digest_of(&is, t->s, t->n);
	if (!rc && !digest_equal(&said, &is))
		rc = fail(-E_DATA, "its digest is another");
	return rc;
}

static int parse_path(struct journal_step *s)
{
	if (s->verb == JOURNAL_STAGE && !s->path.n)
		return 0;
	int rc = path_check(s->path);

	if (!rc && s->verb == JOURNAL_STATE && memchr(s->path.s, '/', s->path.n))
		rc = fail(-E_DATA, "`%.*s` is no name", TEXT_ARG(s->path));
	return rc;
}

static int parse_fields(struct journal_step *s, const struct text *field)
{
	uint64_t mode = 0, uid = 0, gid = 0, number = 0;
	int rc = 0;

	if (s->verb == JOURNAL_MOVE)
		rc = text_number(&number, field[0], 1, UINT32_MAX, "number");
	if (s->verb == JOURNAL_MODE) {
		rc = text_octal(&mode, field[0], 4, 07777, "mode");
		if (!rc)
			rc = text_number(&uid, field[1], 0, UINT32_MAX - 1, "uid");
		if (!rc)
			rc = text_number(&gid, field[2], 0, UINT32_MAX - 1, "gid");
	}
	s->number = (uint32_t)number;
	s->mode = (uint16_t)mode;
	s->uid = (uint32_t)uid;
	s->gid = (uint32_t)gid;
	return rc ? rc : parse_path(s);
}

static int parse_step(struct journal_step *s, struct text line)
{
	struct text field[5];
	size_t count = text_fields(line, '\t', field, 5), verb = 0;

	while (verb < VERBS && !text_is(field[0], verbs[verb]))
		verb++;
	if (verb == VERBS)
		return fail(-E_DATA, "`%.*s` is no step", field[0].n > 40 ? 40 : (int)field[0].n,
			field[0].s);
	*s = (struct journal_step){ .verb = (enum journal_verb)verb };
	size_t want = s->verb == JOURNAL_MOVE ? 3 : s->verb == JOURNAL_MODE ? 5 : 2;

	if (count != want)
		return fail(-E_DATA, "a step `%s` has %zu fields", verbs[verb], count);
	s->path = field[count - 1];
	return parse_fields(s, field + 1);
}

static size_t lines_of(struct text t)
{
	struct text line;
	size_t count = 0;

	while (text_line(&t, &line))
		count++;
	return count;
}

int journal_parse(struct journal *j, struct arena *a, struct text t)
{
	struct text line;
	int rc = check(&t);

	*j = (struct journal){ 0 };
	if (!rc && (!text_line(&t, &line) || !text_is(line, "orion-journal\t1")))
		rc = fail(-E_DATA, "it is in no format of this program");
	j->step = rc ? NULL : ARENA_ARRAY(a, struct journal_step, lines_of(t));
	if (!rc && !j->step)
		return -ENOMEM;
	while (!rc && text_line(&t, &line))
		rc = parse_step(j->step + j->count++, line);
	return !rc && t.n ? fail(-E_DATA, "a line has no end") : rc;
}
