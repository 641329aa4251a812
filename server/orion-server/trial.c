// SPDX-License-Identifier: MIT
// The file trial: DIGEST, STATE, SECONDS, WHY, with tabs between them. The service `trial` writes it, too.
#include "trial.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "file.h"

#define FILE_NAME "trial"

enum { FIELDS = 4, FILE_LENGTH = 4096 };

static const char *const states[] = {
	[TRIAL_PREPARED] = "prepared", [TRIAL_STARTED] = "started", [TRIAL_FAILED] = "failed"
};

static int parse_state(enum trial_state *state, struct text t)
{
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (text_is(t, states[i])) {
			*state = (enum trial_state)i;
			return 0;
		}
	return fail(-E_DATA, "`%.*s` must be one of: prepared | started | failed", TEXT_ARG(t));
}

int trial_parse(struct trial *t, struct text text)
{
	struct text line, field[FIELDS];

	if (!text_line(&text, &line) || text.n || text_fields(line, '\t', field, FIELDS) != FIELDS)
		return fail(-E_DATA,
			"it is one line: digest, state, seconds and why, with tabs between them");
	int rc = digest_parse(&t->digest, field[0]);
	if (!rc)
		rc = parse_state(&t->state, field[1]);
	if (!rc)
		rc = text_number(&t->seconds, field[2], TRIAL_LEAST, TRIAL_MOST, "seconds");
	if (!rc && !text_printable(field[3]))
		rc = fail(-E_DATA, "its last field has control characters");
	t->why = field[3];
	return rc;
}

void trial_write(struct buffer *b, const struct trial *t)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&t->digest, hex);
	buffer_printf(b, "%s\t%s\t%" PRIu64 "\t%.*s\n", hex, states[t->state], t->seconds,
		TEXT_ARG(t->why));
}

int trial_load(struct trial *t, struct arena *a, const char *base)
{
	struct text text;
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : file_load(a, dir, FILE_NAME, FILE_LENGTH, &text);

	if (dir >= 0)
		close(dir);
	if (rc == -ENOENT && dir >= 0) {
		error_clear();
		return rc;
	}
	return during(rc ? rc : trial_parse(t, text), "%s/" FILE_NAME, base);
}

int trial_store(const struct trial *t, const char *base)
{
	struct buffer b = { 0 };
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : 0;

	trial_write(&b, t);
	if (!rc)
		rc = buffer_error(&b);
	if (!rc)
		rc = file_replace(dir, FILE_NAME, 0644, b.s, b.n);
	if (dir >= 0)
		close(dir);
	buffer_free(&b);
	return during(rc, "%s", base);
}

int trial_remove(const char *base)
{
	int dir = file_open_dir(base);
	int rc = dir < 0 ? dir : file_remove(dir, FILE_NAME, 0);

	if (rc == -ENOENT && dir >= 0) {
		error_clear();
		rc = 0;
	}
	if (!rc)
		rc = file_sync_dir(dir, ".");
	if (dir >= 0)
		close(dir);
	return during(rc, "%s", base);
}
