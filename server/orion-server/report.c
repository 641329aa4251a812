// SPDX-License-Identifier: MIT
// Printing what was found.
#include "report.h"

#include <stdarg.h>

#include "error.h"
#include "json.h"

enum { SAYS = 1000 };

static void print(const struct report *r, const char *state, const char *what, const char *says,
	const char *advice)
{
	if (!r->json) {
		fprintf(r->to, "%-9s  %s%s%s%s%s\n", state, what, *says ? ": " : "", says,
			*advice ? ". " : "", advice);
		fflush(r->to);
		return;
	}
	json_open(NULL, '{');
	json_text("what", text_of(what));
	json_text("state", text_of(state));
	if (*says)
		json_text("says", text_of(says));
	if (*advice)
		json_text("advice", text_of(advice));
	json_close();
}

static void found(const struct report *r, const char *state, const char *what, const char *advice,
	const char *fmt, va_list ap)
{
	char says[SAYS];

	vsnprintf(says, sizeof says, fmt, ap);
	print(r, state, what, says, advice);
	error_clear();
}

void report_begin(struct report *r, bool json)
{
	*r = (struct report){ .to = stdout, .json = json };
	if (json)
		json_open(NULL, '[');
}

void report_begin_quiet(struct report *r)
{
	*r = (struct report){ .to = stderr, .quiet = true };
}

void report_ok(struct report *r, const char *what, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (!r->quiet)
		found(r, "ok", what, "", fmt, ap);
	va_end(ap);
}

void report_failed(struct report *r, const char *what, const char *advice, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	found(r, "FAILED", what, advice, fmt, ap);
	va_end(ap);
	r->failed++;
}

void report_warning(struct report *r, const char *what, const char *advice, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	found(r, "warning", what, advice, fmt, ap);
	va_end(ap);
	r->warned++;
}

void report_not_tried(struct report *r, const char *what)
{
	if (!r->quiet)
		print(r, "not tried", what, "", "");
}

int report_end(struct report *r)
{
	if (r->json)
		json_close();
	error_clear();
	return r->failed ? -E_NO : 0;
}
